//! Why a record stands: read from it and from the records before it, never computed anew.

use super::{
    Entry, Telling, entry,
    names::Teller,
    walk::{Stop, walk},
};
use crate::{ReplayError, part::kind_name};
use alloc::{boxed::Box, format, string::String, vec::Vec};
use guicheng_core::{
    Actor, Answer, Because, Case, Cause, ClockId, ClockKey, ClockRun, Command, EventKind, FieldId, Firing, PersonIx,
    Question, Resolution, RoleId, Seq, Timestamp, Verdict, Why as Skipped,
};

/// Why a record stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The record.
    pub seq: Seq,
    /// Its kind.
    pub kind: Box<str>,
    /// The record in a sentence; for one that only keeps the books, none.
    pub entry: Option<Entry>,
    /// The reasons, from the command down to the arithmetic.
    pub reasons: Vec<Reason>,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What kind of reason, as a stable word: `command`, `answer`, `guard`, `value`, `clock`, `interval`, `pause`,
    /// `role`, `passed_over`, `cause`, `person`, `state`.
    pub kind: &'static str,
    /// In words.
    pub words: Box<str>,
    /// The record where it stands.
    pub record: Option<Seq>,
}

/// Earlier records that reasons point at.
#[derive(Default)]
struct Earlier {
    clocks: Vec<((ClockId, ClockKey), Seq, ClockRun)>,
    fired: Vec<(Cause, Seq)>,
    /// What fired, with the record and the instant planned.
    firings: Vec<(ClockKey, Seq, Timestamp)>,
}

/// Why record `seq` stands; nothing where the history has no such record.
///
/// # Errors
/// At the first line that is not the next record of the case.
pub fn why<'l>(
    telling: &Telling<'_>,
    lines: impl IntoIterator<Item = &'l str>,
    seq: Seq,
) -> Result<Option<Why>, ReplayError> {
    let mut earlier = Earlier::default();
    let mut found = None;
    walk(telling, lines, |stop| {
        if stop.decoded.seq == seq {
            let reasons = Gather { stop, earlier: &earlier, out: Vec::new() }.all();
            let kind = kind_name(&stop.decoded.event.kind).into();
            found = Some(Why { seq, kind, entry: entry(stop), reasons });
            return false;
        }
        earlier.note(stop);
        true
    })?;
    Ok(found)
}

impl Earlier {
    fn note(&mut self, stop: &Stop<'_>) {
        let seq = stop.decoded.seq;
        let cause = match &stop.decoded.event.kind {
            EventKind::ClockStarted(run) | EventKind::ClockMoved(run) => {
                let key = (run.clock, run.of);
                self.clocks.retain(|(other, _, _)| *other != key);
                self.clocks.push((key, seq, (**run).clone()));
                return;
            }
            EventKind::ClockFired(firing) => {
                self.firings.push((firing.of, seq, firing.planned));
                Cause::Clock(firing.clock, firing.threshold)
            }
            EventKind::RuleBroken { rule, .. } => Cause::Rule(*rule),
            EventKind::Reacted { reaction, .. } => Cause::Reaction(*reaction),
            EventKind::Nobody { .. } => Cause::Nobody,
            EventKind::WorkDone(done) => match done.done {
                Some(done) => Cause::Step(done.step),
                None => return,
            },
            _ => return,
        };
        self.fired.retain(|(other, _)| *other != cause);
        self.fired.push((cause, seq));
    }

    fn clock(&self, clock: ClockId, of: ClockKey) -> Option<(Seq, &ClockRun)> {
        let found = self.clocks.iter().find(|(key, _, _)| *key == (clock, of));
        found.map(|(_, seq, run)| (*seq, run))
    }
}

struct Gather<'a, 'e> {
    stop: &'a Stop<'a>,
    earlier: &'e Earlier,
    out: Vec<Reason>,
}

