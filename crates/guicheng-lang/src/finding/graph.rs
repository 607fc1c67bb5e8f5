//! What can be wrong with the way work goes (family G).

use super::text::near_words;
use crate::diagnostic::{Both, Severity, Words};
use alloc::{boxed::Box, format};

/// A finding about routes, choices and gates.
#[derive(Clone, PartialEq, Debug)]
pub enum GraphFinding {
    /// A card that nothing leads to.
    Unused {
        /// Its id.
        name: Box<str>,
    },
    /// A route that contains itself.
    Recursion {
        /// The circle.
        path: Box<str>,
    },
    /// Twice in one block.
    Twice {
        /// Its id.
        name: Box<str>,
    },
    /// A jump to a card that may not be jumped to.
    NoEntry {
        /// Its id.
        name: Box<str>,
        /// The route that has it.
        route: Box<str>,
    },
    /// A way back without a bound.
    Unbounded {
        /// Where it goes.
        name: Box<str>,
    },
    /// No `[route.main]` and no `[graph]`.
    NoStart,
    /// Both `[route.main]` and `[graph]`.
    TwoStarts,
    /// A step with several leaving flows.
    OpenSplit {
        /// Its id.
        name: Box<str>,
    },
    /// A gate that waits for more than can come.
    TooMany {
        /// Its id.
        name: Box<str>,
        /// How many it waits for.
        n: u16,
        /// How many can come.
        ins: usize,
    },
    /// No path leads there.
    Unreachable {
        /// Its id.
        name: Box<str>,
    },
    /// The same flow twice.
    DoubleFlow {
        /// From.
        from: Box<str>,
        /// To.
        to: Box<str>,
    },
    /// More than the engine takes.
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// An option without a way.
    NoWay {
        /// The option.
        option: Box<str>,
        /// The case in words, once the titles are known.
        case: Option<Both>,
    },
    /// No line `otherwise`.
    NoOtherwise {
        /// A case for which no line is true; none: it could not be worked out.
        case: Option<Both>,
    },
    /// A line that is never reached.
    AfterOtherwise,
    /// A route without stops.
    Empty {
        /// Its id.
        name: Box<str>,
    },
    /// Not a stop of this route.
    NotAStop {
        /// As written.
        name: Box<str>,
        /// The route.
        route: Box<str>,
        /// The stop that may have been meant.
        near: Option<Box<str>>,
    },
    /// A race of fewer than two.
    LonelyRace,
    /// A gate that ends everything cannot go on.
    StopGoesOn {
        /// Its id.
        name: Box<str>,
    },
    /// A gate whose ways do not match its flows.
    WayWithoutFlow {
        /// The gate.
        gate: Box<str>,
        /// Where the way goes.
        to: Box<str>,
    },
    /// A key that the graph form or the card cannot have here.
    NotHere {
        /// The key.
        key: &'static str,
    },
    /// In two critical sections.
    TwoSections {
        /// Its id.
        name: Box<str>,
    },
    /// How many suffice, but there is only one.
    WaitOfOne,
    /// Nothing happens.
    NoAction,
    /// A case can go wrong on its way: shown by a story.
    Unsound {
        /// What goes wrong.
        how: Unsound,
        /// The story in Chinese.
        zh: Box<str>,
        /// The story in English.
        en: Box<str>,
    },
    /// Too many states to say whether a case can go wrong on its way.
    Unproved,
    /// A condition that is true in no case.
    NeverTrue,
    /// A condition that is true in every case.
    AlwaysTrue,
    /// A line of a choice that lines above it leave nothing to.
    Shadowed {
        /// A case for which it is true, but another one before it.
        case: Both,
    },
}

/// What goes wrong in a procedure that is not sound.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unsound {
    /// It cannot come to its end.
    Stuck,
    /// Two tokens where one is meant.
    Doubled,
    /// A card never has its turn.
    Dead,
}

