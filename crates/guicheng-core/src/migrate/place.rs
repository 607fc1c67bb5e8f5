//! Everything that a case has, put into the ids of another version.

use super::{ClockPlan, Due, Obstacle, Placement, Thing, Translated, Unplaced, names::Ids};
use crate::{
    Activation, Case, ClockKey, ClockState, FieldId, FlowId, FromVersion, Item, Kept, ListRef, Mark, NodeId, OptionId,
    Procedure, Token, Value, VisitId, Watch, What, Work, WorkId,
};
use alloc::{boxed::Box, vec::Vec};

/// A translation under way.
struct Mover<'a> {
    old: &'a Procedure,
    new: &'a Procedure,
    said: Option<&'a FromVersion>,
    was: &'a Case,
    ids: Ids,
    case: Case,
    places: Vec<Placement>,
    ended: Vec<ClockPlan>,
    unplaced: Vec<Unplaced>,
}

pub(super) fn translate(
    old: &Procedure,
    new: &Procedure,
    said: Option<&FromVersion>,
    was: &Case,
    keep: &dyn Fn(&str) -> bool,
) -> Result<Translated, Vec<Unplaced>> {
    let ids = Ids::new(old, new, said);
    let (places, ended, unplaced) = (Vec::new(), Vec::new(), Vec::new());
    let mut mover = Mover { old, new, said, was, ids, case: was.clone(), places, ended, unplaced };
    mover.put_at();
    mover.frames();
    mover.visits();
    mover.tokens();
    mover.work();
    mover.norms();
    mover.fields();
    mover.past();
    mover.clocks(keep);
    mover.finish()
}

