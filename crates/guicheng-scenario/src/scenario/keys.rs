//! Every key of a scenario file, with its meaning and an example: what the page `docs/stories.md` is made of. A test holds
//! the list against what the parser asks for.

use alloc::{format, string::String};
use guicheng_lang::schema::Shape;

/// Where a key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// At the top of the file.
    File,
    /// In `[tests]`.
    Head,
    /// In `[tests.version.N]`.
    Version,
    /// In `[opening.X]`.
    Opening,
    /// In `[[test]]`.
    Test,
    /// In a story line.
    Line,
    /// In the `child` of a story line.
    Child,
    /// In the `expect` of a story line.
    Expect,
}

impl Place {
    /// All, in the order of the page.
    pub const ALL: [Self; 8] =
        [Self::File, Self::Head, Self::Version, Self::Opening, Self::Test, Self::Line, Self::Child, Self::Expect];

    /// Its name in the schema.
    pub const fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Head => "tests",
            Self::Version => "version",
            Self::Opening => "opening",
            Self::Test => "test",
            Self::Line => "line",
            Self::Child => "child",
            Self::Expect => "expect",
        }
    }

    const fn heading(self) -> &'static str {
        match self {
            Self::File => "文件 · The file",
            Self::Head => "`[tests]`：整个文件 · `[tests]`: the whole file",
            Self::Version => {
                "`[tests.version.8]`：另一个版本；其余的键是与被测规程不同之处 · a further version; all other keys are what differs from the procedure tried"
            }
            Self::Opening => "`[opening.X]`：共用的开头 · a shared beginning",
            Self::Test => "`[[test]]`：一个测试 · `[[test]]`: one test",
            Self::Line => "故事的一行 · A story line",
            Self::Child => "`child = { … }`：由故事说被调用的个案怎样结束 · how a call ended, told by the story",
            Self::Expect => "`expect = { … }`：这时应当怎样 · what must be so",
        }
    }
}

/// What a value looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Is {
    /// As in procedure files.
    Plain(Shape),
    /// A table.
    One(Place),
    /// A list of tables.
    Many(Place),
    /// A table of tables whose names the author chose.
    Named(Place),
    /// People with what they hold: a role or a list of them.
    People,
    /// `true`, or the name of a file.
    Organisation,
    /// A way, several ways, or whether a loop goes on.
    Ways,
}

/// A key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Where it stands.
    pub place: Place,
    /// As written.
    pub key: &'static str,
    /// What its value looks like.
    pub is: Is,
    /// It must be there.
    pub needed: bool,
    /// Its meaning in Chinese.
    pub zh: &'static str,
    /// Its meaning in English.
    pub en: &'static str,
    /// An example, as written.
    pub example: &'static str,
}

use Is::{Many, Named, One, Organisation, People, Plain, Ways};

macro_rules! keys {
    (@need) => { false };
    (@need needed) => { true };
    ($($place:ident { $($key:literal $($need:ident)? ($is:expr) $zh:literal | $en:literal | $example:literal;)* })*) => {
        /// All keys, by place, in the order of the page.
        pub const KEYS: &[Key] = &[$($(
            Key {
                place: Place::$place,
                key: $key,
                is: $is,
                needed: keys!(@need $($need)?),
                zh: $zh,
                en: $en,
                example: $example,
            },
        )*)*];
    };
}

