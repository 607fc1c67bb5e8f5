//! People at work: most do what is theirs within the hour, some forget it, some do something else.

use super::{
    Estate, MINUTE, Place, Sent,
    form::{Form, Mend, entry},
};
use guicheng_core::{
    Act, HoldId, Input, Item, Pointer, ReactionId, Refused, RoleRef, RoleSource, SignalId, StepKind, Timestamp, What,
    Who, WorkId, WorkState,
};
use guicheng_store::{Store, View, WorkQuery, WorkRow};
use std::rc::Rc;

/// How often one person tries to get one act through.
const TRIES: usize = 14;

impl Estate {
    /// One beat of everybody's work. Diligent people do all that they can.
    pub(super) fn work(&mut self, diligent: bool) {
        let rows = self.host.store().open_work("", &WorkQuery::All).unwrap_or_default();
        for row in rows {
            if row.held || row.state == WorkState::Hidden {
                continue;
            }
            let forgotten = (u64::from(row.work.0) ^ self.plan.seed).is_multiple_of(11);
            if diligent || self.random.one_in(if forgotten { 300 } else { 4 }) {
                self.take_up(&row, diligent);
            }
        }
        let open = if self.random.one_in(8) { self.open_cases() } else { Vec::new() };
        for row in &open {
            if self.random.one_in(if diligent { 3 } else { 10 })
                && let Ok(Some(view)) = self.host.view(&row.case)
            {
                self.something_else(&view, diligent);
            }
        }
        if !diligent && self.random.one_in(40) {
            self.after_the_end();
        }
    }

    fn take_up(&mut self, row: &WorkRow, diligent: bool) {
        let Ok(Some(view)) = self.host.view(&row.case) else { return };
        let Some(work) = view.case.work_item(row.work).cloned() else { return };
        let people = self.candidates(row);
        let at = Pointer::Work(row.work);
        match work.what {
            What::Step(step) => match &view.linked.procedure.steps.at(step).kind {
                StepKind::Task(task) => {
                    let Some(who) = self.random.pick(&people).cloned() else { return };
                    let form = self.form(&view, &people, &task.fills, &task.check);
                    if !diligent && self.random.one_in(25) {
                        self.odd_act(&view, row.work, &who, &people);
                        return;
                    }
                    self.through(&view, who, &people, form, Some(row.work), |input| Act::Complete(at, Box::new(input)));
                }
                StepKind::Wait(Some(signal)) => {
                    if self.random.one_in(if diligent { 2 } else { 12 }) {
                        self.signal(&view, *signal);
                    }
                }
                StepKind::Wait(None) | StepKind::Call(_) | StepKind::Lookup(_) => {}
            },
            What::Choose(node) => {
                let graph = &view.linked.procedure.graph;
                let ways: Vec<_> = graph.nodes.at(node).outs.iter().map(|flow| graph.flows.at(*flow).to).collect();
                let choose = self.random.pick(&ways).copied().into_iter().collect();
                let form = Form { input: Input { choose, ..Input::default() } };
                let Some(who) = self.random.pick(&people).cloned() else { return };
                self.through(&view, who, &people, form, None, |input| Act::Complete(at, Box::new(input)));
            }
            What::Round(_) => {
                let again = self.random.one_in(3);
                let Some(who) = self.random.pick(&people).cloned() else { return };
                let form = Form { input: Input::default() };
                self.through(&view, who, &people, form, None, |_| Act::MoreRounds(row.work, again));
            }
        }
    }

    fn candidates(&self, row: &WorkRow) -> Vec<Box<str>> {
        match &row.holder {
            Some(holder) => vec![holder.clone()],
            None => row.who.iter().flat_map(|source| self.people_of(source)).collect(),
        }
    }

    fn form(
        &mut self,
        view: &View,
        own: &[Box<str>],
        fills: &[guicheng_core::Fill],
        check: &[guicheng_core::CheckItem],
    ) -> Form {
        let names = Rc::clone(&self.names);
        let place = Place { procedure: &view.linked.procedure, names: &names, now: self.now, own };
        Form::new(&place, &mut self.random, fills, check)
    }

