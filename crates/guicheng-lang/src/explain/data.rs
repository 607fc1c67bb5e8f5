//! Pages of fields and personal data (F, P).

super::book! {
    F001 Warning Routes
        "读了这一项，却没有哪一步填它" | "The field is read, but nothing fills it",
        "不知道的值当作“不成立”，这个判断永远走同一边" | "What is not known counts as not so: the guard would always go one way",
        "在前面某一步的 fill 里加上，或给 default" | "Add it to the `fill` of an earlier step, or give a `default`",
        r#"fill = ["kind", "sites", "phone""# => r#"fill = ["kind", "urgent", "sites", "phone""#;
    F002 Warning Routes
        "同时做的两步都填同一项" | "Two cards that are done together fill the same field",
        "后填的盖掉先填的，谁先谁后全凭运气" | "The later overwrites the earlier, and which is later is luck",
        "分成两项，或把两步排成先后" | "Make two fields of it, or put one step after the other",
        "not_same = [\"take\"]\nfill = [\"seen_at\"]" => "not_same = [\"take\"]",
        "[step.phone_round]\nwho = \"desk\"\nfill = [\"seen_at\"]" => "[step.phone_round]\nwho = \"desk\"\ncount = 2\nwait = 1";
    F003 Warning Routes
        "没有哪一步填它" | "Nothing ever fills this field",
        "多余的一项让人以为有人会填" | "A field too many makes people believe that somebody fills it",
        "在某一步的 fill 里加上，或删去这一项" | "Add it to the `fill` of a step, or delete the field",
        "seen_at = { type = \"moment\", title = \"到场时刻\" }\nspare = { type = \"text\", title = \"备用\" }" => "seen_at = { type = \"moment\", title = \"到场时刻\" }";
    F004 Error Routes
        "选项类的内容项没有 options" | "A choice has no `options`",
        "没有可选的，就没法填" | "With nothing to choose from it cannot be filled",
        "写上 options，或改用 text、yes_no" | "Give it `options`, or make it a `text` or `yes_no`",
        r#"urgent = { type = "choice", title = "紧急", required = true }"# => r#"urgent = { type = "yes_no", title = "紧急", required = true }"#,
        r#"when = "people >= 2""# => r#"when = "urgent and people >= 2""#;
    F005 Error Routes
        "只有选项类的内容项才有这一项" | "Only a choice has this key",
        "写了也不会显示出来" | "It would never be shown",
        "把 type 改成 choice 或 choices，或删去这一项" | "Make the type `choice` or `choices`, or delete the key",
        r#"seen_at = { type = "moment", options = { a = "A" }, title = "到场时刻" }"# => r#"seen_at = { type = "moment", title = "到场时刻" }"#;
    F006 Error Routes
        "order 漏了选项" | "`order` leaves out an option",
        "漏掉的选项没有高低，“升一级”就不知道升到哪里" | "An option without a rank is neither more nor less than another, and nothing comes after it",
        "把所有选项从低到高都写上" | "List all options, lowest first",
        r#"order = ["small"]"# => r#"order = ["small", "big"]"#;
    F007 Error Routes
        "值不合这一项的类型" | "The value does not fit the type of the field",
        "开案时填不进去" | "It could never be filled with that",
        "数字写数字，选项写它的 id，时间写成 \"2h\" 之类" | "Write a number for a number, the id for an option, such as \"2h\" for a length of time",
        r#"default = "许多""# => "default = 1";
    F008 Error Routes
        "min 大于 max" | "`min` is more than `max`",
        "没有一个值填得进去" | "No value could ever be filled in",
        "对调，或改其中一个" | "Swap them, or change one",
        "min = 10, max = 9" => "min = 0, max = 9";
    F009 Error Routes
        "每一项填一份的内容，这一步却不在那个 each 里" | "The field is kept per item, but this card is not inside that `each`",
        "不知道填的是哪一项的" | "Nothing says for which item it is filled",
        "移到有 each 的路线里的步骤上，或去掉 per" | "Ask it at a step on the route with that `each`, or drop `per`",
        "[step.ask_boss]\nwho = \"boss\"\nfill = [\"state\"]" => "[step.ask_boss]\nwho = \"boss\"";
    F010 Error Routes
        "这种类型的内容项没有这一项" | "A field of this type has no such key",
        "它不会起作用，看的人却以为起作用" | "It does nothing, while the reader believes that it does",
        "删去，或换成有这一项的类型" | "Delete it, or take a type that has it",
        r#"per = "sites", not_same = ["take"] }"# => r#"per = "sites" }"#;
    F011 Error Routes
        "choices 的选项太多" | "There are too many options for a set of ticks",
        "一屏放不下的选项，没有人会逐个勾" | "Nobody ticks their way through more than a screen holds",
        "合并或分成两项；只选一个的用 choice，它没有这个界限" | "Merge some, or make two fields; a `choice` of one has no such bound",
        "seen_at = { type = \"moment\", title = \"到场时刻\" }\nmarks = { type = \"choices\", title = \"情形\", default = [], options = { «1..65: o# = \"情形 #\"» } }" => "seen_at = { type = \"moment\", title = \"到场时刻\" }";
    F012 Error Routes
        "一步里同一项问了两次" | "One card asks for a field twice",
        "填的人会看到两个一样的空" | "Whoever fills it in sees the same gap twice",
        "删去一个" | "Delete one",
        r#""extra", "helper_name", "extra"]"# => r#""extra", "helper_name"]"#;
    F013 Warning Routes
        "读的时候可能还没有人填过" | "It may not be filled yet when it is read",
        "不知道的值当作“不成立”，通知里是空的，角色找不到人" | "What is not known counts as not so, is a gap in a notice, and a role of nobody",
        "在每条路上先问，或给 default，或在判断里写 empty()" | "Ask for it on every way first, give it a `default`, or use empty() in the guard",
        r#"fill = ["kind", "sites", "phone""# => r#"fill = ["kind", "urgent", "sites", "phone""#,
        "[step.ask_boss]\nwho = \"boss\"\nfill = [\"urgent\"]" => "[step.ask_boss]\nwho = \"boss\"";
    F014 Warning Routes
        "表里少了某个选项的一行" | "The table has no row for an option",
        "选了它，时限就没有" | "Where it is chosen there is no limit at all",
        "补上这一行，或写 otherwise 一行" | "Add the row, or one called `otherwise`",
        "rows.small = { finish = \"2d\", who = \"desk\" }\n\n" => "rows.small = { finish = \"2d\", who = \"desk\" }\nrows.big = { finish = \"5d\", who = \"boss\" }\n\n";
    F015 Error Routes
        "同一列里有的是时间，有的不是" | "A column has times in some rows and other things in others",
        "用这一列作时限，有的行就算不出" | "As a limit it could not be computed in some rows",
        "一列只放一种：时间一列，角色另一列" | "Let a column hold one kind: times in one, roles in another",
        r#"rows.big = { finish = "boss", who = "boss" }"# => r#"rows.big = { finish = "5d", who = "boss" }"#;
    F016 Warning Routes
        "必填的一项，没有哪一步问它" | "A required field is asked for by no card",
        "必填只在问的时候管用：不问，空着也没有人知道" | "Required only counts where it is asked: unasked it stays empty and nobody knows",
        "在某一步的 fill 里加上，或去掉 required" | "Add it to the `fill` of a step, or drop `required`",
        r#"seen_at = { type = "moment", title = "到场时刻", required = true }"# => r#"seen_at = { type = "moment", title = "到场时刻" }"#;
    F017 Warning Routes
        "填了以后没有哪里用到" | "It is set, and nothing reads it",
        "没有判断用它，也没有人看得到，等于没有记" | "No guard goes by it and nobody is shown it: it might as well not be there",
        "用在判断、登记表或 show 里，或删去" | "Use it in a guard, a register or `show`, or delete it",
        "title = \"到场时刻\" }\nagain = { type = \"number\", title = \"改过几次\", default = 0 }" => "title = \"到场时刻\" }",
        "fill = [\"kind\"]\nset = { again = \"=again + 1\" }" => "fill = [\"kind\"]\ngo = \"take\"";
    F018 Warning Routes
        "没有哪里用到表的这一列，也不是每一行都有它" | "Nothing reads this column of a table, and not every row has it",
        "多半是写错了列名：这一行就没有那个时限，也没有人催" | "As a rule the column is misspelt: that row goes without the limit, and nobody is urged",
        "把列名写对，或删去" | "Write the column's right name, or delete it",
        r#"rows.big = { finsh = "5d", who = "boss" }"# => r#"rows.big = { finish = "5d", who = "boss" }"#;
    F019 Error Routes
        "调用时交给那边或取回来的值，类型对不上" | "What a call gives or takes does not fit the type of the field on the other side",
        "那边填不进去" | "The field over there could never be filled with it",
        "换一个类型相同的内容项；选项要两边一样" | "Hand over a field of the same type; options must be the same on both sides",
        "\"done_right\", \"other_one\", \"close\"]" => "\"done_right\", \"close\"]",
        "must = \"register.log.written\"\nsay = \"请先登记。\"\n\n[call.other_one]\nprocedure = \"plain\"\ngive = { way = \"people\" }" => "must = \"register.log.written\"\nsay = \"请先登记。\"";
    P001 Warning Routes
        "通知里有个人信息" | "A notice shows personal data",
        "通知会离开本系统，收回不了，也删不掉" | "A notice leaves the house: it can neither be taken back nor erased",
        "改说个案号，让收到的人进系统看" | "Name the case instead, and let the recipient look it up",
        "：{phone}\"" => "：{kind}\"";
    P002 Warning Routes
        "个人信息没写保存多久" | "A personal field does not say how long it is kept",
        "个人信息保护法要求保存期限为实现目的所必要的最短时间" | "The law on personal information wants it kept no longer than its purpose needs",
        "加上 keep，如 keep = \"36 months\"" | "Add `keep`, such as keep = \"36 months\"",
        r#"phone = { type = "phone", title = "电话", personal = "ordinary" }"# => r#"phone = { type = "phone", title = "电话", personal = "ordinary", keep = "90d" }"#;
    P003 Warning Routes
        "登记表原样打印敏感信息，或什么都不遮就打印个人信息" | "A register prints sensitive data in full, or personal data and masks nothing",
        "登记表会打印、会传阅，病情不是人人该看的" | "Registers are printed and passed round, and not everybody may read of an illness",
        "在 mask 里写 hidden 或 last4" | "Give the column `hidden` or `last4` in `mask`",
        "mask = { }" => r#"mask = { illness = "hidden" }"#;
    P005 Warning Routes
        "不是个人信息，keep 不起作用" | "`keep` only counts for personal data",
        "看的人以为到期会删，其实不会" | "The reader believes that it will be erased, and it will not",
        "是个人信息就加 personal，不是就删去 keep" | "Add `personal` if it is, else delete `keep`",
        r#"seen_at = { type = "moment", title = "到场时刻", keep = "90d" }"# => r#"seen_at = { type = "moment", title = "到场时刻" }"#;
    P006 Warning Routes
        "mask 里写了没有打印的列" | "A column in `mask` is not printed",
        "多半是列改了名，遮盖没有跟着改" | "As a rule the column was renamed and the mask was not",
        "改成 columns 里的名字，或删去" | "Write the name that stands in `columns`, or delete it",
        r#"mask = { phone = "last4", illness = "hidden" }"# => r#"mask = { illness = "hidden" }"#;
    P007 Warning Graph
        "个人信息给谁都看得到" | "Personal data is shown to anyone",
        "没写谁来做的步骤谁都能打开；不经手的人不该看" | "Anyone may open a step that names nobody; who has no part in the case should not look",
        "在这一步写 who" | "Give the step a `who`",
        "right = \"右\" } }\nphone = { type = \"phone\", title = \"电话\", personal = \"ordinary\", keep = \"90d\" }" => "right = \"右\" } }",
        "fill = [\"way\", \"phone\"]\n\n[step.a]\nshow = [\"phone\"]" => "fill = [\"way\"]";
    P008 Warning Routes
        "个人信息交给了不当个人信息保存的一项" | "Personal data goes to a field that is not kept as personal",
        "那边到期不会删，条件和登记表也都读得到" | "It is not erased over there in time, and guards and registers there can read it",
        "在那边的内容项上写同样的 personal 和 keep" | "Give the other field the same `personal` and a `keep`",
        "\"done_right\", \"other_one\", \"close\"]" => "\"done_right\", \"close\"]",
        "must = \"register.log.written\"\nsay = \"请先登记。\"\n\n[call.other_one]\nprocedure = \"plain\"\ngive = { remark = \"illness\" }" => "must = \"register.log.written\"\nsay = \"请先登记。\"";
    P009 Warning Routes
        "发到外面的通知里有随手写的文字" | "A notice that leaves the house shows free text",
        "随手写的什么都可能有：别人的名字、病情、气话；发出去收不回" | "Free text may hold anything, names, illness, anger; once sent it cannot be called back",
        "改用选项，或只说个案号" | "Use a choice, or name the case only",
        "title = \"到场时刻\" }\nremark = { type = \"note\", title = \"备注\", default = \"\" }" => "title = \"到场时刻\" }",
        "to = [\"field:phone\"]\nby" => "to = [\"boss\"]\nby",
        "：{remark}\"" => "：{kind}\"";
}
