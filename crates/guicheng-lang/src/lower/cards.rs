//! Steps, waits, calls, look-ups; notices, registers, events.

use super::{Low, symbols::CardOf};
use crate::{
    diagnostic::{Diagnostic, Span},
    doc::Spanned,
    finding::{DataFinding, GraphFinding, Kind, LinkFinding, NormFinding, TextFinding},
    guard::{self, Base, Type},
    model::{
        CallCard, CheckLine, CountCard, EventCard, InstancesCard, LookupCard, Name, NoticeCard, PassesCard,
        RegisterCard, StepCard, WaitCard,
    },
    times,
};
use alloc::{boxed::Box, vec::Vec};
use guicheng_core::{
    Call, CallVersion, CheckItem, Count, ExprId, FieldKind, Fill, Instances, Lookup, Need, Notice, NoticeTo, Passes,
    Register, Rest, RoleRef, ScopeId, SectionId, Signal, Slot, Step, StepId, StepKind, Task, Who,
};

impl Low<'_> {
    pub(crate) fn works(&mut self) -> Vec<Step> {
        let works: Vec<(StepId, Box<str>, Option<CardOf<'_>>)> =
            self.sym.works().into_iter().map(|(id, name, card)| (id, name.into(), card)).collect();
        let mut steps = Vec::new();
        for (_, name, card) in works {
            let section = self.section(&name);
            let step = match card {
                Some(CardOf::Step(card)) => self.task(card),
                Some(CardOf::Wait(card)) => self.wait(card),
                Some(CardOf::Call(card)) => self.call(card),
                Some(CardOf::Lookup(card)) => self.look_up(card),
                Some(CardOf::Route(_) | CardOf::Choice(_) | CardOf::Gate(_) | CardOf::Hold(_) | CardOf::On(_))
                | None => self.bare(),
            };
            let late = self.clocks_named(&["step.", &name].concat());
            steps.push(Step { late, section, ..step });
        }
        steps
    }

    /// Routes that stand in a critical section.
    pub(crate) fn section_routes(&mut self) -> Box<[(ScopeId, SectionId)]> {
        let routes: Vec<(ScopeId, Box<str>)> = {
            let named = self.sym.scopes.names().filter(|name| self.sym.route(name).is_some());
            named.filter_map(|name| Some((self.sym.scopes.get(name)?, name.into()))).collect()
        };
        routes.into_iter().filter_map(|(scope, name)| Some((scope, self.section(&name)?))).collect()
    }

    /// The critical section that a step or route belongs to.
    fn section(&mut self, name: &str) -> Option<SectionId> {
        let file = self.file;
        let routes = file.routes.iter().filter(|route| !route.one_at_a_time.is_empty()).enumerate();
        let mut found = routes.filter_map(|(at, route)| {
            let here = route.one_at_a_time.iter().find(|card| &*card.value == name)?;
            Some((u16::try_from(at).ok()?, here))
        });
        let first = found.next();
        if let Some((_, second)) = found.next() {
            self.cx.found(GraphFinding::TwoSections { name: name.into() }, second.span);
        }
        first.map(|(at, _)| SectionId(at))
    }

    fn anyone(&self) -> Who {
        Who(self.sym.roles.get(super::symbols::ANYONE).map(RoleRef::Role).into_iter().collect())
    }

    fn bare(&mut self) -> Step {
        let task = Task { who: self.anyone(), ..Task::default() };
        Step::new(StepKind::Task(Box::new(task)))
    }

    fn task(&mut self, card: &StepCard) -> Step {
        let name = &card.common.name;
        self.bound_people(card);
        let together = !card.together.is_empty();
        let mut who = self.who(if together { &card.together } else { &card.who });
        if who.0.is_empty() && !together && card.who.is_empty() {
            match self.file.graph {
                Some(_) => who = self.anyone(),
                None => self.cx.lacking(name.span, NormFinding::NobodyDoes { name: name.value.clone() }, name.span),
            }
        }
        if let ([one], false) = (card.together.as_slice(), card.together.iter().any(|t| t.value.starts_with("table.")))
        {
            self.cx.found(NormFinding::AloneTogether, one.span);
        }
        let names = card.names.as_ref().and_then(|(step, role)| Some((self.step(step)?, self.role(role)?)));
        let task = Task {
            who,
            pick: card.pick,
            same_as: self.steps_of(&card.same_as),
            not_same: self.steps_of(&card.not_same),
            names,
            fills: self.fills(&card.fill),
            show: card.show.iter().filter_map(|field| self.field(field)).collect(),
            check: checks(&card.check),
            why: card.why,
            sign: card.sign,
            ack: self.clocks_named(&["ack.", &name.value].concat()).first().copied(),
            passes: card.passes.as_ref().and_then(|passes| self.passes(passes)),
        };
        let tell = card.tell.iter().filter_map(|notice| self.notice(notice)).collect();
        Step {
            instances: self.instances(&card.instances, together),
            opens_when: self.condition_if(card.opens_when.as_ref()),
            optional: card.optional,
            tell,
            write: card.write.as_ref().and_then(|register| self.register(register)),
            say: card.say.as_ref().map(|say| self.text(say, &alloc::format!("step.{}.say", name.value))),
            cites: self.cites(&[&card.common.cite]),
            ..Step::new(StepKind::Task(Box::new(task)))
        }
    }

    /// `same_as` and `not_same` speak of other steps, and not both of the same.
    fn bound_people(&mut self, card: &StepCard) {
        let name = &card.common.name;
        for other in card.same_as.iter().chain(&card.not_same).filter(|other| other.value == name.value) {
            self.cx.found(NormFinding::Itself { name: name.value.clone() }, other.span);
        }
        for other in card.not_same.iter().filter(|other| card.same_as.iter().any(|same| same.value == other.value)) {
            self.cx.found(NormFinding::SameAndNotSame { name: other.value.clone() }, other.span);
        }
    }

    fn passes(&mut self, passes: &PassesCard) -> Option<Passes> {
        if !passes.duty.value.starts_with("roster:") {
            self.cx.found(NormFinding::NotARoster { text: passes.duty.value.clone() }, passes.duty.span);
            return None;
        }
        self.in_organisation(&passes.duty);
        let (from, to) = (self.role(&passes.from), self.role(&passes.to));
        Some(Passes { duty: passes.duty.value.clone(), from: from?, to: to? })
    }

    /// Fields asked, without doubles.
    pub(crate) fn fills(&mut self, names: &[Name]) -> Box<[Fill]> {
        let file = self.file;
        let mut fills: Vec<Fill> = Vec::new();
        for name in names {
            let Some(field) = self.field(name) else { continue };
            if fills.iter().any(|fill| fill.field == field) {
                self.cx.found(DataFinding::AskedTwice { field: name.value.clone() }, name.span);
                continue;
            }
            let required = file.fields.get(usize::from(field.0)).is_some_and(|card| card.required);
            fills.push(Fill { field, required });
        }
        fills.into()
    }

    fn instances(&mut self, card: &InstancesCard, together: bool) -> Instances {
        let rest = if card.leave { Rest::Leave } else { Rest::Withdraw };
        let count = match (&card.each, &card.count) {
            (Some(each), _) => self.list(each).map(Count::Items),
            (None, Some(CountCard::Fixed(n))) if n.value > 1 => Some(Count::Fixed(n.value)),
            (None, Some(CountCard::Fixed(_))) => None,
            (None, Some(CountCard::Field(name))) => self.field_of(name, Kind::NumberField).map(Count::Number),
            (None, None) => None,
        };
        let count = count.unwrap_or(if together { Count::Roles } else { Count::One });
        let enough = card.enough.as_ref().and_then(|enough| self.condition(enough));
        let need = match (enough, card.wait.and_then(|wait| wait.value)) {
            (Some(enough), _) => Need::When(enough),
            (None, Some(n)) => Need::N(n),
            (None, None) => Need::All,
        };
        if let (Count::One, Some(wait), false) =
            (count, card.wait, card.add || card.count.is_some() || card.each.is_some())
        {
            self.cx.found(GraphFinding::WaitOfOne, wait.span);
        }
        if let (Count::Fixed(most), Need::N(n), Some(wait)) = (count, need, card.wait)
            && n > most
        {
            let found = GraphFinding::TooMany { name: "wait".into(), n, ins: usize::from(most) };
            self.cx.found(found, wait.span);
        }
        Instances { count, need, rest, grow: card.add }
    }

    fn wait(&mut self, card: &WaitCard) -> Step {
        let signal = card.event.as_ref().and_then(|event| self.signal(event));
        Step { cites: self.cites(&[&card.common.cite]), ..Step::new(StepKind::Wait(signal)) }
    }

    fn call(&mut self, card: &CallCard) -> Step {
        self.called(card);
        let mut give = Vec::new();
        for (theirs, ours) in &card.give {
            if let Some(expr) = self.given(ours) {
                give.push((theirs.value.clone(), expr));
            }
        }
        let take = card.take.iter().filter_map(|(ours, theirs)| Some((self.field(ours)?, theirs.value.clone())));
        let call = Call {
            procedure: card.procedure.as_ref().map_or_else(Box::default, |procedure| procedure.value.clone()),
            version: card.version.map_or(CallVersion::InForce, CallVersion::Exactly),
            give: give.into(),
            take: take.collect(),
        };
        Step {
            instances: self.instances(&card.instances, false),
            cites: self.cites(&[&card.common.cite]),
            ..Step::new(StepKind::Call(Box::new(call)))
        }
    }

    /// What a child case is given: a field, or a computed value of whatever type it has.
    fn given(&mut self, text: &Name) -> Option<ExprId> {
        if let Some(field) = self.sym.fields.get(&text.value) {
            return Some(self.read(field));
        }
        if let Some((compiled, _)) = self.computed(text) {
            return Some(compiled.place(&mut self.exprs));
        }
        let _ = guard::computed_at(self.cx, &text.value, text.span, &self.guards, Type::NUMBER);
        None
    }

    /// A computed value, and of which type it is.
    pub(super) fn computed(&mut self, text: &Name) -> Option<(guard::Compiled, Type)> {
        const TYPES: [Base; 7] =
            [Base::YesNo, Base::Number, Base::Text, Base::Date, Base::Moment, Base::Duration, Base::Person];
        let plain = text.value.strip_prefix('=').unwrap_or(&text.value);
        TYPES.into_iter().map(Type::one).find_map(|is| {
            let compiled = guard::compile(plain, &self.guards, is, self.cx).ok()?;
            Some((compiled, is))
        })
    }

    fn look_up(&mut self, card: &LookupCard) -> Step {
        self.looked_up(card);
        let closed_within = card.closed_within.as_ref().and_then(|time| match times::span(&time.value) {
            Ok(ms) => Some(ms),
            Err(found) => {
                self.cx.found(found, time.span);
                None
            }
        });
        let closed_in = card.closed_in.as_ref().and_then(|field| {
            if card.closed_within.is_some() {
                self.cx.found(TextFinding::Together { one: "closed_in", other: "closed_within" }, field.span);
            }
            self.field_of(field, Kind::DateField)
        });
        if let Some(held) = &card.held_by {
            self.source(held);
        }
        let closed = card.closed_within.is_some() || card.closed_in.is_some();
        let open = card.state.map_or(!closed, |state| state.value == 0);
        let lookup = Lookup {
            of: card.of.as_ref().map_or_else(|| "any".into(), |of| of.value.clone()),
            same: card.same.iter().filter_map(|field| self.field(field)).collect(),
            filter: card.filter.as_ref().map(|filter| filter.value.clone()),
            open,
            closed_within,
            closed_in,
            held_by: card.held_by.as_ref().map(|held| held.value.clone()),
        };
        Step { cites: self.cites(&[&card.common.cite]), ..Step::new(StepKind::Lookup(Box::new(lookup))) }
    }

    pub(crate) fn signals(&mut self) -> Vec<Signal> {
        let file = self.file;
        let signal = |card: &EventCard| Signal {
            kept: card.kept,
            give: card.give.iter().filter_map(|field| self.field(field)).collect(),
        };
        file.events.iter().map(signal).collect()
    }

    pub(crate) fn notices(&mut self) -> Vec<Notice> {
        let file = self.file;
        file.notices.iter().map(|card| self.notice_of(card)).collect()
    }

    fn notice_of(&mut self, card: &NoticeCard) -> Notice {
        let to = match card.to.as_slice() {
            [one] if one.value.starts_with("field:") => {
                let name = Spanned::new(
                    Box::from(one.value.get(6..).unwrap_or_default()),
                    one.span.inner(7..one.value.len() + 1),
                );
                self.field(&name).map_or_else(|| NoticeTo::All(Who::default()), NoticeTo::Field)
            }
            [] => NoticeTo::Any(self.who(&card.to_any)),
            to => NoticeTo::All(self.who(to)),
        };
        let text = card.text.as_ref().map_or_else(Vec::new, |text| self.slots(text));
        if let (NoticeTo::Field(_), Some(words)) = (&to, &card.text) {
            let note = text.iter().find_map(|slot| self.free_text(slot));
            note.into_iter().for_each(|field| self.cx.found(DataFinding::NoteOutside { field }, words.span));
        }
        Notice {
            to,
            by: card.by.iter().map(|means| means.value.clone()).collect(),
            text: text.into(),
            ack: self.clocks_named(&["ack.notice.", &card.common.name.value].concat()).first().copied(),
            cites: self.cites(&[&card.common.cite]),
        }
    }

    /// The field of a placeholder, if it is free text that is not known to be personal.
    fn free_text(&self, slot: &Slot) -> Option<Box<str>> {
        let Slot::Field(field) = slot else { return None };
        let card = self.file.fields.get(usize::from(field.0)).filter(|card| card.personal.is_none())?;
        (self.data.kind(*field) == Some(FieldKind::Note)).then(|| card.common.name.value.clone())
    }

    /// The pieces of a text with placeholders.
    fn slots(&mut self, text: &Name) -> Vec<Slot> {
        let mut slots = Vec::new();
        let mut rest: &str = &text.value;
        let mut at = 1;
        while let Some(open) = rest.find('{') {
            let (words, after) = rest.split_at(open);
            if !words.is_empty() {
                slots.push(Slot::Words(words.into()));
            }
            let inner = after.get(1..).unwrap_or_default();
            let Some(end) = inner.find('}') else {
                self.bad_slot(inner, text.span);
                return slots;
            };
            let (slot, tail) = inner.split_at(end);
            let from = at + open + 1;
            slots.extend(self.slot(slot, text.span.inner(from..from + slot.len())));
            at += open + 1 + end + 1;
            rest = tail.get(1..).unwrap_or_default();
        }
        if !rest.is_empty() {
            slots.push(Slot::Words(rest.into()));
        }
        slots
    }

    fn bad_slot(&mut self, slot: &str, span: Span) {
        let short: alloc::string::String = slot.chars().take(40).collect();
        self.cx.found(LinkFinding::BadSlot { slot: short.into() }, span);
    }

    fn slot(&mut self, slot: &str, span: Span) -> Option<Slot> {
        match slot.trim() {
            "case.number" => return Some(Slot::CaseNumber),
            "case.opened_at" => return Some(Slot::OpenedAt),
            _ => {}
        }
        let clock = slot.trim().strip_prefix("clock.").and_then(|path| path.strip_suffix(".due"));
        if let Some(clock) = clock {
            let name = Spanned::new(clock.into(), span.inner(6..6 + clock.len()));
            return self.case_clock_id(&name).map(Slot::Due);
        }
        if slot.contains('.') {
            self.bad_slot(slot, span);
            return None;
        }
        let name = Spanned::new(slot.trim().into(), span);
        let field = self.field(&name)?;
        let personal = self.file.fields.get(usize::from(field.0)).is_some_and(|card| card.personal.is_some());
        if personal {
            self.cx.found(DataFinding::PersonalInNotice { field: name.value }, span);
        }
        Some(Slot::Field(field))
    }

    pub(crate) fn registers(&mut self) -> Vec<Register> {
        let file = self.file;
        file.registers.iter().map(|card| self.register_of(card)).collect()
    }

    fn register_of(&mut self, card: &RegisterCard) -> Register {
        let told = self.cx.findings.len();
        for column in card.columns.iter().chain(&card.sort) {
            self.printed(column);
        }
        // A column or a mask that is misspelt leaves the other alone.
        let all_known = self.cx.findings.len() == told;
        let stray = |column: &Name| !card.columns.iter().any(|printed| printed.value == column.value);
        let all_meant = !card.mask.iter().any(|(column, _)| stray(column));
        for (column, how) in &card.mask {
            if all_known && stray(column) {
                let bare = |printed: &&Name| !card.mask.iter().any(|(masked, _)| masked.value == printed.value);
                let near = self.cx.near(&column.value, card.columns.iter().filter(bare).map(|name| &*name.value));
                let found = DataFinding::MaskOfNothing { column: column.value.clone(), near: near.map(Into::into) };
                self.cx.findings.push(Diagnostic::new(found, column.span).near(near, false));
            }
            let _ = crate::doc::closed(self.cx, how, &["last4", "hidden", "initial"]);
        }
        for column in &card.columns {
            let field = self.sym.fields.get(&column.value).and_then(|id| self.file.fields.get(usize::from(id.0)));
            let Some(personal) = field.and_then(|field| field.personal) else { continue };
            // Where some columns are masked, somebody has thought about the others too.
            let sensitive = personal.value;
            let thought = !sensitive && card.masks;
            if !thought && all_meant && !card.mask.iter().any(|(masked, _)| masked.value == column.value) {
                self.cx.found(DataFinding::Unmasked { field: column.value.clone(), sensitive }, column.span);
            }
        }
        Register {
            columns: card.columns.iter().map(|column| column.value.clone()).collect(),
            mask: card.mask.iter().map(|(column, how)| (column.value.clone(), how.value.clone())).collect(),
            keep_days: card.keep.as_ref().and_then(|keep| self.keep(keep)),
            cites: self.cites(&[&card.common.cite]),
        }
    }

    /// A column that a register prints.
    fn printed(&mut self, column: &Name) {
        let parts: Vec<&str> = column.value.split('.').collect();
        let known = match parts.as_slice() {
            ["case", "number" | "opened_at" | "closed_at" | "state"] => true,
            ["step" | "wait" | "call" | "lookup", name, "people" | "done_at" | "opened_at" | "check" | "reason"] => {
                let at = column.value.find('.').map_or(0, |dot| dot + 2);
                let name = Spanned::new(Box::from(*name), column.span.inner(at..at + name.len()));
                self.step(&name);
                true
            }
            ["clock", name, "due" | "verdict" | "used"] => {
                let name = Spanned::new(Box::from(*name), column.span.inner(7..7 + name.len()));
                self.case_clock_id(&name);
                true
            }
            [name] if self.sym.steps.get(name).is_some() => true,
            [name] => {
                // A step may have been meant, though fields are what most columns print.
                let meant = self.sym.fields.get(name).is_none()
                    && self
                        .cx
                        .near(name, self.sym.fields.names().chain(self.sym.steps.names()))
                        .is_some_and(|near| self.sym.steps.get(near).is_some());
                if meant {
                    self.step(column);
                } else {
                    self.field(column);
                }
                true
            }
            _ => false,
        };
        if !known {
            self.cx.found(LinkFinding::BadColumn { text: column.value.clone() }, column.span);
        }
    }
}

/// Attested items.
pub(crate) fn checks(lines: &[CheckLine]) -> Box<[CheckItem]> {
    let item = |line: &CheckLine| CheckItem {
        id: line.name.value.clone(),
        text: line.text.value.clone(),
        count: line.count,
        optional: line.optional,
    };
    lines.iter().map(item).collect()
}