keys! {
    File {
        "tests" needed (One(Place::Head)) "文件头" | "the head of the file" | "[tests]";
        "opening" (Named(Place::Opening)) "几个测试共用的开头" | "beginnings that several tests share" | "[opening.graded]";
        "test" (Many(Place::Test)) "一个测试" | "one test" | "[[test]]";
    }
    Head {
        "procedure" needed (Plain(Shape::Text)) "测试哪个规程" | "the procedure that is tried" | "procedure = \"complaint\"";
        "start" (Plain(Shape::Instant)) "虚拟时钟从何时开始" | "when the virtual clock starts" | "start = 2026-12-01T09:00:00+08:00";
        "people" (People) "为测试编的人，各有什么角色（角色名，或 `head:部门` 等来源）" | "people invented for the tests, and what they hold (a role, or a source such as `head:repair`)" | "people = { ann = [\"receptionist\"] }";
        "organisation" (Organisation) "人来自组织：`true` 取最近的 `org.toml`，或写旁边的文件名；按虚拟时刻看班次、岗位、代理、请假" | "people come from the organisation: `true` takes the nearest `org.toml`, a name a file beside; rosters, posts, deputies and absences count at the virtual instant" | "organisation = true";
        "duties" (Plain(Shape::Pairs)) "测试开始时谁签字接着班（须有 organisation）" | "who has signed for a duty when a test starts (with `organisation`)" | "duties = { \"roster:front_desk\" = \"ann\" }";
        "version" (Named(Place::Version)) "同一规程的另外版本，见下" | "further versions of the procedure, see below" | "version = { 8 = { effective = 2027-01-01, clock = { finish = { limit = \"1d\" } } } }";
        "give" (Plain(Shape::Values)) "开案时已知的内容" | "fields known when the first case is opened" | "give = { passed_on = true }";
    }
    Version {
        "effective" (Plain(Shape::Instant)) "从何时起新开的个案用它；已开的不变" | "from when on new cases are opened on it; open ones stay" | "effective = 2027-01-01";
        "file" (Plain(Shape::Text)) "写在旁边的哪个文件里（不写就用改动的键）" | "the file beside that it stands in (else the keys that differ)" | "file = \"complaint.v8.toml\"";
    }
    Opening {
        "story" (Many(Place::Line)) "一行一行的故事" | "the story, line by line" | "story = [{ at = \"1m\" }]";
    }
    Test {
        "name" needed (Plain(Shape::Text)) "名字" | "its name" | "name = \"S10 重复报警\"";
        "start" (Plain(Shape::Instant)) "这个测试的开始时刻" | "when this test starts" | "start = 2027-01-31T10:00:00+08:00";
        "people" (People) "这个测试另有的人" | "people of this test besides, or otherwise" | "people = { bob = [\"guard\"] }";
        "give" (Plain(Shape::Values)) "这个测试开案时已知的内容" | "fields known when its first case is opened" | "give = { passed_on = true }";
        "story" needed (Many(Place::Line)) "一行一行的故事" | "the story, line by line" | "story = [{ at = \"1m\" }]";
    }
    Line {
        "at" (Plain(Shape::Instant)) "从开始算的时长，或时刻" | "so long after the start, or an instant" | "at = \"3d2h\"";
        "use" (Plain(Shape::Text)) "接上一个共用的开头" | "takes in a shared beginning" | "use = \"graded\"";
        "case" (Plain(Shape::Text)) "指哪个个案：`opens` 起的名字，或调用卡片的名字（`each` 的加对象，第二次的加 2）；不写是 `first`" | "which case: the name given by `opens`, or the card of the call (with its item; the second is `X 2`); else `first`" | "case = \"repair\"";
        "who" (Plain(Shape::Text)) "谁" | "who does it" | "who = \"ann\"";
        "does" (Plain(Shape::Text)) "办一步、选一条路、引发 `on` 或 `hold`" | "does a step, decides at a choice, sets off an `on` or `hold`" | "does = \"receive\"";
        "with" (Plain(Shape::Values)) "填的内容" | "fields filled along with it" | "with = { grade = \"minor\" }";
        "check" (Plain(Shape::Value)) "逐项确认，可带数量" | "attested items, with a number where one is counted" | "check = [\"sorry\", { keys = 3 }]";
        "why" (Plain(Shape::Text)) "理由" | "the reason" | "why = \"属实\"";
        "sign" (Plain(Shape::YesNo)) "签字与否" | "signed or not" | "sign = false";
        "names" (Plain(Shape::TextOrTexts)) "指定谁办后面的一步" | "people named for a later step" | "names = [\"bob\"]";
        "choose" (Ways) "选哪几条路；循环是否再来" | "ways chosen at a gate; whether a loop goes on" | "choose = [\"repair\"]";
        "for" (Plain(Shape::Text)) "`each` 的哪一项" | "the item of an `each`" | "for = \"guard\"";
        "to" (Plain(Shape::Text)) "交给谁" | "to whom work goes" | "to = \"bob\"";
        "occurred" (Plain(Shape::Instant)) "其实何时发生（补记）" | "when it really happened, if entered later" | "occurred = \"10m\"";
        "claims" (Plain(Shape::Text)) "认领" | "takes work up" | "claims = \"visit\"";
        "starts" (Plain(Shape::Text)) "动手" | "begins work" | "starts = \"visit\"";
        "skips" (Plain(Shape::Text)) "略过可选的一步" | "leaves optional work out" | "skips = \"visit\"";
        "releases" (Plain(Shape::Text)) "退回" | "gives work back" | "releases = \"visit\"";
        "delegates" (Plain(Shape::Text)) "转交（`to`）" | "passes work on (`to`)" | "delegates = \"visit\"";
        "reassigns" (Plain(Shape::Text)) "规程负责人改派（`to`、`why`）" | "the owner gives it to another (`to`, `why`)" | "reassigns = \"visit\"";
        "signer" (Plain(Shape::Text)) "加签（`to`）" | "asks for a further signer (`to`)" | "signer = \"visit\"";
        "urges" (Plain(Shape::Text)) "催办" | "urges whoever has it" | "urges = \"visit\"";
        "add" (Plain(Shape::Text)) "再来一件" | "one more piece of work" | "add = \"visit\"";
        "adds" (Plain(Shape::Text)) "同 add" | "the same as `add`" | "adds = \"visit\"";
        "ends" (Plain(Shape::Text)) "结束挂起" | "ends a hold" | "ends = \"waiting\"";
        "event" (Plain(Shape::Text)) "外部事件" | "an outside event" | "event = \"ambulance_there\"";
        "fills" (Plain(Shape::Values)) "在步骤之外填内容" | "fills fields outside a step" | "fills = { relative_present = false }";
        "answer" (Plain(Shape::Value)) "查旧案的结果" | "what a look-up found" | "answer = { earlier = [\"C-7\"] }";
        "child" (One(Place::Child)) "由故事说被调用的个案怎样结束；这张调用卡片就不真的开案" | "tells how a call ended; that call is then not played" | "child = { call = \"repair\", ends = \"closed\" }";
        "confirms" (Plain(Shape::Text)) "确认通知" | "confirms a notice" | "confirms = \"major_case\"";
        "aborts" (Plain(Shape::Text)) "终止个案，写理由" | "breaks the case off, with the reason" | "aborts = \"误报\"";
        "people" (People) "从此以后这些人的角色变了" | "from now on these invented people hold something else" | "people = { ann = [] }";
        "opens" (Plain(Shape::Text)) "另开一个个案，起名；`with` 是开案时已知的内容" | "opens a further case under this name; `with` are the fields known" | "opens = \"second\"";
        "procedure" (Plain(Shape::Text)) "`opens` 开哪个规程；不写是被测的" | "of which procedure `opens` opens a case; else of the one tried" | "procedure = \"complaint\"";
        "merges" (Plain(Shape::Text)) "把这个个案并入本行的个案：它的时限停住，它调用的个案终止，本案的答复也发给它的来人" | "merges this case into the line's own: its clocks stand, what it has called is broken off, and replies go to its caller too" | "merges = \"second\"";
        "unmerges" (Plain(Shape::Text)) "取消并案：到期的补齐，撤回的调用重新发出" | "undoes that: what fell due fires, what was taken back is called afresh" | "unmerges = \"second\"";
        "key" (Plain(Shape::Text)) "命令的键；两行同键就是同一条命令送到两次" | "the command's key; two lines with one key are one command delivered twice" | "key = \"k1\"";
        "again" (Plain(Shape::True)) "这一行的命令送到两次，只应办一次" | "the line's command is delivered twice; it must count once" | "again = true";
        "seen" (Plain(Shape::Instant)) "这个人上次看屏幕是何时；此后变了的活不能照旧办" | "when the person last looked; work changed since is refused" | "seen = \"4m\"";
        "jump" (Plain(Shape::True)) "主机时钟跳到这里：向前时中间无人唤醒，也可向后" | "the host's clock jumps here: ahead with nobody awake in between, or back" | "jump = true";
        "refused" (Plain(Shape::Text)) "必须被拒绝：被哪张卡片哪一项、哪条规矩、哪个权限，或拒绝的代码" | "it must be refused: by this key of a card, this rule, this permission, or with this code" | "refused = \"rule.accused_stays_out\"";
        "expect" (One(Place::Expect)) "这时应当怎样" | "what must be so now" | "expect = { open = [\"visit\"] }";
    }
    Child {
        "call" (Plain(Shape::Text)) "哪张调用卡片；不写是唯一在等的" | "which call; else the only one that waits" | "call = \"repair\"";
        "ends" (Plain(Shape::Word(&["closed", "aborted", "merged"]))) "closed、aborted 或 merged" | "`closed`, `aborted` or `merged`" | "ends = \"closed\"";
        "give" (Plain(Shape::Values)) "带回的内容" | "what it gives back" | "give = { outcome = \"已换\" }";
    }
    Expect {
        "open" (Plain(Shape::TextOrTexts)) "办着的（挂起的可写可不写）；名字或“名字 对象”" | "open work (held work may be listed or not): a card, or card and item" | "open = [\"visit\"]";
        "held" (Plain(Shape::TextOrTexts)) "挂起的" | "held work" | "held = [\"investigate\"]";
        "fields" (Plain(Shape::Values)) "内容的值" | "values of fields" | "fields = { grade = \"minor\" }";
        "clocks" (Plain(Shape::Values)) "时限：到期时刻，或 running、paused、stopped、spent（已到期）、off" | "clocks: the due instant, or `running paused stopped spent off`" | "clocks = { finish = \"stopped\" }";
        "closed" (Plain(Shape::YesNo)) "是否办结" | "whether it is closed" | "closed = true";
        "state" (Plain(Shape::Word(&["open", "held", "closed", "aborted", "merged"]))) "open、held、closed、aborted、merged" | "where the case stands: `open held closed aborted merged`" | "state = \"merged\"";
        "status" (Plain(Shape::Values)) "给别的系统看的状态码；没有就写空的" | "codes for hosts; empty where it has none" | "status = { java110 = \"1100\" }";
        "todo" (Plain(Shape::Lists)) "某人手上的、现在能领的；真的去问引擎" | "what somebody has in hand or may take up now; the engine itself is asked" | "todo = { ann = [\"receive\"] }";
        "late" (Plain(Shape::TextOrTexts)) "期间过期的时限。个案的必须列全；卡片自己的、到期就改道（`go`）的，可列可不列" | "clocks that became late. Those of the case must all be listed; those of a card, and those that send the work elsewhere (`go`) at their due, may be" | "late = [\"finish\"]";
        "due" (Plain(Shape::Values)) "它们的到期时刻" | "when those were due" | "due = { finish = \"2d\" }";
        "reminded" (Plain(Shape::TextOrTexts)) "期间被提醒的人" | "people reminded meanwhile" | "reminded = [\"ann\"]";
        "escalated" (Plain(Shape::TextOrTexts)) "期间上报到的人" | "people to whom it was handed up meanwhile" | "escalated = [\"boss\"]";
        "skipped" (Plain(Shape::TextOrTexts)) "期间略过的" | "cards skipped meanwhile" | "skipped = [\"explain\"]";
        "withdrawn" (Plain(Shape::TextOrTexts)) "期间撤回的" | "work withdrawn meanwhile" | "withdrawn = [\"send_form\"]";
        "broken" (Plain(Shape::TextOrTexts)) "期间没守住的规矩" | "rules broken meanwhile" | "broken = [\"never_alone\"]";
        "used" (Plain(Shape::Values)) "时限已用的时间" | "time that counted for a clock" | "used = { finish = \"22h\" }";
        "told" (Plain(Shape::Value)) "期间发出的通知；写成表：发了几份，或发到谁（人，或收信的个案）" | "notices sent meanwhile; as a table: how many messages, or whom they reached (people, or the cases whose address it was)" | "told = { reply = [\"first\", \"second\"] }";
        "written" (Plain(Shape::TextOrTexts)) "期间写的登记表" | "registers written meanwhile" | "written = [\"help_register\"]";
    }
}

