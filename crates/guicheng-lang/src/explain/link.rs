//! Pages of references and translations (T, I).

super::book! {
    T003 Error Routes
        "没有叫这个名字的东西" | "Nothing has this name",
        "路线会走到不存在的步骤，通知会发给不存在的角色" | "The route would lead to a step that is not there, the notice to a role that nobody has",
        "把名字写对，或把缺的卡片写出来" | "Write the right name, or add the card that is missing",
        r#"who = "helpr""# => r#"who = "helper""#;
    T009 Error Routes
        "有这个名字，但这里要的是另一种东西" | "Something has this name, but another kind of thing belongs here",
        "比如延长多久要用时长，用人数就加不起来" | "An extension, say, needs a length of time; a number of people cannot be added to a limit",
        "换成合适的那一种：提示里说了要哪一种" | "Name something of the kind that the message asks for",
        r#"plus = "people""# => r#"plus = "extra""#;
    T012 Error Routes
        "这不是一件发生的事" | "This is no happening",
        "时限从某件事开始、到某件事停下；写错了就永远不停" | "A clock starts and stops at happenings; at a wrong one it would never stop",
        "写 step.X.done、route.X.opened、hold.X.end、case.closed、event.X、field.X 之类" | "Write step.X.done, route.X.opened, hold.X.end, case.closed, event.X, field.X or the like",
        r#"until = "step.close.finished""# => r#"until = "step.close.done""#;
    T013 Error Routes
        "文字里的 { } 没有所指" | "A placeholder in a text stands for nothing",
        "收到通知的人会看到一个填不上的空" | "Whoever gets the notice would read a gap that nothing fills",
        "写内容项的名字，或 {case.number}、{case.opened_at}、{clock.X.due}" | "Write the name of a field, or {case.number}, {case.opened_at}, {clock.X.due}",
        "{case.nummer}" => "{case.number}";
    T014 Error Routes
        "登记表没法打印这一列" | "A register cannot print this column",
        "登记表就是要打印、要存档的，空着的一列说明不了什么" | "Registers are printed and archived; a column that stays empty shows nothing",
        "写内容项，或 case.number、step.X.people、step.X.done_at 之类" | "Write a field, or case.number, step.X.people, step.X.done_at or the like",
        r#""step.take.peple""# => r#""step.take.people""#;
    I001 Note Routes
        "有标题还没有译文" | "Some titles have no translation yet",
        "看英文的人会看到中文标题" | "Whoever reads in that language sees the titles of the file's own",
        "在 [en] 里补上；不打算翻译，就把 [en] 整个删去" | "Add them under [en]; if no translation is meant, delete [en] altogether",
        "text = \"个案 {case.number}：{kind}\"\n\n[en]\nprocedure = \"Sample\"" => "text = \"个案 {case.number}：{kind}\"";
    I002 Warning Routes
        "译文没有对应的卡片" | "A translation belongs to nothing in the file",
        "多半是卡片改了名，译文没有跟着改，于是看英文的人看不到译文" | "As a rule a card was renamed and its translation was not, so it is shown to nobody",
        "把名字改成卡片现在的名字，或删去这一行" | "Write the present name of the card, or delete the line",
        "text = \"个案 {case.number}：{kind}\"\n\n[en]\nstep.tak = \"Take\"" => "text = \"个案 {case.number}：{kind}\"";
}