    /// Sends an act, and mends it as each refusal says.
    fn through(
        &mut self,
        view: &View,
        mut who: Box<str>,
        people: &[Box<str>],
        mut form: Form,
        work: Option<WorkId>,
        act: impl Fn(Input) -> Act,
    ) {
        let names = Rc::clone(&self.names);
        let place = Place { procedure: &view.linked.procedure, names: &names, now: self.now, own: people };
        let key = self.key();
        let case = view.row.case.clone();
        let mut occurred = self.late_entry();
        let mut forbidden = false;
        for _ in 0..TRIES {
            let refused = match self.send(&case, &key, Some(&who), occurred, act(form.input.clone())) {
                Sent::Done | Sent::Failed => return,
                Sent::Refused(rejection) => rejection.code,
            };
            if refused == Refused::WrongOccurred && occurred.is_some() {
                occurred = None;
                continue;
            }
            forbidden = matches!(refused, Refused::RuleForbids(_));
            match form.mend(&place, &mut self.random, &refused) {
                Mend::Again => {}
                Mend::Another => match self.random.pick(people).cloned() {
                    Some(other) => who = other,
                    None => return,
                },
                Mend::Claim => {
                    let Some(work) = work else { return };
                    let claim = self.key();
                    if !matches!(
                        self.send(&case, &claim, Some(&who), None, Act::Claim(Pointer::Work(work))),
                        Sent::Done
                    ) {
                        return;
                    }
                }
                Mend::Leave => return,
            }
        }
        // What a rule wants first may be an `on` card's to bring.
        if forbidden && work.is_some() {
            self.react(view);
        }
    }

    /// Some things are written down only later.
    fn late_entry(&mut self) -> Option<Timestamp> {
        let ago = i64::try_from(self.random.below(40)).unwrap_or(0);
        self.random.one_in(12).then(|| self.now.plus(-ago * MINUTE))
    }

    fn signal(&mut self, view: &View, signal: SignalId) {
        let names = Rc::clone(&self.names);
        let p = &view.linked.procedure;
        let place = Place { procedure: p, names: &names, now: self.now, own: &[] };
        let give = p.signals.at(signal).give.iter().map(|f| entry(&place, &mut self.random, *f)).collect();
        let (key, case) = (self.key(), view.row.case.clone());
        self.send(&case, &key, None, None, Act::Signal(signal, give));
    }

    /// What people do with work besides doing it.
    fn odd_act(&mut self, view: &View, work: WorkId, who: &str, people: &[Box<str>]) {
        let at = Pointer::Work(work);
        let names = Rc::clone(&self.names);
        let place = Place { procedure: &view.linked.procedure, names: &names, now: self.now, own: people };
        let other = place.somebody(&mut self.random);
        let act = match self.random.below(9) {
            0 => Act::Claim(at),
            1 => Act::Release(at, Some("另有急事".into())),
            2 => Act::Start(at),
            3 => Act::Skip(at, "用不着".into()),
            4 => Act::Delegate(at, other),
            5 => Act::Urge(at),
            6 => Act::Reassign(at, other, "换人".into()),
            7 => Act::Substitute(who.into(), other, "病假".into()),
            _ => Act::AddSigner(at, other),
        };
        let (key, case) = (self.key(), view.row.case.clone());
        self.send(&case, &key, Some(who), None, act);
    }