/// The page about all of this.
pub fn page() -> String {
    let mut page = String::from(INTRODUCTION);
    for place in Place::ALL {
        page.push_str(&format!(
            "\n## {}\n\n| 键 · key | 意思 · meaning | 例 · example |\n|---|---|---|\n",
            place.heading()
        ));
        for key in KEYS.iter().filter(|k| k.place == place) {
            page.push_str(&format!("| `{}` | {} · {} | `{}` |\n", key.key, key.zh, key.en, key.example));
        }
    }
    page
}

const INTRODUCTION: &str = "# 测试写法 · Stories\n
<!-- Made from crates/guicheng-scenario/src/scenario/keys.rs; GUICHENG_BLESS=1 cargo test -p guicheng-scenario writes it anew. -->

规程旁边的 `*.test.toml` 是它的测试：几点、谁、做了什么，应该怎样。时钟是虚拟的，两行之间到期的事照样一件件发生。
`guicheng test` 跑测试，列出没走到的步骤、流向、时限、规矩、登记表、通知、条款；`--require-coverage` 有没走到的就不过。

- 时刻 t 的动作先于同一时刻的 `expect`；`expect` 在 t 到期的事都发生之后看。刚好在到期那一刻仍算按时，过一毫秒才算过期。
- “期间”是从同一个案的上一次 `expect`（或开始）算起。名单不论先后。
- 一个测试可有几个个案，共用一个时钟。到期按（时刻，个案开立的先后）触发。第一个叫 `first`；调用另一规程时真的开出子个案，
  以调用卡片为名；子个案办结会告诉上级，上级撤回调用，子个案随之终止。找不到被调用的规程，或故事用 `child` 说了结果，就不真的开。

The `*.test.toml` beside a procedure are its tests: when, who, does what, and what must be so. The clock is virtual; what
falls due between two lines happens one by one. `guicheng test` plays them and lists by name what no story reached;
`--require-coverage` makes that a failure.

- What is done at t comes before an expectation at t, which is read after all that is due at t. A limit met at its very
  instant is met; it is late one millisecond after.
- \"Meanwhile\" means since the expectation before on the same case, or since the start. Lists have no order.
- A test may have several cases on one clock; what is due fires in the order (instant, case as opened). The first is
  `first`. A call opens its child for real, named by the call's card; the child's end tells the caller, and withdrawing the
  call breaks the child off. A call of a procedure that is not there, or whose end a line `child` tells, opens nothing.
";