impl Gather<'_, '_> {
    fn all(mut self) -> Vec<Reason> {
        self.command();
        match &self.stop.decoded.event.kind {
            EventKind::Accepted { .. } => self.answers(),
            EventKind::NodePassed(passage) => self.guards(&passage.because),
            EventKind::NodeLeft { because, .. } => self.guards(because),
            EventKind::WorkOpened(opening) => {
                self.resolution(&opening.how);
                if !opening.only.is_empty() {
                    let people = self.t().people(&opening.only);
                    self.say("role", format!("只限{people}"), format!("only {people}"), None);
                }
            }
            EventKind::ClockStarted(run) | EventKind::ClockMoved(run) => self.run(run),
            EventKind::ClockFired(firing) => self.firing(firing),
            EventKind::ClockStopped { clock, of, since, verdict } => self.stopped(*clock, *of, *since, *verdict),
            EventKind::Filled { field, .. } => self.filled(*field),
            EventKind::RuleBroken { rule, .. } | EventKind::RuleKept { rule, .. } => {
                let must = self.t().procedure.rules.get(*rule).and_then(|r| r.must);
                self.condition(must);
            }
            EventKind::Reminded { by, .. } | EventKind::Escalated { by, .. } | EventKind::Advised { by, .. } => {
                self.cause(*by);
            }
            EventKind::Withdrawn(withdrawal) => {
                if let Some(cause) = withdrawal.cause {
                    self.cause(cause);
                }
            }
            EventKind::Climbed { of, .. } => self.climbed(*of),
            EventKind::Nobody { roles, source, .. } => {
                let roles = self.t().role_names(roles);
                self.say("role", format!("问过{roles}，出自 {source}"), format!("{roles} asked in {source}"), None);
            }
            EventKind::WorkDone(done) => {
                if let Some(person) = done.on_behalf {
                    let person = self.t().person(person);
                    self.say("person", format!("代{person}办"), format!("on behalf of {person}"), None);
                }
            }
            _ => {}
        }
        self.out
    }