    /// Something happens to a case: an `on` card, a hold or its end, an outside event, a merger.
    fn something_else(&mut self, view: &View, diligent: bool) {
        let p = &view.linked.procedure;
        let case = view.row.case.clone();
        match self.random.below(12) {
            0 | 1 => {
                let item = |of| view.case.frame(of).and_then(|frame| frame.item);
                let held: Vec<(HoldId, Option<Item>)> = view.case.holds.iter().map(|h| (h.hold, item(h.of))).collect();
                if let Some((hold, item)) = self.random.pick(&held).copied() {
                    let who = self.of_trigger(view, p.holds.at(hold).trigger.who.as_ref());
                    let key = self.key();
                    self.send(&case, &key, who.as_deref(), None, Act::EndHold(hold, item.map(|i| i.index)));
                }
            }
            2 => {
                let signals: Vec<SignalId> = p.signals.ids().collect();
                if let Some(signal) = self.random.pick(&signals).copied() {
                    self.signal(view, signal);
                }
            }
            3 | 4 if !diligent => {
                let holds: Vec<HoldId> = p.holds.ids().collect();
                let Some(hold) = self.random.pick(&holds).copied() else { return };
                let trigger = &p.holds.at(hold).trigger;
                let item = self.an_item(view);
                if let Some(who) = self.of_trigger(view, trigger.who.as_ref()) {
                    let form = self.form(view, &[], &trigger.fills, &trigger.check);
                    self.through(view, who, &[], form, None, |input| Act::Hold(hold, item, Box::new(input)));
                }
            }
            5 if !diligent && &*p.id == "help_request" && self.random.one_in(3) => self.merge(view),
            _ => self.react(view),
        }
    }

    fn react(&mut self, view: &View) {
        let p = &view.linked.procedure;
        let cards: Vec<ReactionId> =
            p.reactions.iter().filter(|(_, r)| r.trigger.who.is_some()).map(|(id, _)| id).collect();
        let Some(on) = self.random.pick(&cards).copied() else { return };
        let trigger = &p.reactions.at(on).trigger;
        let item = self.an_item(view);
        if let Some(who) = self.of_trigger(view, trigger.who.as_ref()) {
            let form = self.form(view, &[], &trigger.fills, &trigger.check);
            self.through(view, who, &[], form, None, |input| Act::React(on, item, Box::new(input)));
        }
    }

    /// A case that is over: a new fact, or a correction of what was written.
    fn after_the_end(&mut self) {
        let query = guicheng_store::CaseQuery { status: Some(guicheng_core::Status::Closed), ..Default::default() };
        let closed = self.host.store().cases("", &query).unwrap_or_default();
        let recent: Vec<_> =
            closed.iter().filter(|c| self.now.since(c.head.closed_at.unwrap_or_default()) < 20 * super::DAY).collect();
        let Some(case) = self.random.pick(&recent).map(|row| row.case.clone()) else { return };
        let Ok(Some(view)) = self.host.view(&case) else { return };
        if self.random.one_in(3) {
            let key = self.key();
            self.send(&case, &key, Some("zhou_wei"), None, Act::Correct(guicheng_core::Seq(3), "时间写错".into()));
        } else {
            self.react(&view);
        }
    }

    /// The same trouble was reported twice; now and then that was a mistake.
    fn merge(&mut self, view: &View) {
        let other = self
            .open_cases()
            .into_iter()
            .find(|row| row.head.procedure == view.row.head.procedure && row.case != view.row.case);
        let Some(other) = other else { return };
        let (key, undo) = (self.key(), self.key());
        let case = view.row.case.clone();
        self.send(&case, &key, Some("zhou_wei"), None, Act::MergeInto(other.case));
        if self.random.one_in(2) {
            self.send(&case, &undo, Some("zhou_wei"), None, Act::Unmerge);
        }
    }

    fn an_item(&mut self, view: &View) -> Option<u16> {
        let items: Vec<u16> = view.case.work.iter().filter_map(|w| w.item.map(|i| i.index)).collect();
        self.random.pick(&items).copied()
    }

    /// Somebody who may set off a card.
    pub(super) fn of_trigger(&mut self, view: &View, who: Option<&Who>) -> Option<Box<str>> {
        let p = &view.linked.procedure;
        let people: Vec<Box<str>> = who?
            .0
            .iter()
            .flat_map(|role| match role {
                RoleRef::Role(role) => match p.roles.get(*role).map(|r| &r.from) {
                    Some(RoleSource::Organisation(source)) => self.people_of(source),
                    Some(RoleSource::HeadOf(_)) => self.people_of("head:repair"),
                    Some(RoleSource::Field(_) | RoleSource::Did(_) | RoleSource::Anyone) => {
                        view.case.people.iter().map(|name| (**name).into()).collect()
                    }
                    None => Vec::new(),
                },
                RoleRef::Table(_) => self.people_of("post:manager"),
            })
            .collect();
        self.random.pick(&people).cloned()
    }
}
