//! Pages of people, rules, clauses and the law (R, M, W, LAW).

super::book! {
    R001 Error Routes
        "说不清人从哪里来" | "It does not say where people come from",
        "角色找不到人，活就没有人接" | "A role without people leaves its work to nobody",
        "写 roster:、post:、group:、field:、head: 或 step: 加名字" | "Write roster:, post:, group:, field:, head: or step: and a name",
        r#"boss = { title = "主管", from = "boss" }"# => r#"boss = { title = "主管", from = "post:boss" }"#;
    R002 Error Routes
        "步骤没写谁来做" | "A step does not say who does it",
        "没有人会看到这件活" | "Nobody would ever see this work",
        "写 who，要几个人一起的写 together" | "Give `who`, or `together` for several at once",
        "[step.visit_site]\n" => "[step.visit_site]\nwho = \"desk\"\n";
    R003 Warning Routes
        "没有用到的角色" | "A role is never used",
        "多半是换了角色忘了删，或写错了用它的地方" | "As a rule the role was replaced and not deleted, or its place is misspelt",
        "删去，或在该用的地方写上" | "Delete it, or name it where it belongs",
        "boss = { title = \"主管\", from = \"post:boss\" }\nspare = { title = \"备用\", from = \"post:boss\" }" => "boss = { title = \"主管\", from = \"post:boss\" }";
    R004 Error Routes
        "步骤和自己比" | "A step is compared with itself",
        "一个人总和自己是同一个人，这一条什么也没说" | "Everybody is the same person as themselves, so this says nothing",
        "写另一个步骤" | "Name another step",
        r#"same_as = ["close"]"# => r#"same_as = ["take"]"#;
    R005 Error Routes
        "same_as 和 not_same 写了同一步" | "`same_as` and `not_same` name the same step",
        "没有人能做" | "Nobody can do it",
        "留一个" | "Keep one of them",
        "same_as = [\"take\"]\nnot_same = [ \"take\" ]" => "same_as = [\"take\"]";
    R006 Warning Routes
        "together 只有一个角色" | "`together` has one role only",
        "一个人不用一起" | "One person is not together",
        "写 who，或补上另一个角色" | "Write `who`, or add the other role",
        "[step.ask_boss]\ntogether = [\"boss\"]" => "[step.ask_boss]\nwho = \"boss\"";
    R007 Warning Routes
        "有人不许办，却没写谁来接手" | "People are barred, and nobody is named to take over",
        "班上只有他一个人时，活就没有人办" | "Where they are the only ones on duty the work is left to nobody",
        "加上 instead" | "Add `instead`",
        "[rule.registered]\nduring = [\"close\"]\nnever = [\"step:look\"]" => "[rule.registered]\nbefore = [\"close\"]\nmust = \"register.log.written\"";
    R008 Error Routes
        "规矩没有 must 也没有 never" | "A rule has neither `must` nor `never`",
        "它什么也没规定" | "It rules nothing",
        "写 must（什么必须成立）或 never（谁不许办）" | "Write `must` (what has to be so) or `never` (who may not)",
        "before = [\"close\"]\nsay" => "before = [\"close\"]\nmust = \"register.log.written\"\nsay";
    R010 Error Routes
        "规矩没有 during 也没有 before" | "A rule has neither `during` nor `before`",
        "不知道什么时候管" | "Nothing says when it counts",
        "写 during（这些开着的时候）或 before（办这些以前）" | "Write `during` (while these are open) or `before` (before these are done)",
        "[rule.registered]\nmust" => "[rule.registered]\nbefore = [\"close\"]\nmust";
    R011 Error Routes
        "没写由谁、由什么事引起" | "Nothing and nobody sets it off",
        "永远不会发生" | "It would never happen",
        "写 who、upon 或 becomes" | "Give `who`, `upon` or `becomes`",
        "during = [\"big_way\"]\nfill" => "during = [\"big_way\"]\nwho = \"boss\"\nfill";
    R012 Warning Routes
        "组织里没有这个班次、岗位或组" | "The organisation has no such roster, post or group",
        "角色找不到人" | "The role would find nobody",
        "改成 org.toml 里的名字，或在 org.toml 里加上" | "Write a name that org.toml has, or add it there",
        r#"desk = { title = "前台", from = "roster:dezk" }"# => r#"desk = { title = "前台", from = "roster:desk" }"#;
    R013 Error Routes
        "不是可以交接的班次" | "This is no roster duty that can pass",
        "岗位是人事任命的，不因签字换人" | "A post is an appointment: no signature passes it on",
        "写 roster: 加名字" | "Write roster: and a name",
        "[step.ask_boss]\nwho = \"boss\"\npasses = { duty = \"post:boss\", from = \"desk\", to = \"boss\" }" => "[step.ask_boss]\nwho = \"boss\"";
    R014 Error Routes
        "挂起没有人、也没有事来结束" | "Nothing and nobody ends a hold",
        "个案会一直挂着，时限也一直停着" | "The case would stand for ever, and its clocks with it",
        "写 until 或 who" | "Give `until` or `who`",
        "during = [\"look\"]\nupon = \"event.answered\"\n\n" => "during = [\"look\"]\nwho = \"desk\"\nupon = \"event.answered\"\nuntil = \"field.seen_at\"\n\n";
    M001 Warning Routes
        "说要落实的条款，没有步骤、规矩或登记表对应" | "A clause in `covers` is cited by no step, rule or register",
        "手册要求的事没有人做，检查时才发现" | "What the manual asks for is left undone until somebody inspects it",
        "在做这件事的卡片上写 clause，或从 covers 里去掉" | "Cite it at the card that does it, or take it out of `covers`",
        r#"covers = ["4.1", "4.2"]"# => r#"covers = ["4.1"]"#;
    M002 Warning Routes
        "依据是 family 或 law，却没有出处" | "The basis is `family` or `law`, and there is no source",
        "别家的做法、法律的要求，要让人查得到" | "What other houses do or the law asks for must be there to look up",
        "写 source，或法律的条款" | "Give a `source`, or the clause of the law",
        "[table.by_kind]\nby = \"kind\"\nbasis = \"family\"" => "[table.by_kind]\nby = \"kind\"\nbasis = \"house\"";
    M003 Warning Routes
        "条款登记里没有这一条" | "The register of clauses has no such clause",
        "引用了不存在的条款，审的人会当作没有依据" | "An auditor takes a clause that is not there for no ground at all",
        "把条款号写对，或在 clauses.toml 里登记" | "Write the clause's right number, or enter it in clauses.toml",
        r#"clause = ["4.1.1", "4.1.9"]"# => r#"clause = ["4.1.1"]"#;
    M004 Warning Routes
        "时限没有条款，也没有依据" | "A limit states neither clause nor basis",
        "有人问“凭什么五分钟”，要答得出" | "When somebody asks why five minutes there must be an answer",
        "写 clause；自己定的写 basis = \"house\"" | "Give a `clause`; if the house set it, basis = \"house\"",
        r#"ack = { within = "5m", ladder = ["boss"] }"# => r#"ack = { within = "5m", ladder = ["boss"], basis = "house" }"#;
    M005 Warning Routes
        "依据是 manual，却没有写条款" | "The basis is `manual`, and no clause is given",
        "手册哪一条，要查得到" | "Which clause of the manual must be there to look up",
        "写 clause，或改成 basis = \"house\"" | "Give the `clause`, or write basis = \"house\"",
        "[table.by_kind]\nby = \"kind\"\nbasis = \"manual\"" => "[table.by_kind]\nby = \"kind\"\nbasis = \"house\"";
    M006 Warning Clauses
        "条款在规程里没有落处，也没写理由" | "A clause has no place in any procedure, and no reason is given",
        "要么有人做，要么说得出为什么不在这里做" | "Either somebody does it, or there is a reason why it is not done here",
        "在办这件事的步骤上写 clause，或写 not_here = \"理由\"" | "Cite it at the step that does it, or write not_here = \"the reason\"",
        "en = \"Call back.\"\n" => "en = \"Call back.\"\nnot_here = \"由回访中心办理\"\n";
    M007 Warning Clauses
        "写了不在规程里的理由，却有卡片引用它" | "A clause gives a reason for having no place, and a card cites it",
        "两种说法不能都对" | "Both cannot be right",
        "去掉 not_here，或去掉引用" | "Remove `not_here`, or the citation",
        "en = \"Record it.\"\nnot_here = \"由档案室办理\"" => "en = \"Record it.\"";
    W001 Error Routes
        "帮不了住户时，没有记下代为联系了谁" | "Where the desk cannot help it does not record whom it referred the resident to",
        "“帮不了”不是结束：手册要求代为联系" | "That the desk cannot help is no end: the manual asks for a referral",
        "加一个叫 referral 的 check 或内容项" | "Add a `check` item or field called `referral`",
        r#"options = { small = "小", cannot_help = "帮不了", big = "大" }, order = ["small", "cannot_help", "big"]"# => r#"options = { small = "小", big = "大" }, order = ["small", "big"]"#,
        "rows.small = { finish = \"2d\", who = \"desk\" }\nrows.cannot_help = { finish = \"1d\", who = \"desk\" }" => "rows.small = { finish = \"2d\", who = \"desk\" }",
        r#"go = { small = "next", cannot_help = "next", big = "big_way" }"# => r#"go = { small = "next", big = "big_way" }"#;
    LAWFINE Error Routes
        "罚款：物业公司没有这个权力" | "A fine: a property company has no power to impose one",
        "行政处罚只能由有权机关作出，罚了也要退，还要赔" | "Only an authority may punish; what is collected must be given back",
        "按管理规约提出违约索赔，或上报主管部门" | "Claim damages under the covenant, or report to the authority",
        "[step.ask_boss]\nwho = \"boss\"\nfine = 200" => "[step.ask_boss]\nwho = \"boss\"";
    LAW944 Error Routes
        "停水、停电、停热、停气来催费" | "Water, power, heat or gas is cut to collect fees",
        "民法典第 944 条第 3 款禁止" | "The Civil Code, article 944, paragraph 3, forbids it",
        "催告；合理期限内仍不交的，起诉或申请仲裁" | "Press for payment; after a reasonable time go to court or arbitration",
        "[step.ask_boss]\nwho = \"boss\"\ncut_utilities = true" => "[step.ask_boss]\nwho = \"boss\"";
    LAWACCESS Error Routes
        "停门禁来逼人" | "Somebody is kept from the way home to press a claim",
        "业主有权进出自己的家（民法典第 271、944 条）" | "Owners may enter their homes (Civil Code, articles 271 and 944)",
        "走催告、调解、起诉的路" | "Press, mediate, sue",
        "[step.ask_boss]\nwho = \"boss\"\nblock_access_card = true" => "[step.ask_boss]\nwho = \"boss\"";
    LAWSHAME Error Routes
        "公开点名" | "Somebody is named in public",
        "姓名、房号是个人信息（民法典第 1032、1034 条，个人信息保护法第 25 条）" | "Name and flat are personal data (Civil Code 1032, 1034; the law on personal information, article 25)",
        "单独通知本人" | "Tell the person alone",
        "[step.ask_boss]\nwho = \"boss\"\npublic_shaming = \"楼道\"" => "[step.ask_boss]\nwho = \"boss\"";
    LAWDETAIN Error Routes
        "扣人、扣车、扣东西、搜身" | "Somebody is held or searched, or something is taken from them",
        "物业公司没有强制权；扣了人，是违法的一方（宪法第 37 条）" | "A property company has no such power; who holds somebody breaks the law (Constitution, article 37)",
        "劝阻、记录、报警，等警察来" | "Talk to them, record it, call the police and wait",
        "check = [{ told = \"已锁车，等车主来\" }]" => "check = [{ told = \"已说明\" }]";
    M008 Warning Clauses
        "这个数字当成手册的，可是条款里没有数字" | "A figure is presented as the manual's, but the clause names none",
        "出了争议，拿不出依据" | "In a dispute nothing would stand behind it",
        "写 basis = \"house\"，或 family 和它的 source" | "Write basis = \"house\", or `family` with its `source`",
        r#"zh = "要登记。""# => r#"zh = "五分钟内登记，十分钟内报告。""#;
    R015 Warning Routes
        "某个时候这个角色没有人" | "At some hour nobody is there as this role",
        "这时来的事没有人接" | "What comes then is taken up by nobody",
        "在组织文件里加代理人，或换人值班" | "Name a deputy in the organisation, or roster somebody else",
        r#"desk = { title = "前台", from = "group:away" }"# => r#"desk = { title = "前台", from = "roster:desk" }"#;
    R016 Warning Routes
        "要的人比在的人多" | "The step wants more people than are there",
        "这一步会一直等不齐人" | "It would wait for people who are not there",
        "多排人，或在 who 里再加一个角色" | "Roster more people, or add a role to `who`",
        "count = 3\n" => "count = 2\nwait = 1\n";
    R017 Warning Routes
        "没有别人能做这一步" | "Nobody else can do the step",
        "唯一的人正是不许做的人" | "The only one there is the one who must not do it",
        "在 who 里再加一个角色" | "Add a role to `who`",
        "check = [{ told = \"已说明\" }]\nnot_same = [\"close\"]" => "check = [{ told = \"已说明\" }]",
        "[step.close]\nwho = \"boss\"" => "[step.close]\nwho = \"desk\"\nsame_as = [\"take\"]";
    R018 Warning Routes
        "要由做过另一步的人来做，可是这些人从来不做那一步" | "Whoever did another step should do this, but none of these ever does that",
        "这一步谁也做不了" | "Nobody at all can do it",
        "两步的 who 写同一个角色" | "Give both steps the same role",
        r#"boss = { title = "主管", from = "group:outside" }"# => r#"boss = { title = "主管", from = "post:boss" }"#,
        r#"same_as = ["ask_boss"]"# => r#"same_as = ["take"]"#;
    R019 Warning Routes
        "要各由一个人确认，人不够" | "More roles should confirm than there are people",
        "一个人不能替两个角色确认" | "One person cannot confirm for two roles",
        "多排人，或换一个角色" | "Roster more people, or name another role",
        "together = [\"desk\", \"boss\"]\ncheck = [{ told" => "who = \"boss\"\ncheck = [{ told";
    R030 Warning Org
        "办第一步的人，一个也不能开案" | "None of those who do the first step may open a case",
        "电话来了，接电话的人开不了案，要等别人来开" | "Whoever takes the call cannot begin and has to wait for somebody else",
        "在 org.toml 的 [permission.…] 里把他们写进 who" | "Add them to `who` of the permission in org.toml",
        "who = [\"group:outside\"]\nopen" => "who = [\"roster:desk\"]\nopen";
}
