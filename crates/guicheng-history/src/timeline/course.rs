//! The course of the case: opening, ways taken, withdrawals, the end.

use super::{Told, kinds, names::Teller};
use alloc::{boxed::Box, format, string::String};
use guicheng_core::{Because, Cause, EventKind, FlowId, Heard, OfPerson, Passage, Status, Value, Withdrawal};

pub(super) fn told(t: &Teller<'_>, kind: &EventKind) -> Option<Told> {
    let plain = |zh: String, en: String| Some(Told::plain(t.say(zh, en)));
    let by_actor = |zh: String, en: String| Some(t.by_actor(t.say(zh, en)));
    match kind {
        EventKind::Accepted { reported: Some(at), .. } => {
            let at = t.local(*at);
            plain(
                format!("主机时钟回拨：报来的时刻是 {at}"),
                format!("the host's clock had gone back: it reported {at}"),
            )
        }
        EventKind::Opened { parent: Some((case, _)), .. } => {
            by_actor(format!("立案，由 {case} 调用"), format!("opens the case, called by {case}"))
        }
        EventKind::Opened { parent: None, .. } => by_actor("立案".into(), "opens the case".into()),
        EventKind::Closed { status, reason } => {
            let words = closed(t, *status, reason.as_deref());
            Some(if *status == Status::Aborted { t.by_actor(words) } else { Told::plain(words) })
        }
        EventKind::Reopened => by_actor("重新打开".into(), "reopens the case".into()),
        EventKind::Merged { into } => by_actor(format!("并入 {into}"), format!("merges the case into {into}")),
        EventKind::Unmerged { from } => by_actor(format!("不再并入 {from}"), format!("undoes the merging into {from}")),
        EventKind::Absorbed { case, undone: false } => {
            plain(format!("并进了 {case}"), format!("{case} merged into this"))
        }
        EventKind::Absorbed { case, undone: true } => {
            plain(format!("{case} 又分出去"), format!("{case} taken out again"))
        }
        EventKind::Migrated(migration) => {
            let (from, to, why) = (&migration.from, &migration.to, &migration.reason);
            if from.pins.procedure == to.pins.procedure {
                by_actor(format!("改用新的日历：{why}"), format!("adopts newer calendars: {why}"))
            } else {
                let (from, to) = (from.version, to.version);
                by_actor(
                    format!("从版本 {from} 迁到版本 {to}：{why}"),
                    format!("moves from version {from} to version {to}: {why}"),
                )
            }
        }
        EventKind::Corrected { record, words } => {
            by_actor(format!("更正第 {} 条记录：{words}", record.0), format!("corrects record {}: {words}", record.0))
        }
        EventKind::Erased { by, of } => {
            let (what, second) = (hidden(t, of), t.person_id(&of.approved));
            let words = t.say(
                format!("删除个人信息：{what}；依据：{}；批准：{second}", of.why),
                format!("erases personal values: {what}; ground: {}; approved by {second}", of.why),
            );
            Some(t.by(*by, None, words))
        }
        EventKind::Disclosed { by, of } => {
            let (what, second) = (hidden(t, of), t.person_id(&of.approved));
            let words = t.say(
                format!("查看个人信息：{what}；用途：{}；同意：{second}", of.why),
                format!("is shown personal values: {what}; purpose: {}; agreed by {second}", of.why),
            );
            Some(t.by(*by, None, words))
        }
        EventKind::DutyPassed { duty, from, to } => {
            let (from, to) = (t.person(*from), t.person(*to));
            plain(format!("值守“{duty}”由{from}交给{to}"), format!("the duty “{duty}” passes from {from} to {to}"))
        }
        EventKind::Signalled { signal, how } => {
            let signal = t.signal(*signal);
            match how {
                Heard::Heard => plain(format!("收到“{signal}”"), format!("“{signal}” happened")),
                Heard::Kept => plain(format!("收到“{signal}”，留待后用"), format!("“{signal}” happened and is kept")),
                Heard::Lost => {
                    plain(format!("收到“{signal}”，无人等候"), format!("“{signal}” happened, nobody waited"))
                }
            }
        }
        EventKind::NodePassed(passage) => passed(t, passage),
        EventKind::NodeLeft { because, gave, .. } => way(t, gave, because),
        EventKind::Withdrawn(withdrawal) => withdrawn(t, withdrawal),
        EventKind::Accepted { reported: None, .. } => None,
        kinds::work!() | kinds::facts!() | kinds::clocks!() | kinds::norms!() | kinds::quiet!() => None,
    }
}

fn closed(t: &Teller<'_>, status: Status, reason: Option<&str>) -> String {
    let reason = reason.map_or_else(String::new, |r| t.say(format!("：{r}"), format!(": {r}")));
    match status {
        Status::Aborted => t.say(format!("中止{reason}"), format!("breaks the case off{reason}")),
        Status::Merged => t.say(format!("已并案{reason}"), format!("case merged{reason}")),
        Status::New | Status::Open | Status::Closed => t.say(format!("结案{reason}"), format!("case closed{reason}")),
    }
}

