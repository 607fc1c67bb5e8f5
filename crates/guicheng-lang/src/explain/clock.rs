//! Pages of clocks (L).

super::book! {
    L001 Warning Routes
        "这个时限不会开始" | "The clock never starts",
        "看着有时限，其实没有人催" | "It looks like a limit, and nobody will be urged",
        "from 写走到这里以前会发生的事" | "Let `from` be something that happens on the way there",
        "go = \"next\" },\n]" => "go = \"take\", at_most = 3 },\n]",
        "who = \"boss\"\nfill = [\"kind\"]\n\n" => "who = \"boss\"\nfill = [\"kind\"]\ngo = \"take\"\n\n",
        "check = [{ told = \"已说明\" }]\nlate = [{ after = \"1h\", escalate = \"desk\", from = \"step.close.done\", basis = \"house\" }]" => "check = [{ told = \"已说明\" }]";
    L002 Warning Routes
        "提醒在上报之后才到" | "The reminder comes after the matter was handed up",
        "提醒的时候，领导已经知道了" | "By then the superior knows already",
        "把提醒的时间改早，或把上报改晚" | "Let the reminder come earlier, or hand up later",
        r#"{ after = "15m", remind = "desk" }"# => r#"{ after = "5m", remind = "desk" }"#;
    L004 Warning Routes
        "上报给了做这一步的人" | "It is handed up to whoever does the step",
        "等于没有上报" | "That hands nothing up",
        "上报给另一个角色" | "Hand it up to another role",
        r#"{ after = "10m", escalate = "desk" }"# => r#"{ after = "10m", escalate = "boss" }"#;
    L005 Error Routes
        "卡片上的 late 没有写 after" | "`late` on a card has no `after`",
        "步骤自己没有到期时刻，只能从打开起算" | "A step has no due of its own: it can only count from its opening",
        "写 after；要按到期算，用 [clock.X]" | "Write `after`; to count to a due use a [clock.X]",
        r#"{ over = "10m", escalate = "boss" }"# => r#"{ after = "10m", escalate = "boss" }"#;
    L006 Warning Routes
        "every 没有写最多几次" | "`every` has no bound",
        "没有人理的提醒会一直响下去" | "A reminder that nobody heeds would go on for ever",
        "加上 at_most" | "Add `at_most`",
        r#"{ after = "5m", remind = "desk", every = "5m" }"# => r#"{ after = "5m", remind = "desk" }"#;
    L007 Error Routes
        "到时没写要做什么" | "Nothing is said to happen then",
        "到了时候什么也不会发生" | "The moment would pass unnoticed",
        "写 remind、escalate、tell、go 等" | "Write `remind`, `escalate`, `tell`, `go` or the like",
        r#"{ after = "5m" }"# => r#"{ after = "5m", remind = "desk" }"#;
    L008 Error Routes
        "时限没有 limit 也没有 due，这个时点无从算起" | "The clock has neither `limit` nor `due`, so this threshold counts from nothing",
        "提前、过后、百分比都要有一个到期时刻" | "Before, past and per cent all need a due",
        "给时限写 limit 或 due" | "Give the clock a `limit` or `due`",
        "until = \"step.close.done\"\nlate = [\n" => "until = \"step.close.done\"\nlimit = \"table.by_kind.finish\"\nplus = \"extra\"\nlate = [\n  { at = \"75%\", remind = \"table.by_kind.who\" },\n";
    L009 Error Routes
        "一个时限的时点太多" | "A clock has too many thresholds",
        "一件事催这么多次，没有人当真" | "Nobody heeds that many reminders of one thing",
        "合并几个，或用 every" | "Merge some, or use `every`",
        "late = [\n  «1..33: { after = \"#h\", remind = \"desk\" }»,\n" => "late = [\n  { at = \"75%\", remind = \"table.by_kind.who\" },\n";
    L010 Error Routes
        "没有 limit，plus 无从加起" | "`plus` has no `limit` to be added to",
        "延长要延长一个时限" | "An extension extends a limit",
        "写 limit，或删去 plus" | "Give a `limit`, or delete `plus`",
        r#"due = "seen_at""# => r#"limit = "table.by_kind.finish""#;
    L011 Warning Routes
        "这个时限没有 limit、due，也没有 until" | "The clock has neither `limit`, `due` nor `until`",
        "它量不出什么" | "It measures nothing",
        "写上 until 就能量多久，写上 limit 就能催" | "With `until` it measures, with `limit` it urges",
        "[clock.idle]\nbasis = \"house\"\nfrom = \"step.take.done\"\n\n[clock.finish]" => "[clock.finish]";
    L012 Error Routes
        "every 不是大于零的时间" | "`every` is no length of time above zero",
        "每零分钟一次就是不停" | "Every zero minutes means without pause",
        "写 5m、1d 之类" | "Write 5m, 1d or the like",
        r#"{ after = "5m", remind = "desk", every = "0m", at_most = 2 }"# => r#"{ after = "5m", remind = "desk" }"#;
    L013 Error Routes
        "这一项写在 [clock] 上，不写在它的 late 里" | "This key belongs to the [clock], not to its `late`",
        "一个时限只有一个起点，时点各从各的算就乱了" | "A clock has one start; thresholds with starts of their own would contradict it",
        "移到 [clock] 上，或另写一个时限" | "Move it to the [clock], or write another clock",
        r#"{ over = "1d", escalate = "boss", from = "step.look.done" }"# => r#"{ escalate = "boss" }"#;
    L014 Error Routes
        "done 写在了没有活可了结的地方" | "`done` stands where no work is at hand",
        "到时了结的，只能是开着的步骤、查询或等候" | "Only an open step, look-up or wait can be given up as done",
        "写到那张卡片自己的 late 里" | "Write it in the `late` of that card",
        "{ at = \"75%\", done = true }" => r#"{ at = "75%", remind = "table.by_kind.who" }"#;
    L015 Error Routes
        "起点和终点是同一件事" | "The clock stops at what starts it",
        "一开始就停了，永远是零" | "It would stop at once and always show nothing",
        "until 写后面的事" | "Let `until` be something later",
        r#"until = "step.take.done""# => r#"until = "step.close.done""#;
    L016 Error Routes
        "只有 due、没有 from，不能按百分比" | "There is a `due` and no `from`, so no percentage can be taken",
        "不知道全程多长，就不知道一半在哪里" | "Where the whole has no length a share of it has none",
        "写 from，或改用 before" | "Give a `from`, or use `before`",
        "until = \"step.close.done\"\ndue = \"seen_at\"" => "from = \"step.take.done\"\nuntil = \"step.close.done\"\nlimit = \"table.by_kind.finish\"\nplus = \"extra\"";
    R009 Error Routes
        "ladder 里没有人" | "The ladder has no rungs",
        "没有人确认，也没有下一个人可找" | "Where nobody confirms there is nobody else to turn to",
        "写上一级一级的角色，或删去 ack" | "Write the roles, one rung after another, or delete `ack`",
        "ladder = []" => r#"ladder = ["boss"]"#;
    L017 Warning Routes
        "这个时限从头到尾都停着" | "The clock stands still throughout",
        "引起它的挂起又让它停，它永远不会到期" | "What starts it pauses it, so it never comes to its due",
        "删去 pause_while，或改起点" | "Leave out `pause_while`, or let it start elsewhere",
        "[clock.waited]\nbasis = \"house\"\nfrom = \"hold.waiting.begin\"\nuntil = \"hold.waiting.end\"\npause_while = \"hold.waiting\"\nlimit = \"2d\"\nlate = [{ escalate = \"boss\" }]\n\n[hold.waiting]" => "[hold.waiting]";
    L018 Warning Routes
        "时限比个人信息保存得久" | "The limit is longer than personal data is kept",
        "到期的时候，要看的内容已经删了" | "By its due what it is about has been erased",
        "把 keep 写长，或把时限写短" | "Keep the data longer, or shorten the limit",
        "[clock.appeal]\nbasis = \"house\"\nfrom = \"case.closed\"\nlimit = \"6 months\"\nlate = [{ remind = \"boss\" }]\n\n[hold.waiting]" => "[hold.waiting]";
    L019 Warning Routes
        "日历录入的日子不够这个时限用" | "The calendar is entered for too short a time",
        "录入以外的日子，放假也当上班算" | "Beyond what was entered a day off counts as open",
        "在日历里补上以后的放假安排，并改 until" | "Enter the holidays of later days in the calendar and change `until`",
        "owner = \"boss\"\neffective = 2027-12-30\n" => "owner = \"boss\"\n",
        "limit = \"20 workdays\"\ncalendar = \"office\"" => "limit = \"table.by_kind.finish\"";
    L020 Warning Routes
        "日历没有录入节假日" | "The calendar has no holidays entered",
        "节假日也会算进时限" | "Holidays would count as open days",
        "在日历的 closed 里写上放假的日子" | "List the days off in `closed` of the calendar",
        "owner = \"boss\"\neffective = 2026-12-01\n" => "owner = \"boss\"\n",
        "limit = \"2 workdays\"\ncalendar = \"shop\"" => "limit = \"table.by_kind.finish\"";
    L021 Warning Routes
        "ladder 又找回已经找过的人" | "The ladder comes back to somebody who was told already",
        "没有人理的事，再找同一个人也没有用" | "Whoever did not heed it the first time will not the second",
        "换一个没找过的角色，或删去这一级" | "Name somebody new, or leave the rung out",
        r#"ladder = ["boss", "desk", "boss"]"# => r#"ladder = ["boss"]"#;
    L022 Warning Routes
        "这个时限停不下来" | "The clock is never stopped",
        "开始以后不会再有让它停的事，到期就报，其实事已办完" | "What should stop it lies before its start: it goes off though the work was done",
        "until 写起点以后的事" | "Let `until` be something behind what starts it",
        "set = { people = \"=people + 1\" }, go = \"next\" },\n]" => "set = { people = \"=people + 1\" }, go = \"take\", at_most = 3 },\n]",
        "fill = [\"kind\"]\n\n" => "fill = [\"kind\"]\ngo = \"take\"\n\n",
        "\"done_right\", \"close\"]\n\n" => "\"done_right\", \"close\"]\nentry = [\"take\", \"close\"]\n\n",
        "from = \"step.close.done\"\nuntil = \"step.take.done\"" => "from = \"step.take.done\"\nuntil = \"step.close.done\"";
    L023 Warning Routes
        "这个时点轮不到" | "The threshold is never reached",
        "前面的时点已经把这一步了结了，后面的上报就不会有" | "An earlier one has ended the work by then, so nothing is handed up",
        "把它改早，或放到后面做的那一步上" | "Let it come earlier, or move it to the card that is done then",
        r#"{ after = "5m", go = "close" }"# => r#"{ after = "5m", remind = "desk" }"#;
}
