//! Pages of guards, conditions and times (E, P004).

super::book! {
    E001 Error Routes
        "两边的类型合不到一起，或没有这个选项" | "The two sides do not go together, or there is no such option",
        "这样的判断永远不成立，或者根本算不出" | "Such a guard could never be true, or not be computed at all",
        "数和数比，选项写它的 id 并加单引号；提示里列出了有哪些选项" | "Compare a number with a number; write an option's id in single quotes; the message lists the options",
        r#"when = "urgent and people >= urgent""# => r#"when = "urgent and people >= 2""#;
    E010 Error Routes
        "判断写得不合规矩" | "The guard is not written as guards are",
        "看不懂的判断不能猜着办" | "A guard that cannot be read cannot be guessed at",
        "相等写 ==，并且写 and，或者写 or，文字加单引号；能改的 `check --fix` 会改" | "Write == for equal, and, or, not, and texts in single quotes; `check --fix` mends what it can",
        r#"when = "urgent and people = 2""# => r#"when = "urgent and people >= 2""#;
    E011 Error Routes
        "判断太长、太深或太复杂" | "The guard is too long, too deep or too large",
        "没有人看得懂的判断，出了事也没有人说得清" | "What nobody can read nobody can defend later",
        "分成几行写，或把一部分先记进一个内容项" | "Make several lines of it, or put a part into a field first",
        r#"when = "urgent and (((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((people >= 2)))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))""# => r#"when = "urgent and people >= 2""#;
    E012 Error Routes
        "看不懂的时间，或数字没有单位" | "This is not a time, or a number has no unit",
        "“5”是五分钟还是五小时，差得很远" | "Whether 5 means minutes or hours makes all the difference",
        "写 5m、2h、3d、2 workdays、1 month，或 5分钟、2小时、3天、2个工作日" | "Write 5m, 2h, 3d, 2 workdays, 1 month",
        r#"{ after = "5", remind = "desk" }"# => r#"{ after = "5m", remind = "desk" }"#;
    P004 Error Routes
        "判断读了个人信息" | "A guard reads personal data",
        "引擎只看得到“填了没有”，看不到内容；按电话、病情分流也不妥当" | "The engine only sees whether it is there, never what it says; and nobody should be sorted by phone or illness",
        "另设一个是否字段，由人来答" | "Add a yes-or-no field that a person answers",
        r#"when = "urgent and not empty(phone)""# => r#"when = "urgent and people >= 2""#;
}