/// Personal values by the titles of their fields, each with the record that filled it.
fn hidden(t: &Teller<'_>, of: &OfPerson) -> String {
    let one = |value: &guicheng_core::Hidden| {
        let (field, record) = (t.field_named(&value.field), value.record.0);
        t.say(format!("{field}〔第 {record} 条〕"), format!("{field} [record {record}]")).into()
    };
    t.join(of.values.iter().map(one))
}

fn passed(t: &Teller<'_>, passage: &Passage) -> Option<Told> {
    if passage.skipped {
        let node = t.node(passage.node);
        let why = t.because(&passage.because);
        return Some(Told::plain(t.say(format!("略过“{node}”{why}"), format!("“{node}” is left out{why}"))));
    }
    way(t, &passage.gave, &passage.because)
}

/// A way is told where something was weighed.
fn way(t: &Teller<'_>, gave: &[FlowId], because: &[Because]) -> Option<Told> {
    if because.is_empty() || gave.is_empty() {
        return None;
    }
    let flows = gave.iter().filter_map(|f| t.procedure.graph.flows.get(*f));
    let to = t.join(flows.map(|f| t.node(f.to)));
    let why = t.because(because);
    Some(Told::plain(t.say(format!("走向“{to}”{why}"), format!("goes on to “{to}”{why}"))))
}

impl Teller<'_> {
    /// The guards and the values they read, in brackets.
    pub(super) fn because(&self, because: &[Because]) -> String {
        let one = |b: &Because| -> Box<str> {
            let read = self.join(b.read.iter().map(|(f, v)| {
                let (field, value) = (self.field(*f), self.value(*f, v));
                self.say(format!("{field}为{value}"), format!("{field} is {value}")).into()
            }));
            let Some(guard) = b.guard.and_then(|g| self.procedure.code.exprs.get(g)) else { return read.into() };
            let outcome = self.outcome(&b.outcome);
            let colon = if read.is_empty() { "" } else { ": " };
            format!("{} {outcome}{colon}{read}", guard.source).into()
        };
        if because.is_empty() {
            return String::new();
        }
        let all = self.join(because.iter().map(one));
        self.say(format!("（{all}）"), format!(" ({all})"))
    }

    /// The outcome of a guard.
    pub(super) fn outcome(&self, outcome: &Value) -> String {
        match outcome {
            Value::YesNo(true) => self.say("成立".into(), "holds".into()),
            Value::YesNo(false) => self.say("不成立".into(), "does not hold".into()),
            Value::Empty => self.say("未知".into(), "is unknown".into()),
            other => format!("= {}", self.value(guicheng_core::FieldId(u16::MAX), other)),
        }
    }
}

fn withdrawn(t: &Teller<'_>, withdrawal: &Withdrawal) -> Option<Told> {
    if withdrawal.work.is_empty() {
        return None;
    }
    let work = t.join(withdrawal.work.iter().map(|(id, what, _)| {
        let item = t.case.work_item(*id).and_then(|w| w.item);
        t.what(*what, item).into()
    }));
    let why = withdrawal.cause.map_or_else(String::new, |c| {
        let why = t.cause(c);
        t.say(format!("（{why}）"), format!(" ({why})"))
    });
    Some(Told::plain(t.say(format!("撤回{work}{why}"), format!("{work} withdrawn{why}"))))
}

impl Teller<'_> {
    /// What something comes from.
    pub(super) fn cause(&self, cause: Cause) -> String {
        match cause {
            Cause::Clock(clock, _) => self.clock(clock, guicheng_core::ClockKey::Case),
            Cause::Rule(rule) => {
                self.say(format!("规矩“{}”", self.rule(rule)), format!("the rule “{}”", self.rule(rule)))
            }
            Cause::Reaction(on) => self.quoted(&self.reaction(on)),
            Cause::Step(step) => self.quoted(&self.step(step)),
            Cause::Choice(_) => self.say("选定的走向".into(), "the way chosen".into()),
            Cause::Nobody => self.say("无人应答".into(), "nobody answers".into()),
            Cause::Enough(node) => {
                let node = self.node(node);
                self.say(format!("“{node}”已够数"), format!("enough for “{node}”"))
            }
            Cause::Race(node) => {
                let node = self.node(node);
                self.say(format!("“{node}”中别的在先"), format!("another of “{node}” came first"))
            }
            Cause::End => self.say("到此为止".into(), "the end".into()),
            Cause::Person(person) => {
                let person = self.person(person);
                self.say(format!("{person}所为"), format!("by {person}"))
            }
        }
    }
}
