//! Pages of scenario files (N).

super::book! {
    N001 Error Story
        "一行做了两件事" | "A line does two things",
        "哪件先做，结果可能不同" | "Which comes first can make a difference",
        "拆成两行，时刻可以相同" | "Make it two lines; they may be at the same instant",
        r#"{ at = "1m", who = "wang", does = "take", claims = "take", with"# => r#"{ at = "1m", who = "wang", does = "take", with"#;
    N002 Error Story
        "已经有叫这个名字的个案" | "A case has this name already",
        "后面的行就不知道说的是哪一个" | "Later lines could not say which is meant",
        "换一个名字（第一个个案叫 first）" | "Take another name (the first case is `first`)",
        r#"opens = "first""# => r#"opens = "second""#;
    N003 Error Story
        "写了 organisation，又编了人" | "There is an `organisation`, and people are invented beside it",
        "人要么都来自组织文件，要么都是编的" | "Either all people come from the organisation, or all are invented",
        "删去 people，或删去 organisation" | "Leave out `people`, or `organisation`",
        "organisation = true\npeople" => "people";
    N004 Error Story
        "这一项要和另一项一起写" | "This key says nothing without another",
        "单独写不起作用，看的人却以为测到了" | "Alone it does nothing, while the reader believes that it was tried",
        "加上另一项，或删去" | "Add the other, or delete it",
        "{ at = \"2m\", opens = \"second\" },\n  { at = \"2m\", key = \"k1\" }," => "{ at = \"2m\", opens = \"second\" },";
    N005 Error Story
        "版本要写号码" | "A version has no number",
        "测试要知道是哪一版" | "The test must know which version is meant",
        "写成 [tests.version.8]" | "Write [tests.version.8]",
        "[tests.version.next]\neffective = 2027-01-01\n\n[[test]]" => "[[test]]";
}