impl Mover<'_> {
    fn finish(self) -> Result<Translated, Vec<Unplaced>> {
        let Self { case, places, ended, unplaced, ids, .. } = self;
        if !unplaced.is_empty() {
            return Err(unplaced);
        }
        let (new_clocks, new_fields) = (ids.clocks.fresh().to_vec(), ids.fields.fresh().to_vec());
        Ok(Translated { case, places, ended, new_clocks, new_fields })
    }

    fn refuse(&mut self, kind: Thing, name: &str, why: Obstacle) {
        let one = Unplaced { kind, name: name.into(), why };
        if !self.unplaced.contains(&one) {
            self.unplaced.push(one);
        }
    }

    fn place(&mut self, kind: Thing, old: &str, new: Option<&str>) {
        let one = Placement { kind, old: old.into(), new: new.map(Box::from), put: false };
        if !self.places.contains(&one) {
            self.places.push(one);
        }
    }

    /// Cards that are open and for which `at` names another: what is open there is withdrawn, and a token is put on the
    /// way in of the other card. Cards stay in the ids of the old version, new tokens are already in those of the new.
    fn put_at(&mut self) {
        let Some(said) = self.said else { return };
        for visit in &self.was.visits {
            let name = Box::from(self.ids.nodes.name(visit.node));
            let Some((_, card)) = said.at.iter().find(|(old, _)| *old == name) else { continue };
            if self.case.visit(visit.id).is_none() {
                continue;
            }
            match self.way_in(card, visit.of) {
                Some((flow, of)) => {
                    self.empty(visit.id, visit.of, of);
                    if !self.case.tokens.contains(&Token { flow, of, spent: false }) || of == visit.of {
                        self.case.tokens.push(Token { flow, of, spent: false });
                    }
                    self.places.push(Placement { kind: Thing::Card, old: name, new: Some(card.clone()), put: true });
                }
                None => self.refuse(Thing::Card, &name, Obstacle::NoWayIn),
            }
        }
    }

    /// The way into a card of the new version from inside a run, walking outward, and the run in which it stands.
    fn way_in(&self, card: &str, inside: Activation) -> Option<(FlowId, Activation)> {
        let graph = &self.new.graph;
        let node = self.new.names.nodes.iter().find(|(_, label)| *label.id == *card).map(|(id, _)| id)?;
        let def = graph.nodes.get(node)?;
        let leads = |flow: &FlowId| graph.flows.get(*flow).is_some_and(|f| f.to == node);
        let by_itself = graph.flows.iter().find(|(_, f)| f.from.is_none() && f.to == node).map(|(id, _)| id);
        let alone = def.ins.iter().copied().find(|flow| leads(flow) && (def.join == crate::Join::Each));
        let flow = by_itself.or(alone)?;
        let mut at = inside;
        loop {
            let frame = self.was.frame(at)?;
            if self.ids.scopes.get(frame.scope) == Some(def.scope) {
                return Some((flow, at));
            }
            if frame.parent == at {
                return None;
            }
            at = frame.parent;
        }
    }

    /// Withdraws a visit with all that is inside; where the case goes out to another run, everything inside that.
    fn empty(&mut self, visit: VisitId, of: Activation, to: Activation) {
        let was = self.was;
        let gone: Vec<Activation> = was
            .frames
            .iter()
            .filter(|f| f.id != to)
            .filter(|f| {
                let under_visit = was.frames.iter().any(|g| g.visit == Some(visit) && was.is_inside(f.id, g.id));
                under_visit || of != to && f.beside.is_none() && was.is_inside(f.id, to)
            })
            .map(|f| f.id)
            .collect();
        let holds_frame = |id: VisitId| was.frames.iter().any(|f| f.visit == Some(id) && gone.contains(&f.id));
        let leaves = |v: &crate::Visit| v.id == visit || gone.contains(&v.of) || v.of == to && holds_frame(v.id);
        let visits: Vec<VisitId> = was.visits.iter().filter(|v| leaves(v)).map(|v| v.id).collect();
        let work: Vec<WorkId> = was.work.iter().filter(|w| visits.contains(&w.visit)).map(|w| w.id).collect();
        self.case.frames.retain(|f| !gone.contains(&f.id));
        self.case.visits.retain(|v| !visits.contains(&v.id));
        self.case.work.retain(|w| !work.contains(&w.id));
        self.case.tokens.retain(|t| !gone.contains(&t.of));
        self.case.holds.retain(|h| !gone.contains(&h.of));
        self.case.broken.retain(|(_, of)| !gone.contains(of));
    }

    fn frames(&mut self) {
        for mut frame in core::mem::take(&mut self.case.frames) {
            let name = Box::from(self.ids.scopes.name(frame.scope));
            match self.ids.scopes.get(frame.scope) {
                Some(scope) => {
                    frame.scope = scope;
                    frame.item = frame.item.map(|item| self.item(item));
                    let label = self.new.names.scopes.get(scope).map_or("?", |l| &l.id);
                    self.place(Thing::Route, &name, Some(label));
                    self.case.frames.push(frame);
                }
                None => self.refuse(Thing::Route, &name, Obstacle::Gone),
            }
        }
    }

    fn visits(&mut self) {
        for mut visit in core::mem::take(&mut self.case.visits) {
            let name = Box::from(self.ids.nodes.name(visit.node));
            match self.node(visit.node, visit.of) {
                Ok(node) => {
                    visit.node = node;
                    let label = self.new.names.nodes.get(node).map_or("?", |l| &l.id);
                    self.place(Thing::Card, &name, Some(label));
                    self.case.visits.push(visit);
                }
                Err(why) => self.refuse(Thing::Card, &name, why),
            }
        }
    }

    /// The node of the new version at which a visit goes on.
    fn node(&self, old: NodeId, of: Activation) -> Result<NodeId, Obstacle> {
        let new = self.ids.nodes.get(old).ok_or(Obstacle::Gone)?;
        let (Some(a), Some(b)) = (self.old.graph.nodes.get(old), self.new.graph.nodes.get(new)) else {
            return Err(Obstacle::Gone);
        };
        let same = match (a.work, b.work) {
            (Work::Step(a), Work::Step(b)) => self.same_step(a, b),
            (Work::Scope(a), Work::Scope(b)) => self.ids.scopes.get(a) == Some(b),
            (Work::Nothing, Work::Nothing) => true,
            (Work::Act(_), Work::Act(_)) | (Work::End, Work::End) | (Work::Stop, Work::Stop) => true,
            _ => false,
        };
        if !same {
            return Err(Obstacle::OtherKind);
        }
        // Its run must be of the route in which it stands now.
        let scope = self.case.frame(of).map(|f| f.scope);
        if scope == Some(b.scope) { Ok(new) } else { Err(Obstacle::Elsewhere) }
    }

    fn same_step(&self, old: crate::StepId, new: crate::StepId) -> bool {
        let kinds = (self.old.steps.get(old).map(|s| &s.kind), self.new.steps.get(new).map(|s| &s.kind));
        let (Some(a), Some(b)) = kinds else { return false };
        self.ids.steps.get(old) == Some(new) && core::mem::discriminant(a) == core::mem::discriminant(b)
    }

    fn tokens(&mut self) {
        let put: Vec<Token> = self.case.tokens.iter().filter(|t| !self.was.tokens.contains(t)).copied().collect();
        let mut kept = Vec::new();
        for mut token in core::mem::take(&mut self.case.tokens) {
            if put.contains(&token) {
                kept.push(token);
                continue;
            }
            let flow = self.ids.flow(token.flow);
            let to = flow.and_then(|f| self.new.graph.flows.get(f)).and_then(|f| self.new.graph.nodes.get(f.to));
            let here = self.case.frame(token.of).map(|f| f.scope);
            let from = self.old.graph.flows.get(token.flow).and_then(|f| f.from.or(Some(f.to)));
            let name = Box::from(from.map_or("?", |node| self.ids.nodes.name(node)));
            match (flow, to) {
                (Some(flow), Some(node)) if here == Some(node.scope) => {
                    token.flow = flow;
                    kept.push(token);
                    self.place(Thing::Flow, &name, Some(&name));
                }
                (Some(_), _) => self.refuse(Thing::Flow, &name, Obstacle::Elsewhere),
                (None, _) => self.refuse(Thing::Flow, &name, Obstacle::Gone),
            }
        }
        self.case.tokens = kept;
    }

    fn work(&mut self) {
        for mut work in core::mem::take(&mut self.case.work) {
            let what = match work.what {
                What::Step(step) => self.ids.steps.get(step).map(What::Step),
                What::Choose(node) => self.ids.nodes.get(node).map(What::Choose),
                What::Round(scope) => self.ids.scopes.get(scope).map(What::Round),
            };
            // Where it has none its visit has none either, and that was said.
            let Some(what) = what else { continue };
            work.what = what;
            work.item = work.item.map(|item| self.item(item));
            if let Some(role) = work.role {
                work.role = self.ids.roles.get(role);
                if work.role.is_none() {
                    let name = Box::from(self.ids.roles.name(role));
                    self.refuse(Thing::Role, &name, Obstacle::Gone);
                }
            }
            self.case.work.push(work);
        }
    }

    fn norms(&mut self) {
        for mut hold in core::mem::take(&mut self.case.holds) {
            let name = Box::from(self.ids.holds.name(hold.hold));
            match self.ids.holds.get(hold.hold) {
                Some(new) => {
                    hold.hold = new;
                    let label = self.new.names.holds.get(new).map_or("?", |l| &l.id);
                    self.place(Thing::Hold, &name, Some(label));
                    self.case.holds.push(hold);
                }
                None => self.refuse(Thing::Hold, &name, Obstacle::Gone),
            }
        }
        let ids = &self.ids;
        // What is broken or true now is looked at again when the case settles under the new version.
        let broken = self.case.broken.iter().filter_map(|(rule, of)| Some((ids.rules.get(*rule)?, *of)));
        self.case.broken = broken.collect();
        let watched = |watch: &Watch| match watch {
            Watch::Reaction(on) => ids.reactions.get(*on).map(Watch::Reaction),
            Watch::Hold(hold) => ids.holds.get(*hold).map(Watch::Hold),
        };
        self.case.true_now = self.case.true_now.iter().filter_map(watched).collect();
        for mut notice in core::mem::take(&mut self.case.unconfirmed) {
            let name = Box::from(self.ids.notices.name(notice.notice));
            match self.ids.notices.get(notice.notice) {
                Some(new) => {
                    notice.notice = new;
                    self.case.unconfirmed.push(notice);
                }
                None => self.place(Thing::Notice, &name, None),
            }
        }
        for signal in core::mem::take(&mut self.case.mailbox) {
            match self.ids.signals.get(signal) {
                Some(new) => self.case.mailbox.push(new),
                None => {
                    let name = Box::from(self.ids.signals.name(signal));
                    self.place(Thing::Event, &name, None);
                }
            }
        }
    }

    fn fields(&mut self) {
        let states = core::mem::take(&mut self.case.fields);
        let mut fields = Vec::new();
        for (at, mut state) in states.into_iter().enumerate() {
            let old = <FieldId as crate::Id>::from_index(at);
            let name = Box::from(self.ids.fields.name(old));
            let Some(new) = self.ids.fields.get(old) else {
                if !state.value.is_empty() {
                    self.place(Thing::Field, &name, None);
                }
                continue;
            };
            match self.value(old, new, &state.value) {
                Some(value) => state.value = value,
                None => self.refuse(Thing::Field, &name, Obstacle::Value),
            }
            let place = usize::from(new.0);
            if fields.len() <= place {
                fields.resize(place + 1, crate::FieldState::default());
            }
            if let Some(slot) = fields.get_mut(place) {
                *slot = state;
            }
        }
        self.case.fields = fields;
        for (old, index, value) in core::mem::take(&mut self.case.per) {
            let name = Box::from(self.ids.fields.name(old));
            match self.ids.fields.get(old) {
                Some(new) => match self.value(old, new, &value) {
                    Some(value) => self.case.per.push((new, index, value)),
                    None => self.refuse(Thing::Field, &name, Obstacle::Value),
                },
                None => self.place(Thing::Field, &name, None),
            }
        }
    }

    /// A value in the options of the new field; none: it does not fit.
    fn value(&self, old: FieldId, new: FieldId, value: &Value) -> Option<Value> {
        if value.is_empty() {
            return Some(value.clone());
        }
        let (a, b) = (self.old.fields.get(old)?, self.new.fields.get(new)?);
        let alike = core::mem::discriminant(&a.kind) == core::mem::discriminant(&b.kind);
        if !alike
            || a.many && !b.many
            || a.personal.is_some() != b.personal.is_some()
            || a.per.is_some() != b.per.is_some()
        {
            return None;
        }
        self.options(old, value)
    }

    fn options(&self, field: FieldId, value: &Value) -> Option<Value> {
        let option = |option: OptionId| {
            let both = self.ids.options.get(usize::from(field.0)).and_then(Option::as_ref);
            both.map_or(Some(option), |both| both.get(option))
        };
        match value {
            Value::Choice(one) => option(*one).map(Value::Choice),
            Value::Choices(bits) => {
                let ticked = (0..64_u16).filter(|n| bits >> n & 1 == 1);
                let bit = |n| option(OptionId(n)).and_then(|o| 1_u64.checked_shl(u32::from(o.0)));
                ticked.map(bit).try_fold(0, |all, bit| Some(all | bit?)).map(Value::Choices)
            }
            Value::List(items) => {
                let items: Option<Vec<Value>> = items.iter().map(|item| self.options(field, item)).collect();
                items.map(|items| Value::List(items.into()))
            }
            other => Some(other.clone()),
        }
    }

    /// An item, as the new version calls its list. A list that is gone keeps its number: nothing refers to it any more.
    fn item(&self, item: Item) -> Item {
        let list = match item.list {
            ListRef::Field(field) => self.ids.fields.get(field).map(ListRef::Field),
            ListRef::Found(step) => self.ids.steps.get(step).map(ListRef::Found),
        };
        Item { list: list.unwrap_or(ListRef::Field(FieldId(0))), index: self.index(item) }
    }

    /// The place in the list: of ticked options it is the option itself. One that is gone was refused with its field.
    fn index(&self, item: Item) -> u16 {
        match item.list {
            ListRef::Field(field) if matches!(self.was.value(field), Value::Choices(_)) => {
                let there = self.options(field, &Value::Choice(OptionId(item.index)));
                if let Some(Value::Choice(OptionId(index))) = there { index } else { item.index }
            }
            ListRef::Field(_) | ListRef::Found(_) => item.index,
        }
    }

    /// What was done, found, counted and written.
    fn past(&mut self) {
        let mut lost: Vec<(Thing, Box<str>)> = Vec::new();
        let ids = &self.ids;
        let mut miss = |kind, name: &str| lost.push((kind, name.into()));
        let mut done = crate::DoneList::default();
        for one in &self.was.done {
            match ids.steps.get(one.step) {
                Some(step) => done.push(crate::Done { step, item: one.item.map(|item| self.item(item)), ..*one }),
                None => miss(Thing::Step, ids.steps.name(one.step)),
            }
        }
        self.case.done = done;
        let named = self.was.named.iter().filter_map(|(step, who)| Some((ids.steps.get(*step)?, *who)));
        self.case.named = named.collect();
        let found = self.was.found.iter().filter_map(|(step, cases)| Some((ids.steps.get(*step)?, cases.clone())));
        self.case.found = found.collect();
        let mut lines = Vec::new();
        for (line, count) in &self.was.lines {
            match ids.lines.get(*line) {
                Some(line) => lines.push((line, *count)),
                None => miss(Thing::Line, ids.lines.name(*line)),
            }
        }
        self.case.lines = lines;
        let mut written = Vec::new();
        for (register, count) in &self.was.written {
            match ids.registers.get(*register) {
                Some(register) => written.push((register, *count)),
                None => miss(Thing::Register, ids.registers.name(*register)),
            }
        }
        self.case.written = written;
        let marks = self.was.marks.iter().filter_map(|(mark, at)| Some((self.mark(*mark)?, *at)));
        self.case.marks = marks.collect();
        for (kind, name) in lost {
            self.place(kind, &name, None);
        }
    }

    fn mark(&self, mark: Mark) -> Option<Mark> {
        let ids = &self.ids;
        match mark {
            Mark::StepOpened(step) => ids.steps.get(step).map(Mark::StepOpened),
            Mark::StepClaimed(step) => ids.steps.get(step).map(Mark::StepClaimed),
            Mark::StepDone(step) => ids.steps.get(step).map(Mark::StepDone),
            Mark::ScopeOpened(scope) => ids.scopes.get(scope).map(Mark::ScopeOpened),
            Mark::ScopeDone(scope) => ids.scopes.get(scope).map(Mark::ScopeDone),
            Mark::HoldBegan(hold) => ids.holds.get(hold).map(Mark::HoldBegan),
            Mark::HoldEnded(hold) => ids.holds.get(hold).map(Mark::HoldEnded),
            Mark::CaseOpened => Some(Mark::CaseOpened),
            Mark::CaseClosed => Some(Mark::CaseClosed),
            Mark::Signal(signal) => ids.signals.get(signal).map(Mark::Signal),
            Mark::Filled(field) => ids.fields.get(field).map(Mark::Filled),
        }
    }

    fn clocks(&mut self, keep: &dyn Fn(&str) -> bool) {
        for mut state in core::mem::take(&mut self.case.clocks) {
            let old = state.clock;
            let owned = match state.of {
                ClockKey::Case => true,
                ClockKey::Work(id) => self.case.work_item(id).is_some() || self.case.holds.iter().any(|h| h.id == id),
                ClockKey::Notice(number) => self.case.unconfirmed.iter().any(|n| n.number == number),
            };
            let new = self.ids.clocks.get(old).filter(|new| {
                let owner = |p: &Procedure, id| p.clocks.get(id).map(|c| core::mem::discriminant(&c.owner));
                owned && owner(self.old, old) == owner(self.new, *new)
            });
            let Some(new) = new else {
                self.clock_ends(&state);
                continue;
            };
            let name = self.new.names.clocks.get(new).map_or("?", |l| &l.id);
            state.clock = new;
            if state.phase != crate::Phase::Stopped {
                let plus = self.new.clocks.get(new).and_then(|def| def.plus).map(|field| self.case.value(field));
                let extra = if let Some(Value::Duration(ms)) = plus { *ms } else { 0 };
                state.kept = state.due.filter(|_| keep(name)).map(|due| Kept { due, pauses: pauses(&state), extra });
            }
            self.thresholds(old, &mut state);
            self.case.clocks.push(state);
        }
    }

    fn clock_ends(&mut self, state: &ClockState) {
        let name = Box::from(self.ids.clocks.name(state.clock));
        if state.phase == crate::Phase::Stopped {
            self.place(Thing::Clock, &name, None);
        } else {
            self.ended.push(ClockPlan { clock: name, of: state.of, how: Due::End, old: state.due, new: None });
        }
    }

    /// Thresholds that have fired stay so: those of the same place where there are as many as before, else those that
    /// lie at the same moment.
    fn thresholds(&self, old: crate::ClockId, state: &mut ClockState) {
        let defs = (self.old.clocks.get(old), self.new.clocks.get(state.clock));
        let (Some(a), Some(b)) = defs else { return };
        if a.thresholds.len() == b.thresholds.len() {
            return;
        }
        let to = |index: u8| {
            let before = a.thresholds.get(usize::from(index))?;
            let same = b.thresholds.iter().position(|t| t.at == before.at && t.reminder == before.reminder)?;
            u8::try_from(same).ok()
        };
        let fired = (0..32_u8).filter(|n| state.fired >> n & 1 == 1).filter_map(to);
        state.fired = fired.filter_map(|n| 1_u32.checked_shl(u32::from(n))).fold(0, |all, bit| all | bit);
        let repeats = state.repeats.iter().filter_map(|r| Some(crate::Repeating { threshold: to(r.threshold)?, ..*r }));
        state.repeats = repeats.collect();
    }
}

fn pauses(state: &ClockState) -> u16 {
    u16::try_from(state.pauses.len()).unwrap_or(u16::MAX)
}