impl GraphFinding {
    /// Its code, gravity and words.
    pub(super) fn say(&self) -> (&'static str, Severity, Words) {
        use Severity::{Error, Warning};
        match self {
            Self::Unused { name } => (
                "G001",
                Warning,
                Words::new(format!("没有路线用到 `{name}`"), format!("nothing ever leads to `{name}`"))
                    .help("放进一条路线，或删去这张卡片", "put it on a route, or delete the card"),
            ),
            Self::Recursion { path } => (
                "G002",
                Error,
                Words::new(format!("路线绕回了自己：{path}"), format!("the route contains itself: {path}"))
                    .help("要重做，用 entry 和 go，或 repeat", "to do it again, use `entry` and `go`, or `repeat`"),
            ),
            Self::Twice { name } => (
                "G003",
                Error,
                Words::new(
                    format!("`{name}` 在同时做的几项里写了两次"),
                    format!("`{name}` stands twice among those done together"),
                )
                .help("几个人做同一步，写 count", "for several people at one step, write `count`"),
            ),
            Self::NoEntry { name, route } => (
                "G004",
                Error,
                Words::new(
                    format!("不能跳到 `{name}`：它在路线 `{route}` 里，但不在 entry 中"),
                    format!("`{name}` cannot be jumped to: it is on route `{route}`, but not among its `entry`"),
                )
                .help(
                    format!("在 [route.{route}] 的 entry 里加上 \"{name}\""),
                    format!("add \"{name}\" to the `entry` of [route.{route}]"),
                ),
            ),
            Self::Unbounded { name } => (
                "G005",
                Error,
                Words::new(
                    format!("回到 `{name}` 的这一行没有写最多几次"),
                    format!("this way back to `{name}` has no bound"),
                )
                .help("加上 at_most", "add `at_most`"),
            ),
            Self::NoStart => (
                "G006",
                Error,
                Words::new("没有 [route.main]，也没有 [graph]", "there is neither [route.main] nor [graph]"),
            ),
            Self::TwoStarts => (
                "G006",
                Error,
                Words::new("[route.main] 和 [graph] 只能写一个", "[route.main] and [graph] exclude each other"),
            ),
            Self::OpenSplit { name } => (
                "G007",
                Error,
                Words::new(
                    format!("步骤 `{name}` 有几个去向，却没有门说明怎么走"),
                    format!("step `{name}` has several leaving flows and no gate that says which"),
                )
                .help("在后面放一个 [gate.…]", "put a [gate.…] behind it"),
            ),
            Self::TooMany { name, n, ins } => (
                "G008",
                Error,
                Words::new(
                    format!("`{name}` 要等 {n} 个，最多只会来 {ins} 个"),
                    format!("`{name}` waits for {n}, but at most {ins} can come"),
                ),
            ),
            Self::Unreachable { name } => {
                ("G009", Warning, Words::new(format!("走不到 `{name}`"), format!("no path leads to `{name}`")))
            }
            Self::DoubleFlow { from, to } => (
                "G010",
                Error,
                Words::new(
                    format!("从 `{from}` 到 `{to}` 写了两次"),
                    format!("the flow from `{from}` to `{to}` stands twice"),
                ),
            ),
            Self::TooLarge { limit } => (
                "G011",
                Error,
                Words::new(
                    format!("规程太大：最多 {limit}"),
                    format!("the procedure is too large: {limit} are the most"),
                ),
            ),
            Self::NoWay { option, case } => {
                let (zh, en) = case.as_ref().map_or_else(Default::default, |case| {
                    (format!("：{} 时走不下去", case.zh), format!(": it cannot go on where {}", case.en))
                });
                (
                    "G012",
                    Error,
                    Words::new(
                        format!("没说选了 `{option}` 往哪走{zh}"),
                        format!("no way is given for `{option}`{en}"),
                    )
                    .help("在 go 里加上这一项", "add it to `go`"),
                )
            }
            Self::NoOtherwise { case } => {
                let (zh, en) = case.as_ref().map_or_else(Default::default, |case| {
                    (format!("：{} 时，没有一行成立", case.zh), format!(": no line is true where {}", case.en))
                });
                (
                    "G014",
                    Error,
                    Words::new(
                        format!("最后一行应是 otherwise（其余情况）{zh}"),
                        format!("the last line should be `otherwise`{en}"),
                    ),
                )
            }
            Self::AfterOtherwise => {
                ("G015", Error, Words::new("otherwise 后面的行永远轮不到", "a line after `otherwise` is never reached"))
            }
            Self::Empty { name } => {
                ("G016", Error, Words::new(format!("路线 `{name}` 没有步骤"), format!("route `{name}` has no stops")))
            }
            Self::NotAStop { name, route, near } => (
                "G017",
                Error,
                near_words(
                    Words::new(
                        format!("`{name}` 不在路线 `{route}` 的 steps 里"),
                        format!("`{name}` is not among the `steps` of route `{route}`"),
                    ),
                    near.as_deref(),
                ),
            ),
            Self::TwoSections { name } => (
                "G018",
                Error,
                Words::new(
                    format!("`{name}` 同时在两组 one_at_a_time 里"),
                    format!("`{name}` belongs to two `one_at_a_time` groups"),
                ),
            ),
            Self::LonelyRace => ("G019", Error, Words::new("race 至少要有两项", "a race needs at least two lines")),
            Self::WaitOfOne => (
                "G020",
                Error,
                Words::new(
                    "这里没有几项同时做，wait 没有意义",
                    "nothing is done side by side here, so `wait` means nothing",
                ),
            ),
            Self::NoAction => ("G021", Error, Words::new("没写要做什么", "it does not say what happens")),
            Self::StopGoesOn { name } => (
                "G022",
                Error,
                Words::new(
                    format!("`{name}` 结束一切，不能再有去向"),
                    format!("`{name}` ends everything and cannot go on"),
                ),
            ),
            Self::WayWithoutFlow { gate, to } => (
                "G023",
                Error,
                Words::new(
                    format!("门 `{gate}` 的去向 `{to}` 不在 flows 里"),
                    format!("gate `{gate}` chooses `{to}`, but no flow leads there"),
                ),
            ),
            Self::NotHere { key } => {
                ("G024", Error, Words::new(format!("这里不能写 `{key}`"), format!("`{key}` cannot be used here")))
            }
            Self::NeverTrue => (
                "E003",
                Warning,
                Words::new("不论填什么，这个条件都不成立", "whatever is filled in, this condition is never true"),
            ),
            Self::AlwaysTrue => (
                "E003",
                Warning,
                Words::new("不论填什么，这个条件都成立", "whatever is filled in, this condition is always true"),
            ),
            Self::Shadowed { case } => (
                "E002",
                Warning,
                Words::new(
                    format!("这一行永远轮不到：它的情况上面的行都先占了，如 {}", case.zh),
                    format!("this line is never reached: lines above it take every case of it, such as {}", case.en),
                )
                .help("把它移到上面，或改它的条件", "move it up, or change its condition"),
            ),
            Self::Unsound { how, zh, en } => ("G025", Error, unsound(*how, zh, en)),
            Self::Unproved => (
                "G026",
                Warning,
                Words::new(
                    "情况太多，没能证明个案总能走到头",
                    "there are too many states to prove that a case always comes to its end",
                )
                .help(
                    "把同时走的部分拆成路线，或减少“几项任选”的去向",
                    "put parallel parts on routes of their own, or let gates choose among fewer ways",
                ),
            ),
        }
    }
}

fn unsound(how: Unsound, zh: &str, en: &str) -> Words {
    match how {
        Unsound::Stuck => Words::new(format!("个案会走不到头：{zh}"), format!("a case can fail to come to its end: {en}"))
            .help(
                "看汇合处等的几路是否都会来；只走其中一路的，汇合写 join = \"one\"",
                "see whether all that the join waits for will come; where only one way was taken, write join = \"one\"",
            ),
        Unsound::Doubled => Words::new(format!("同一件事会做两遍：{zh}"), format!("the same thing can be done twice: {en}"))
            .help(
                "几路同时走的，用 join = \"all\" 汇合；本就要做几遍的，写 many = true",
                "let parallel ways meet at a gate with join = \"all\"; if it is meant to be done several times, write many = true",
            ),
        Unsound::Dead => Words::new(format!("有一处永远轮不到：{zh}"), format!("something can never be reached: {en}"))
            .help("给它一个真的会走的来路，或删去", "give it a way in that can be taken, or delete it"),
    }
}
