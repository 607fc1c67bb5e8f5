//! Every key of a procedure file, with its meaning and an example: what the JSON Schema, the page on the format and the
//! editor's help are made of. A test holds the table against what the loader asks for.

use super::{
    place::{Place, Shape},
    side::SIDE_KEYS,
};
use crate::model::{BASIS, FieldCard, GateCard};

/// A key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Key {
    /// Where it stands.
    pub place: Place,
    /// As written.
    pub key: &'static str,
    /// What its value looks like.
    pub shape: Shape,
    /// It must be there.
    pub needed: bool,
    /// Its meaning in Chinese.
    pub zh: &'static str,
    /// Its meaning in English.
    pub en: &'static str,
    /// An example of its value, as written; empty for tables.
    pub example: &'static str,
}

/// Words of `again`.
const AGAIN: &[&str] = &["stay", "resume", "run_on", "restart"];
/// Words of `pick`.
const PICK: &[&str] = &["claim", "nearest", "rotate", "least_busy"];
/// Words of `rest`.
const REST: &[&str] = &["withdraw", "leave"];
/// Versions.
const VERSIONS: Shape = Shape::Whole(1, u32::MAX as i64);
/// How often.
const BOUND: Shape = Shape::Whole(1, 10_000);

macro_rules! keys {
    (@need) => { false };
    (@need needed) => { true };
    ($(#[$said:meta])* $all:ident: $($place:ident { $($key:literal $($need:ident)? ($shape:expr) $zh:literal | $en:literal | $example:literal;)* })*) => {
        $(#[$said])*
        pub const $all: &[Key] = &[$($(Key {
            place: Place::$place,
            key: $key,
            shape: $shape,
            needed: keys!(@need $($need)?),
            zh: $zh,
            en: $en,
            example: $example,
        },)*)*];
    };
}

use Shape::{
    Clauses, Count, Day, Flows, Ladder, Many, Named, One, Pairs, Rows, Stops, Text, TextOrTexts, Texts, True, Value,
    Values, Word, YesNo,
};

pub(super) use keys;

keys! {
    /// All keys of procedure files, by place, in the order of the page.
    KEYS:
    File {
        "procedure" needed (One(Place::Procedure)) "规程的抬头" | "the head of the procedure" | "";
        "from" (Named(Place::From)) "旧版本办理中的个案怎么办" | "what becomes of running cases of an older version" | "";
        "opens" (Named(Place::Opens)) "按班次或日历自动开案" | "cases that a roster or the calendar opens" | "";
        "events" (Named(Place::Event)) "外面会来的消息" | "what may be reported from outside" | "";
        "fields" (Named(Place::Field)) "要填的内容" | "the fields of a case" | "";
        "roles" (Named(Place::Role)) "角色：人从哪里来" | "roles: where people come from" | "";
        "table" (Named(Place::Table)) "按选项取值的表" | "values by option" | "";
        "route" (Named(Place::Route)) "路线；main 是整个规程" | "routes; `main` is the whole procedure" | "";
        "choice" (Named(Place::Choice)) "选择往哪走" | "choices" | "";
        "gate" (Named(Place::Gate)) "图写法里的关口" | "gates of the graph form" | "";
        "graph" (One(Place::Graph)) "图写法：给别处来的模型" | "the graph form, for models from elsewhere" | "";
        "step" (Named(Place::Step)) "步骤：人办的事" | "steps: what people do" | "";
        "wait" (Named(Place::Wait)) "等候" | "waits" | "";
        "call" (Named(Place::Call)) "调用另一个规程" | "calls of another procedure" | "";
        "lookup" (Named(Place::Lookup)) "查旧案" | "look-ups of other cases" | "";
        "clock" (Named(Place::Clock)) "时限" | "clocks" | "";
        "on" (Named(Place::On)) "随时可能发生的事" | "what may happen at any time" | "";
        "hold" (Named(Place::Hold)) "挂起" | "holds" | "";
        "rule" (Named(Place::Rule)) "规矩" | "rules" | "";
        "register" (Named(Place::Register)) "登记表" | "registers" | "";
        "notice" (Named(Place::Notice)) "通知" | "notices" | "";
        "status" (Named(Place::Status)) "给别的系统的状态码" | "codes for other systems" | "";
    }
    Procedure {
        "id" needed (Text) "规程的名字" | "its id" | "\"complaint\"";
        "title" (Text) "标题" | "its title" | "\"投诉处理\"";
        "version" needed (VERSIONS) "版本，从 1 起" | "its version, from 1" | "3";
        "effective" (Day) "新个案从哪天起用这一版" | "first day for new cases" | "2027-01-01";
        "lang" (Text) "本文件的语言" | "the language of the file" | "\"zh-CN\"";
        "time_zone" (Text) "时区" | "the time zone" | "\"Asia/Shanghai\"";
        "owner" (Text) "谁负责这个规程（角色）" | "the role that owns it" | "\"manager\"";
        "change" (Text) "这一版改了什么、为什么" | "what this version changes, and why" | "\"回访改为两天\"";
        "calendar" (Text) "没写日历的时限用这个" | "the calendar of limits that name none" | "\"all_day\"";
        "manual" (One(Place::Manual)) "手册，和要落实的条款" | "the book, and the clauses answered for" | "";
    }
    Manual {
        "book" (Text) "哪一本" | "which book" | "\"manual\"";
        "covers" (Texts) "要落实的条款" | "clauses that the file answers for" | "[\"4.2\"]";
        "all" (True) "引了上级条款就算引了下级" | "a parent clause covers its children" | "true";
    }
    From {
        "cases" needed (Word(&["move", "finish"])) "迁过来，还是在旧版上办完" | "move them, or let them finish" | "\"move\"";
        "rename" (Pairs) "旧名 = 新名" | "old names and new ones" | "{ look = \"inspect\" }";
        "at" (Pairs) "旧处 = 新处" | "old places and new ones" | "{ look = \"mend\" }";
        "set" (Values) "迁移时填上" | "fields set on the move" | "{ grade = \"minor\" }";
    }
    Opens {
        "roster" (Text) "哪张班次表" | "which roster" | "\"front_desk\"";
        "on" (Text) "哪一天开案：每天、每月几号、月底" | "on which days: every day, a day of each month, its end" | "\"每月5号\"";
        "at" (Text) "那天的几点" | "at what time of that day" | "\"09:00\"";
        "before" (Text) "换班前多久开案" | "so long before each change of shift" | "\"30m\"";
        "give" (Pairs) "开案时填上" | "fields given at opening" | "{ duty = \"roster:front_desk\" }";
    }
    Event {
        "kept" (YesNo) "没人等的时候先收着" | "waits if nobody listens yet" | "true";
        "give" (Texts) "带来哪些内容" | "fields that it fills" | "[\"answer\"]";
    }
    Field {
        "type" needed (Word(FieldCard::TYPES)) "类型" | "its type" | "\"choice\"";
        "help" (Text) "旁边的提示" | "a hint beside it" | "\"住户的原话\"";
        "options" (Pairs) "选项：id = 标题" | "the choices: id and title" | "{ minor = \"一般\", major = \"重大\" }";
        "order" (Texts) "选项从低到高" | "the options, lowest first" | "[\"minor\", \"major\"]";
        "required" (YesNo) "必填" | "must be filled where it is asked" | "true";
        "default" (Value) "一开始的值" | "its value from the start" | "0";
        "min" (Value) "最小；列表则最少几个" | "least value, or fewest entries" | "1";
        "max" (Value) "最大；列表则最多几个" | "largest value, or most entries" | "9";
        "unit" (Text) "单位" | "unit of measure" | "\"元\"";
        "many" (YesNo) "可以有多个值" | "a list" | "true";
        "when" (Text) "满足条件才问" | "asked only then" | "\"kind == 'other'\"";
        "usual" (Value) "通常的值；别的要写原因" | "the usual value; others ask for a reason" | "\"fit\"";
        "not_same" (TextOrTexts) "不能是办过这些步骤的人" | "not a person who did these steps" | "[\"deliver\"]";
        "per" (Text) "每一项填一份" | "kept once per item of this list" | "\"departments\"";
        "personal" (Word(&["ordinary", "sensitive"])) "个人信息：一般或敏感" | "personal data: ordinary or sensitive" | "\"ordinary\"";
        "keep" (Text) "个人信息保存多久" | "how long personal data is kept" | "\"36 months\"";
    }
    Role {
        "from" needed (Text) "人从哪里来" | "where its people come from" | "\"roster:front_desk\"";
    }
    Table {
        "by" needed (Text) "按哪一项取行" | "the field whose option picks the row" | "\"grade\"";
        "columns" (Pairs) "各列的标题" | "titles of the columns" | "{ finish = \"办结\" }";
        "rows" needed (Rows) "每个选项一行，列名自取" | "a row for each option, columns of your own naming" | "";
    }
    Cell {
        "is" needed (Value) "这一格的值" | "what the cell says" | "\"10d\"";
    }
    Route {
        "steps" needed (Stops) "依次的卡片；里层列表同时做" | "cards in order; an inner list is done together" | "[\"a\", [\"b\", \"c\"], \"d\"]";
        "entry" (TextOrTexts) "可以从别处跳到的卡片" | "the cards that may be jumped to" | "[\"b\"]";
        "only_if" (Text) "满足条件才走，否则略过" | "skipped unless this is true" | "\"valid\"";
        "each" (Text) "每一项走一遍，同时走" | "once per item, side by side" | "\"departments\"";
        "wait" (Count(0, &["all", "any"])) "几个做完就算完" | "how many suffice" | "\"all\"";
        "rest" (Word(REST)) "其余的撤回，还是留着" | "the rest is withdrawn or left alone" | "\"leave\"";
        "repeat" (One(Place::Repeat)) "重复几遍" | "a bounded loop" | "";
        "one_at_a_time" (Texts) "其中一次只办一个" | "of these one at a time" | "[\"b\", \"c\"]";
        "many" (True) "本就要同时走几遍" | "it is meant to be done several times at once" | "true";
    }
    Repeat {
        "while" needed (Text) "满足条件就再来一遍" | "another round while this is true" | "\"more_help\"";
        "at_most" needed (BOUND) "最多几遍" | "how often at most" | "5";
    }
    Line {
        "when" needed (Text) "判断；最后一行写 otherwise" | "its guard; the last is `otherwise`" | "\"danger\"";
        "at_most" (BOUND) "一个个案最多走几次" | "how often a case may take it" | "1";
    }
    RaceLine {
        "on" needed (Text) "先发生的是哪张卡片" | "the card that happens first" | "\"answered\"";
        "go" needed (Text) "那就往哪走" | "where it goes on then" | "\"next\"";
    }
    Gate {
        "join" (Count(1, GateCard::JOINS)) "几路来了才过" | "when it passes" | "\"all\"";
        "split" (Word(GateCard::SPLITS)) "往几路走" | "which flows it takes" | "\"one\"";
        "rest" (Word(REST)) "晚到的撤回，还是留着" | "late comers are withdrawn or left alone" | "\"withdraw\"";
        "many" (True) "本就要走几遍" | "it is meant to be passed several times" | "true";
        "stop" (True) "到这里一切结束" | "everything ends here" | "true";
        "only_if" (Text) "满足条件才停在这里" | "skipped unless this is true" | "\"valid\"";
    }
    Graph {
        "start" needed (Text) "从哪里开始" | "the node entered first" | "\"receive\"";
        "flows" needed (Flows) "从哪到哪" | "flows: from and to" | "[[\"receive\", \"close\"]]";
    }
    Step {
        "who" (TextOrTexts) "谁来做（任一角色）" | "any of these roles may do it" | "\"receptionist\"";
        "together" (TextOrTexts) "各出一人，一起确认" | "one of each of these roles, together" | "[\"outgoing\", \"incoming\"]";
        "pick" (Word(PICK)) "怎样选人" | "how a person is picked" | "\"nearest\"";
        "same_as" (TextOrTexts) "由办过这些步骤的人办" | "those who did these steps" | "[\"find\"]";
        "not_same" (TextOrTexts) "不能由办过这些步骤的人办" | "nobody who did these steps" | "[\"find\"]";
        "names" (One(Place::Names)) "指定谁办后面的一步" | "names who does a later step" | "";
        "fill" (Texts) "要填的" | "fields asked" | "[\"grade\"]";
        "show" (Texts) "给看的" | "fields shown" | "[\"unit\"]";
        "check" (Many(Place::Check)) "逐项确认" | "attested items, in order" | "";
        "why" (True) "要写原因" | "a reason is asked" | "true";
        "sign" (True) "要签字" | "a signature is asked" | "true";
        "ack" (One(Place::Ack)) "没人领就一级级找" | "whom to turn to if nobody takes it" | "";
        "only_if" (Text) "满足条件才做，否则略过" | "skipped unless this is true" | "\"valid\"";
        "opens_when" (Text) "到了也先藏着，满足条件才出现" | "hidden until this is true" | "\"clock.rectify.late\"";
        "optional" (True) "可以不做，记下人和原因" | "may be left out, with person and reason" | "true";
        "passes" (One(Place::Passes)) "办完就交班" | "a duty passes on completion" | "";
        "say" (Text) "给办的人看的话" | "advice to whoever does it" | "\"先问安全。\"";
        "tell" (TextOrTexts) "发哪些通知" | "notices sent on opening" | "[\"hello\"]";
        "write" (Text) "办完写哪张登记表" | "the register written on completion" | "\"visits\"";
        "late" (Many(Place::Threshold)) "多久没办怎么办" | "what happens when it stays open" | "";
        "many" (True) "本就要做几遍" | "it is meant to be done several times" | "true";
    }
    Check {
        "count" (YesNo) "要填数目" | "a number is asked" | "true";
        "optional" (YesNo) "可以不勾" | "may be left out" | "true";
    }
    Names {
        "step" needed (Text) "后面的哪一步" | "which later step" | "\"visit\"";
        "role" needed (Text) "从哪个角色里选" | "of which role" | "\"repairer\"";
    }
    Passes {
        "duty" needed (Text) "哪个值守" | "which duty" | "\"roster:front_desk\"";
        "from" needed (Text) "从谁" | "from whom" | "\"outgoing\"";
        "to" needed (Text) "到谁" | "to whom" | "\"incoming\"";
    }
    Wait {
        "event" (Text) "等哪件外面的事" | "the outside event waited for" | "\"answered\"";
        "after" (Text) "等多久" | "how long" | "\"2d\"";
        "from" (TextOrTexts) "从哪件事算起" | "from which happening on" | "\"step.deliver.done\"";
        "calendar" (Text) "按哪个日历算" | "in which calendar it counts" | "\"office\"";
        "only_if" (Text) "满足条件才等，否则略过" | "skipped unless this is true" | "\"valid\"";
        "late" (Many(Place::Threshold)) "等久了怎么办" | "what happens when it takes long" | "";
    }
    Call {
        "procedure" needed (Text) "调用哪个规程" | "the procedure called" | "\"repair_request\"";
        "version" (Count(1, &["in_force"])) "哪一版；不写是当时有效的" | "which version; else the one in force" | "2";
        "give" (Pairs) "给它：它的内容 = 我的内容" | "what it is given: its field and ours" | "{ unit = \"unit\" }";
        "take" (Pairs) "收回：我的内容 = 它的内容" | "what is taken back: our field and its" | "{ outcome = \"outcome\" }";
        "only_if" (Text) "满足条件才调用，否则略过" | "skipped unless this is true" | "\"valid\"";
        "late" (Many(Place::Threshold)) "久不回来怎么办" | "what happens when it takes long" | "";
    }
    Lookup {
        "of" needed (Text) "查哪个规程的个案" | "cases of which procedure" | "\"complaint\"";
        "match" (TextOrTexts) "哪些内容要和这里相同" | "fields with the same value as here" | "[\"unit\"]";
        "where" (Text) "对方要满足的条件" | "a condition on the other case" | "\"valid\"";
        "state" (Word(&["open", "closed"])) "办理中的，还是办结的" | "open or closed ones" | "\"closed\"";
        "closed_within" (Text) "办结不超过多久" | "closed at most so long ago" | "\"30d\"";
        "closed_in" (Text) "在哪个月办结（日期内容项）" | "closed in the calendar month of this date field" | "\"month\"";
        "held_by" (Text) "在这个角色手上的，或等着它去办的" | "with work that this role holds, or that waits for it" | "\"receptionist\"";
        "only_if" (Text) "满足条件才查，否则略过" | "skipped unless this is true" | "\"valid\"";
        "late" (Many(Place::Threshold)) "久查不到怎么办" | "what happens when no answer comes" | "";
    }
    Clock {
        "from" (TextOrTexts) "从哪件事开始" | "what starts it" | "\"step.receive.done\"";
        "until" (TextOrTexts) "到哪件事停下" | "what stops it" | "[\"step.explain.done\"]";
        "limit" (Text) "限多久" | "the limit" | "\"2 workdays\"";
        "plus" (Text) "批准延长的时长（内容项）" | "the field with a granted extension" | "\"extension\"";
        "due" (Text) "到期时刻（内容项）" | "the field with a fixed instant" | "\"outside_due\"";
        "calendar" (Text) "按哪个日历算" | "in which calendar it counts" | "\"office\"";
        "pause_while" (Text) "这时停着不走" | "stands still while this is true" | "\"hold.waiting\"";
        "again" (Word(AGAIN)) "往回走时怎样" | "when work goes back behind its stop" | "\"run_on\"";
        "late" (Many(Place::Threshold)) "到时怎么办" | "what happens when" | "";
    }
    Threshold {
        "after" (Text) "开始后多久" | "so long after the start" | "\"5m\"";
        "before" (Text) "到期前多久" | "so long before the due" | "\"1d\"";
        "at" (Text) "走到全程的百分之几" | "at this share of the way" | "\"75%\"";
        "over" (Text) "过期后多久" | "so long past the due" | "\"1d\"";
        "from" (TextOrTexts) "after 从哪件事算起" | "start of `after` on a card" | "\"step.call.done\"";
        "every" (Text) "每隔多久再来" | "again after each of this" | "\"15m\"";
        "at_most" (BOUND) "最多几次" | "how often at most" | "3";
        "when" (Text) "满足条件才算" | "only with this condition" | "\"danger\"";
        "calendar" (Text) "按哪个日历算" | "in which calendar it counts" | "\"office\"";
        "pause_while" (Text) "这时停着不走" | "stands still while this is true" | "\"hold.waiting\"";
    }
    Ack {
        "within" needed (Text) "每一级等多久" | "so long for each rung" | "\"10m\"";
        "ladder" needed (Ladder) "一级级找谁" | "whom to turn to, one after another" | "[\"manager\", [\"director\", \"deputy\"]]";
        "calendar" (Text) "按哪个日历算" | "in which calendar it counts" | "\"office\"";
    }
    On {
        "during" (TextOrTexts) "这些开着的时候" | "while one of these is open" | "[\"handle\"]";
    }
    Hold {
        "during" needed (TextOrTexts) "停下哪些卡片" | "the cards that stop" | "[\"handle\"]";
        "until" (TextOrTexts) "到哪件事为止" | "what ends it" | "\"event.answered\"";
        "also" (Text) "同时另办" | "work beside" | "\"press\"";
        "late" (Many(Place::Threshold)) "挂久了怎么办" | "limits of the hold itself" | "";
    }
    Rule {
        "during" (TextOrTexts) "这些开着的时候管" | "counts while these are open" | "[\"give_care\"]";
        "must" (Text) "什么必须成立" | "what has to be so" | "\"relative_present\"";
        "before" (TextOrTexts) "办这些以前必须成立" | "refused until it holds" | "[\"sign\"]";
        "never" (TextOrTexts) "谁不许办" | "people barred" | "[\"field:accused\"]";
        "instead" (TextOrTexts) "由谁接手" | "who takes over" | "[\"manager\"]";
        "when" (Text) "满足条件才管" | "applies only if" | "\"urgent\"";
        "broken" (One(Place::Broken)) "没守住怎么办" | "what happens when it is broken" | "";
        "say" (Text) "拒绝时说的话" | "the words of the refusal" | "\"请先登记。\"";
    }
    Broken {
        "hold" (TextOrTexts) "停下哪些，直到守住" | "suspended until the rule holds" | "\"give_care\"";
    }
    Register {
        "columns" needed (Texts) "打印哪些列" | "the printed columns" | "[\"case.number\", \"unit\"]";
        "mask" (Pairs) "哪些列遮住" | "masked columns" | "{ phone = \"last4\" }";
        "sort" (TextOrTexts) "按什么排" | "sorted by these" | "[\"case.opened_at\"]";
        "keep" (Text) "保存多久" | "how long it is kept" | "\"36 months\"";
    }
    Notice {
        "to" (TextOrTexts) "发给谁（都发）" | "to all of these" | "[\"manager\"]";
        "to_any" (TextOrTexts) "发给谁（找到一个就行）" | "to either of these" | "[\"director\", \"manager\"]";
        "by" (TextOrTexts) "用什么方式" | "by which means" | "[\"app\"]";
        "text" needed (Text) "内容，{ } 里填内容项" | "its text, with placeholders" | "\"个案 {case.number}\"";
        "ack" (One(Place::Ack)) "没人确认就一级级找" | "whom to turn to if nobody confirms" | "";
    }
    Status {
        "order" (Texts) "几处同时开着时先算谁" | "of several open things the first counts" | "[\"hold.waiting\"]";
        "codes" (Pairs) "哪里对应什么码" | "the code of each place" | "{ \"hold.waiting\" = \"35\" }";
    }
    Whole {
        "id" needed (Text) "条款" | "the clause" | "\"4.2\"";
        "all" (True) "下级条款也算" | "with all clauses below it" | "true";
    }
    Card {
        "title" (Text) "标题" | "its title" | "\"定级\"";
    }
    Cite {
        "clause" (Clauses) "出自哪些条款" | "the clauses it comes from" | "[\"4.1.2-1a\"]";
        "basis" (Word(BASIS)) "凭什么：手册、同行、法律、合同、自定" | "on what ground it counts" | "\"house\"";
        "source" (TextOrTexts) "出处" | "its source" | "[\"F8\"]";
    }
    Acts {
        "remind" (TextOrTexts) "提醒谁" | "urge these roles" | "\"receptionist\"";
        "escalate" (TextOrTexts) "上报给谁" | "hand up to these roles" | "\"manager\"";
        "tell" (TextOrTexts) "发哪些通知" | "send these notices" | "[\"alarm\"]";
        "write" (TextOrTexts) "写哪些登记表" | "write these registers" | "\"visits\"";
        "say" (Text) "给办的人看的话" | "show advice" | "\"先报 110。\"";
        "set" (Values) "填上；= 开头的是算出来的" | "set fields; a text that begins with = is computed" | "{ grade = \"=next(grade)\" }";
        "go" (Text) "转去哪里" | "go there instead" | "\"handle\"";
        "also" (Text) "同时另办" | "beside the work" | "\"write_report\"";
        "done" (True) "就当办完了" | "given up as done" | "true";
    }
    Instances {
        "count" (Count(1, &[])) "几个人各办一份；或哪一项的数目" | "how many people, or the field that says so" | "2";
        "each" (Text) "每一项办一份" | "once per item of this" | "\"departments\"";
        "wait" (Count(0, &["all", "any"])) "几个办完就算完" | "how many suffice" | "\"all\"";
        "enough" (Text) "每办完一个看一次：够了吗" | "tested after each: is it enough" | "\"passed\"";
        "rest" (Word(REST)) "其余的撤回，还是留着" | "the rest is withdrawn or left alone" | "\"leave\"";
        "add" (YesNo) "可以再加" | "more may be added" | "true";
    }
    Trigger {
        "who" (TextOrTexts) "由谁引起" | "a person's act" | "\"manager\"";
        "upon" (TextOrTexts) "由哪件事引起" | "a happening" | "\"event.death\"";
        "becomes" (Text) "由哪个条件成立引起" | "a condition turning true" | "\"danger\"";
        "within" (Text) "只在这个时限走着、没到期时" | "only while this clock runs and is not past its due" | "\"appeal_window\"";
        "when" (Text) "还要满足的条件" | "and only if" | "\"not danger\"";
        "at_most" (BOUND) "一个个案最多几次" | "how often per case" | "1";
        "fill" (Texts) "要填的" | "fields asked" | "[\"reason\"]";
        "check" (Many(Place::Check)) "逐项确认" | "attested items" | "";
        "why" (True) "要写原因" | "a reason is asked" | "true";
    }
    Ways {
        "by" (Text) "按哪一项选" | "the field that chooses" | "\"kind\"";
        "go" (Pairs) "每个选项往哪走" | "a way per option" | "{ fit = \"next\" }";
        "first" (Many(Place::Line)) "第一个成立的行" | "the first true line" | "";
        "all" (Many(Place::Line)) "所有成立的行" | "every true line" | "";
        "race" (Many(Place::RaceLine)) "先发生的" | "the first that happens" | "";
    }
}

/// The keys of a table, its own first.
pub fn keys_of(place: Place) -> alloc::vec::Vec<&'static Key> {
    let mut places = alloc::vec![place];
    let mut all: alloc::vec::Vec<&'static Key> = alloc::vec::Vec::new();
    while let Some(place) = places.pop() {
        let own = KEYS.iter().chain(SIDE_KEYS).filter(|key| key.place == place);
        all.extend(own.filter(|key| !all.iter().any(|known| known.key == key.key)).collect::<alloc::vec::Vec<_>>());
        places.extend(place.shares().iter().rev());
    }
    all
}
