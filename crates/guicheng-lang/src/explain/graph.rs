//! Pages of the way work goes (G).

super::book! {
    G001 Warning Routes
        "没有路线用到这张卡片" | "Nothing ever leads to this card",
        "多半是改路线时漏了，这件事就没有人做" | "As a rule it was lost when a route was changed, and nobody will do it",
        "放进一条路线，或删去这张卡片" | "Put it on a route, or delete the card",
        "[step.spare]\nwho = \"desk\"\n\n[step.look]" => "[step.look]";
    G002 Error Routes
        "路线绕回了自己" | "A route contains itself",
        "会没完没了地走下去" | "It would go on for ever",
        "要重做，用 entry 和 go，或 repeat，并写 at_most" | "To do it again use `entry` and `go`, or `repeat`, with `at_most`",
        r#"steps = ["ask_boss", "answer", "big_way"]"# => r#"steps = ["ask_boss", "answer"]"#;
    G003 Error Routes
        "同时做的几项里一项写了两次" | "A card stands twice among those done together",
        "同一步不会因此由两个人各做一次" | "It would not be done by two people for that",
        "几个人做同一步，在步骤上写 count" | "For several people at one step write `count` there",
        r#"["look", "look", "phone_round"]"# => r#"["look", "phone_round"]"#;
    G004 Error Routes
        "跳到了不许跳到的卡片" | "A jump leads to a card that may not be jumped to",
        "半路跳进来，前面该做的就漏了" | "Whoever comes in half way misses what should have been done before",
        "在那条路线的 entry 里加上它，或改跳到 entry 里的卡片" | "Add it to the `entry` of its route, or jump to a card that is there",
        "fill = [\"kind\"]\ngo = \"look\"" => "fill = [\"kind\"]\ngo = \"take\"";
    G005 Error Routes
        "往回走没有写最多几次" | "A way back has no bound",
        "个案可能永远结不了" | "The case might never come to its end",
        "加上 at_most" | "Add `at_most`",
        r#"go = "take" },"# => r#"go = "take", at_most = 3 },"#;
    G006 Error Routes
        "没有 [route.main]，也没有 [graph]；或者两个都写了" | "There is neither [route.main] nor [graph], or there are both",
        "不知道从哪里开始" | "Nothing says where to begin",
        "规程用路线写，就要有 [route.main]；从别处来的图才用 [graph]" | "A procedure of routes needs [route.main]; [graph] is for models from elsewhere",
        "[route.mian]" => "[route.main]";
    G007 Error Graph
        "一个步骤有几个去向，却没说怎么走" | "A step has several leaving flows, and nothing says which",
        "是走一路，还是几路同时走，意思完全不同" | "One of them or all of them: the difference could not be greater",
        "在后面放一个 [gate.…]，写明 split" | "Put a [gate.…] behind it with its `split`",
        "  [\"a\", \"g2\"],\n  [\"a\", \"done\"]," => "  [\"a\", \"g2\"],";
    G008 Error Graph
        "等的比能来的多" | "It waits for more than can come",
        "会一直等下去" | "It would wait for ever",
        "把数字改小，或写 all、some、one" | "Lower the number, or write all, some or one",
        "join = 3" => "join = \"one\"";
    G009 Warning Graph
        "没有路走到这里" | "No path leads there",
        "写了却永远不会做" | "It is written down and will never be done",
        "补上通到它的 flow，或删去" | "Add the flow that leads to it, or delete it",
        "  [\"g2\", \"done\"],\n  [\"lost\", \"done\"]," => "  [\"g2\", \"done\"],";
    G010 Error Graph
        "同样的一条 flow 写了两次" | "The same flow stands twice",
        "两条一样的路分不出来" | "Two flows that are alike cannot be told apart",
        "删去一条" | "Delete one",
        "  [\"a\", \"g2\"],\n  [\"a\", \"g2\"]," => "  [\"a\", \"g2\"],";
    G011 Error Routes
        "规程太大" | "The procedure is too large",
        "这么大的规程没有人看得完，也没有人改得对" | "Nobody can read that much, or change it rightly",
        "拆成几个规程，用 call 连起来" | "Make several procedures of it, joined by `call`",
        "[route.big_way]\nsteps = [\"ask_boss\", \"answer\"]\n\n«1..1001: [route.way_#]\nsteps = [\"look\"]\n»" => "[route.big_way]\nsteps = [\"ask_boss\", \"answer\"]";
    G012 Error Routes
        "没说选了某个选项往哪走" | "No way is given for an option",
        "选了它，个案就停在那里" | "A case where it is chosen would stand still",
        "在 go 里加上这一项，或写 otherwise" | "Add it to `go`, or give an `otherwise`",
        r#"go = { big = "big_way" }"# => r#"go = { small = "next", big = "big_way" }"#;
    G013 Warning Routes
        "没有用到这张卡片" | "This card is never used",
        "通知写好了却没有一步发它，住户就收不到" | "A notice that no step sends reaches nobody",
        "在该用它的步骤上写明（tell、write 等），或删去" | "Name it where it belongs (`tell`, `write` …), or delete it",
        "[notice.spare]\nto = [\"boss\"]\nby = [\"app\"]\ntext = \"……\"\n\n[notice.hello]" => "[notice.hello]";
    G014 Error Routes
        "最后一行不是 otherwise" | "The last line is not `otherwise`",
        "要是一行都不成立，个案就没有去处" | "Where no line is true the case has nowhere to go",
        "最后一行写 when = \"otherwise\"" | "Let the last line say when = \"otherwise\"",
        r#"{ when = "people < 2", set"# => r#"{ when = "otherwise", set"#;
    G015 Error Routes
        "otherwise 后面还有行" | "There is a line after `otherwise`",
        "它永远轮不到" | "It is never reached",
        "把 otherwise 移到最后" | "Move `otherwise` to the end",
        "at_most = 3 },\n  { when = \"urgent\", go = \"next\" }," => "at_most = 3 },";
    G016 Error Routes
        "路线没有步骤" | "A route has no stops",
        "走进去就走出来了，写它没有意思" | "It is left as soon as it is entered, so it says nothing",
        "写上 steps，或删去这条路线" | "Give it `steps`, or delete the route",
        "steps = []" => r#"steps = ["ask_boss", "answer"]"#;
    G017 Error Routes
        "entry 里的卡片不在这条路线的 steps 里" | "A card in `entry` is not among the `steps` of its route",
        "跳到那里就不知道接着往哪走" | "After a jump there nothing says where to go on",
        "写成 steps 里有的" | "Name one that is among the `steps`",
        r#"entry = ["take", "close", "ask_boss"]"# => r#"entry = ["take", "close"]"#;
    G018 Error Routes
        "一张卡片同时在两组 one_at_a_time 里" | "A card belongs to two `one_at_a_time` groups",
        "不知道该和哪一组轮流" | "Nothing says with which group it takes turns",
        "只留一组" | "Leave it in one of them",
        "steps = [\"ask_boss\", \"answer\", \"look\"]\none_at_a_time = [\"ask_boss\", \"look\"]" => "steps = [\"ask_boss\", \"answer\"]",
        "entry = [\"take\", \"close\"]\none_at_a_time = [\"look\"]" => "entry = [\"take\", \"close\"]";
    G019 Error Routes
        "抢先只有一项" | "A race has only one line",
        "一个人跑不成赛" | "There is nobody to race with",
        "写上另一项（比如等候一段时间），或不用 race" | "Add another line, such as a wait for time, or do without `race`",
        "[choice.kind_way]\nrace = [{ on = \"answer\", go = \"next\" }]" => "[choice.kind_way]\nby = \"kind\"\ngo = { small = \"next\", big = \"big_way\" }";
    G020 Error Routes
        "没有几项同时做，wait 没有意义" | "Nothing is done side by side here, so `wait` means nothing",
        "看的人以为会少等几个" | "The reader believes that fewer are waited for",
        "删去 wait，或写 each、count" | "Delete `wait`, or write `each` or `count`",
        "[step.visit_site]\nwho = \"desk\"\nwait = 2" => "[step.visit_site]\nwho = \"desk\"";
    G021 Error Routes
        "没写要做什么" | "It does not say what happens",
        "有起因没有结果" | "There is a cause and no effect",
        "写 go、also、tell、set 等" | "Write `go`, `also`, `tell`, `set` or the like",
        "during = [\"big_way\"]\nwho = \"boss\"\n\n" => "during = [\"big_way\"]\nwho = \"boss\"\nfill = [\"kind\"]\ngo = \"take\"\n\n";
    G022 Error Graph
        "结束一切的门还有去向" | "A gate that ends everything has a flow that leaves it",
        "都结束了，后面的永远不会做" | "After the end of everything nothing behind it is done",
        "去掉 stop，或去掉它的去向" | "Drop `stop`, or its leaving flows",
        "[gate.g2]\nstop = true" => "[gate.g2]";
    G023 Error Graph
        "门的去向不在 flows 里" | "A gate chooses a way that no flow leads",
        "选了也走不过去" | "It could be chosen and not be gone",
        "写成从这扇门出发的 flow 的终点" | "Name the end of a flow that leaves this gate",
        r#"right = "done""# => r#"right = "b""#;
    G024 Error Graph
        "这里不能写这一项" | "This key cannot be used here",
        "走法要和 split 相配：几路都走的门不用再选" | "The ways must fit the `split`: a gate that takes all of them has nothing to choose",
        "把 split 写成 one 或 some，或删去选法" | "Write split one or some, or delete the ways",
        "split = \"all\"" => "split = \"one\"";
    G025 Error Graph
        "个案会走不到头，或同一件事会做两遍，或有一处永远轮不到" | "A case can fail to come to its end, or do something twice, or never reach some card",
        "等到真有个案卡住，人已经在等了；检查把怎样卡住一步步说出来" | "When a real case sticks people are waiting already; the check tells the story, step by step",
        "看故事停在哪里：只走其中一路的，汇合写 join = \"one\"；几路同时走的写 \"all\"" | "See where the story stops: where one way was taken write join = \"one\", where several go at once \"all\"",
        "join = \"all\"" => "join = \"one\"";
    G026 Warning Graph
        "情况太多，没能证明个案总能走到头" | "There are too many states to prove that a case always comes to its end",
        "没有证明不等于有错，但也没有人能担保" | "No proof is no fault, but nobody can vouch for it either",
        "把同时走的部分写成路线，或让门少几个任选的去向" | "Put parallel parts on routes of their own, or let gates choose among fewer ways",
        "  [\"g2\", \"done\"],\n  «1..12: [\"g1\", \"way_#\"], [\"way_#\", \"g2\"],»" => "  [\"g2\", \"done\"],",
        "split = \"some\"\n\n[gate.g2]\njoin = \"some\"" => "split = \"one\"\nby = \"way\"\ngo = { left = \"a\", right = \"b\" }\n\n[gate.g2]\njoin = \"one\"";
    E002 Warning Routes
        "这一行永远轮不到" | "The line is never reached",
        "它的情况上面的行都先占了" | "Lines above it take every case of it",
        "把它移到上面，或改它的条件" | "Move it up, or change its condition",
        "go = \"next\" },\n  { when = \"urgent and people >= 4\", go = \"close\" },\n" => "go = \"next\" },\n";
    E003 Warning Routes
        "这个条件总是成立，或总不成立" | "The condition is always true, or never",
        "它什么也分不出来，多半写错了" | "It tells nothing apart, and is most likely a slip",
        "改条件，或删去" | "Change the condition, or leave it out",
        r#"when = "people > 5 and people < 4""# => r#"when = "urgent and people >= 2""#;
}
