//! Pages of versions (V): found by `check --store`, beside what was published.

super::book! {
    V001 Warning Routes
        "办理中的个案迁不过来" | "Open cases find no place in the new version",
        "说好要迁的个案停在旧版，谁也不知道该照哪一版办" | "Cases that were to move stay behind, and nobody knows by which version to work",
        "在 from 里写 rename 或 at，或写 cases = \"finish\"" | "Give `rename` or `at` under `from`, or write cases = \"finish\"",
        "version = 2" => "version = 1",
        "[from.1]\ncases = \"move\"\nat = { take = \"ask_boss\" }\n\n[fields]" => "[fields]";
    V002 Error Routes
        "发布过的一版又改了" | "A published version was changed",
        "办过的个案是照原来的办的；同一个号码两种内容，事后说不清照的是哪一种" | "Cases went by what was published; with two contents under one number nobody can say later which it was",
        "把 version 加一，写上 change" | "Raise `version` by one and say why in `change`",
        r#"{ after = "6m", remind = "desk" }"# => r#"{ after = "5m", remind = "desk" }"#;
}