    fn t(&self) -> &Teller<'_> {
        &self.stop.teller
    }

    fn case(&self) -> &Case {
        self.stop.after
    }

    fn say(&mut self, kind: &'static str, zh: String, en: String, record: Option<Seq>) {
        let words = self.t().say(zh, en).into();
        self.out.push(Reason { kind, words, record });
    }

    /// Who commanded it, when, and through what.
    fn command(&mut self) {
        let Some((seq, command)) = self.stop.command else { return };
        let Command { key, actor: Actor { person, via, .. }, now, occurred, .. } = command;
        let at = self.t().local(*now);
        match person {
            Some(person) => {
                let who = self.t().person_id(person);
                let zh = format!("{who}于 {at} 的命令，经 {via}，键 {key}");
                self.say("command", zh, format!("a command of {who} at {at}, through {via}, key {key}"), Some(seq));
            }
            None => {
                let (zh, en) = (format!("{at} 到时，或由系统发起"), format!("time, or the system, at {at}"));
                self.say("command", zh, en, Some(seq));
            }
        }
        if let Some(occurred) = occurred {
            let at = self.t().local(*occurred);
            self.say("command", format!("补记：发生于 {at}"), format!("late entry: occurred {at}"), Some(seq));
        }
    }

    /// What the host was asked for this command, and what it answered.
    fn answers(&mut self) {
        let Some((seq, command)) = self.stop.command else { return };
        for (question, answer) in &command.answers {
            let Answer { people, number, source } = answer;
            let list = self.t().join(people.iter().map(|p| self.t().person_id(p)));
            let nobody = self.t().say("无人".into(), "nobody".into());
            let list = if people.is_empty() { nobody } else { list };
            let (zh, en) = match question {
                Question::Holders { role, at, of: _ } => {
                    let (role, at) = (self.role(*role), self.t().local(*at));
                    (format!("{at} 谁是{role}：{list}（{source}）"), format!("{role} at {at}: {list} ({source})"))
                }
                Question::Order { step, role, at: _ } => {
                    let (step, role) = (self.t().step(*step), self.role(*role));
                    (
                        format!("“{step}”派给{role}的次序：{list}（{source}）"),
                        format!("the order of {role} for “{step}”: {list} ({source})"),
                    )
                }
                Question::VersionInForce { step, at: _ } => {
                    let (step, version) = (self.t().step(*step), number.unwrap_or(0));
                    (
                        format!("“{step}”当时有效的版本：{version}（{source}）"),
                        format!("the version in force for “{step}”: {version} ({source})"),
                    )
                }
            };
            self.say("answer", zh, en, Some(seq));
        }
    }

    fn role(&self, role: RoleId) -> String {
        self.t().role_names(&[role])
    }

    /// The guards as they were evaluated, and where the values that they read came from.
    fn guards(&mut self, because: &[Because]) {
        for b in because {
            if let Some(guard) = b.guard.and_then(|g| self.t().procedure.code.exprs.get(g)) {
                let (source, outcome) = (guard.source.clone(), self.t().outcome(&b.outcome));
                let words = format!("{source} {outcome}");
                self.say("guard", format!("判断 {words}"), format!("guard {words}"), None);
            }
            for (field, value) in &b.read {
                let (title, value, at) =
                    (self.t().field(*field), self.t().value(*field, value), self.filled_at(*field));
                self.say("value", format!("{title}为{value}"), format!("{title} is {value}"), at);
            }
        }
    }

    fn filled_at(&self, field: FieldId) -> Option<Seq> {
        let at = self.case().fields.get(usize::from(field.0)).map(|f| f.at)?;
        (at.0 > 0).then_some(at)
    }

    fn filled(&mut self, field: FieldId) {
        let before = self.t().case.fields.get(usize::from(field.0)).map(|f| (f.value.clone(), f.at));
        if let Some((value, at)) = before.filter(|(value, at)| !value.is_empty() && at.0 > 0) {
            let value = self.t().value(field, &value);
            self.say("value", format!("原值：{value}"), format!("before: {value}"), Some(at));
        }
    }

    /// A condition as written, and the values that stood in the fields it reads.
    fn condition(&mut self, must: Option<guicheng_core::ExprId>) {
        let Some(expr) = must.and_then(|e| self.t().procedure.code.exprs.get(e)) else { return };
        let (source, reads) = (expr.source.clone(), expr.reads.clone());
        self.say("guard", format!("条件 {source}"), format!("condition {source}"), None);
        for field in reads {
            let (title, at) = (self.t().field(field), self.filled_at(field));
            let value = self.t().value(field, self.case().value(field));
            self.say("value", format!("{title}为{value}"), format!("{title} is {value}"), at);
        }
    }

    /// The arithmetic of a due, interval by interval.
    fn run(&mut self, run: &ClockRun) {
        let start = self.t().local(run.start);
        self.say("clock", format!("从 {start} 起算"), format!("counts from {start}"), None);
        if let Some((id, version)) = run.sum.calendar {
            let calendar = self.t().procedure.calendars.get(id).map_or("?".into(), |c| c.id.clone());
            let (zh, en) = (
                format!("按日历“{calendar}”第 {version} 版"),
                format!("in the calendar “{calendar}”, version {version}"),
            );
            self.say("clock", zh, en, None);
        }
        for (from, to) in &run.sum.counted {
            let words = self.stretch(*from, *to);
            self.say("interval", format!("计入 {words}"), format!("counted {words}"), None);
        }
        for (from, to) in &run.pauses {
            let words = self.stretch(*from, *to);
            self.say("pause", format!("不计 {words}"), format!("not counted {words}"), None);
        }
        if let Some(since) = run.paused {
            let since = self.t().local(since);
            self.say("pause", format!("{since} 起停走"), format!("stands still since {since}"), None);
        }
        for (flag, zh, en) in [
            (run.sum.clamped, "该月没有这一天，取月末", "the month has no such day: its last day"),
            (
                run.sum.shifted,
                "当地没有或重复的钟点，已顺延",
                "a local time that does not exist or exists twice was settled",
            ),
            (run.sum.outside, "外部期限在先", "the outside due comes first"),
        ] {
            if flag {
                self.say("clock", zh.into(), en.into(), None);
            }
        }
        if let Some(due) = run.due {
            let (due, span) = (self.t().local(due), self.t().span(due.since(run.start)));
            self.say(
                "clock",
                format!("应于 {due}（起算后{span}）"),
                format!("due {due} ({span} after the start)"),
                None,
            );
        }
    }

    fn stretch(&self, from: Timestamp, to: Timestamp) -> String {
        let (a, b, span) = (self.t().local(from), self.t().local(to), self.t().span(to.since(from)));
        self.t().say(format!("{a} 至 {b}，共{span}"), format!("{a} to {b}: {span}"))
    }

    fn firing(&mut self, firing: &Firing) {
        if let Some((seq, run)) = self.earlier.clock(firing.clock, firing.of) {
            let start = self.t().local(run.start);
            self.say("clock", format!("时钟从 {start} 起算"), format!("the clock counts from {start}"), Some(seq));
            if let Some(due) = run.due {
                let due = self.t().local(due);
                self.say("clock", format!("应于 {due}"), format!("due {due}"), Some(seq));
            }
        }
        let (planned, at) = (self.t().local(firing.planned), self.stop.decoded.event.at);
        let late = self.t().span(at.since(firing.planned));
        let (zh, en) =
            (format!("本应 {planned} 触发，晚了{late}"), format!("planned for {planned}, fired {late} after that"));
        self.say("clock", zh, en, None);
    }

    fn stopped(&mut self, clock: ClockId, of: ClockKey, since: Timestamp, verdict: Verdict) {
        let met = self.t().local(since);
        self.say("clock", format!("{met} 办到"), format!("met at {met}"), None);
        let Some((seq, run)) = self.earlier.clock(clock, of) else { return };
        let Some(due) = run.due else { return };
        let (at, gap) = (self.t().local(due), self.t().span(since.since(due)));
        let (zh, en) = match verdict {
            Verdict::Broken => (format!("应于 {at}，超出{gap}"), format!("due {at}: {gap} over")),
            Verdict::Kept | Verdict::KeptEnteredLate | Verdict::Measured => {
                (format!("应于 {at}，还余{gap}"), format!("due {at}: {gap} to spare"))
            }
        };
        self.say("clock", zh, en, Some(seq));
    }

    fn climbed(&mut self, of: ClockKey) {
        let Some((_, seq, planned)) = self.earlier.firings.iter().rev().find(|(key, _, _)| *key == of) else { return };
        let (at, seq) = (self.t().local(*planned), *seq);
        let (zh, en) = (format!("到 {at} 还没有人应"), format!("nobody had answered by {at}"));
        self.say("cause", zh, en, Some(seq));
    }

    fn cause(&mut self, cause: Cause) {
        let words = self.t().cause(cause);
        let at = self.earlier.fired.iter().find(|(other, _)| *other == cause).map(|(_, seq)| *seq);
        self.say("cause", format!("起因：{words}"), format!("because of {words}"), at);
    }

    /// Which roles were asked, who was found, and who was passed over.
    fn resolution(&mut self, how: &Resolution) {
        if !how.roles.is_empty() {
            let (roles, source) = (self.t().role_names(&how.roles), &how.source);
            let found = self.t().people(&how.found);
            let nobody = self.t().say("无人".into(), "nobody".into());
            let found = if how.found.is_empty() { nobody } else { found };
            let from = if source.is_empty() {
                String::new()
            } else {
                self.t().say(format!("（{source}）"), format!(" ({source})"))
            };
            self.say("role", format!("{roles}：{found}{from}"), format!("{roles}: {found}{from}"), None);
        }
        for (person, why) in &how.skipped {
            let (zh, en) = self.passed_over(*person, *why);
            self.say("passed_over", zh, en, None);
        }
    }

    fn passed_over(&self, person: PersonIx, why: Skipped) -> (String, String) {
        let person = self.t().person(person);
        match why {
            Skipped::DidAnother(step) => {
                let step = self.t().step(step);
                (format!("不用{person}：做过“{step}”"), format!("not {person}: did “{step}”"))
            }
            Skipped::DidNotDo(step) => {
                let step = self.t().step(step);
                (format!("不用{person}：没有做过“{step}”"), format!("not {person}: did not do “{step}”"))
            }
            Skipped::Barred(rule) => {
                let rule = self.t().rule(rule);
                (format!("不用{person}：规矩“{rule}”不许"), format!("not {person}: barred by the rule “{rule}”"))
            }
            Skipped::HasAnother => {
                (format!("不用{person}：手上已有一份"), format!("not {person}: has another of these"))
            }
        }
    }
}
