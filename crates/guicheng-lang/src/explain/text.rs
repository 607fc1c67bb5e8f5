//! Pages of family T: the text itself, keys, types.

super::book! {
    T001 Error Routes
        "不合 TOML 的写法，或用了全角标点" | "This is not TOML, or full-width punctuation stands where the plain one belongs",
        "读不懂的一行，程序不能猜" | "A line that cannot be read cannot be guessed at either",
        "写半角的引号、逗号、等号；全角的 `check --fix` 会代劳，引号以内的文字不动" | "Write plain quotes, commas and equals signs; `check --fix` does it for full-width ones and leaves texts in quotes alone",
        r#"owner ＝ "boss""# => r#"owner = "boss""#;
    T002 Error Routes
        "没有这一项，缺了一项，或者值的类型不对" | "There is no such key, a key is missing, or a value has the wrong type",
        "写错一个字母的项，要是悄悄不算数，时限和规矩就会悄悄没有" | "If a misspelt key were passed over in silence, a limit or a rule would silently be missing",
        "把这一项写对、补上或删去；每种卡片有哪些项，见格式一页或编辑器的提示" | "Write the key right, add it or delete it; the page on the format and your editor list the keys of every card",
        r#"ownr = "boss""# => r#"owner = "boss""#;
    T004 Error Routes
        "这个名字不能用，或者已经用在另一张卡片上" | "This cannot be a name, or another card has it already",
        "路线、跳转、记录都按名字找卡片；两张同名，就不知道说的是哪一张" | "Routes, jumps and records find cards by name; of two with one name nobody knows which is meant",
        "换一个名字：字母、数字、下划线、连字符，不含点和空格" | "Take another name: letters, digits, `_` and `-`, no dot and no space",
        r#"[rule."a b"]"# => "[rule.registered]";
    T005 Error Routes
        "不在可选的词之中" | "This is none of the words that may stand here",
        "可选的词各有意思，别的词没有意思" | "Each word of such a list has a meaning, and no other word has one",
        "从列出的词里选一个" | "Choose one of the words listed",
        r#"seen_at = { type = "momet", title = "到场时刻" }"# => r#"seen_at = { type = "moment", title = "到场时刻" }"#;
    T006 Error Routes
        "数字超出了讲得通的范围" | "The number lies outside what makes sense",
        "“最多 0 次”“175%”不会是真的想要的" | "At most zero times, or 175 per cent of the way, can hardly be meant",
        "写范围以内的数" | "Write a number within the range",
        r#"{ at = "175%", remind = "table.by_kind.who" }"# => r#"{ at = "75%", remind = "table.by_kind.who" }"#;
    T007 Error Routes
        "两项不能一起写" | "Two keys exclude each other",
        "各有各的意思，一起写就不知道按哪个算" | "Each says something else, and nothing says which counts",
        "留一项，删一项" | "Keep one and delete the other",
        r#"{ after = "5m", before = "1m", remind = "desk" }"# => r#"{ after = "5m", remind = "desk" }"#;
    T008 Error Routes
        "同一张表里一个名字写了两次" | "A key is written twice in one table",
        "两个值只能有一个算数，多半是复制以后忘了改" | "Only one of the two values can count; as a rule a copy was not changed",
        "删去一个，或给其中一个换名字" | "Delete one, or give it another name",
        "version = 1\nversion = 2\nlang = \"zh-CN\"" => "version = 1\nlang = \"zh-CN\"";
    T010 Error Gbk
        "文件不是 UTF-8" | "The file is not UTF-8",
        "别的编码在别的电脑上是乱码，摘要也对不上" | "In another encoding the file is gibberish on other machines, and its digest differs",
        "用编辑器另存为 UTF-8；是 GBK 的，`check --fix` 会转" | "Save it as UTF-8 in your editor; `check --fix` turns GBK into it",
        "title = \"样例物业\"" => "title = \"样例物业\"";
    T011 Error Graph
        "文件太大，或括号套得太深" | "The file is too large, or nested too deeply",
        "正常的规程远到不了这个界限；有界限，读文件的时间才有界限" | "Real procedures are far below the bound, and it keeps the time bounded that a file takes to read",
        "拆成几个规程，用 call 连起来" | "Make several procedures of it, joined by `call`",
        r#"fill = [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["way"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"# => r#"fill = ["way"]"#;
}
