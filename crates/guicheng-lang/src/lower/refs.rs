//! What a name stands for at each kind of place.

use super::{
    Low,
    symbols::{CardOf, dangling},
};
use crate::{
    diagnostic::Diagnostic,
    doc::Spanned,
    finding::{ClockFinding, Kind, LinkFinding, NormFinding},
    guard::GuardFinding,
    model::{CiteCard, Name},
    times,
};
use alloc::{boxed::Box, format, vec::Vec};
use guicheng_core::{
    Basis, CalendarId, CardRef, Cell, Cite, ColumnId, FieldId, FieldKind, Id, Limit, Mark, NoticeId, RegisterId,
    RoleId, RoleRef, RoleSource, StepId, TableColumn, TableId, TimeRef, Who, org::Org,
};

macro_rules! lookups {
    ($($name:ident: $table:ident -> $id:ty, $kind:expr;)*) => {
        impl Low<'_> {$(
            pub(crate) fn $name(&mut self, name: &Name) -> Option<$id> {
                let found = self.sym.$table.get(&name.value);
                if found.is_none() {
                    dangling(self.cx, $kind, name, self.sym.$table.names());
                } else {
                    self.used.insert(($kind, name.value.clone()));
                }
                found
            }
        )*}
    };
}

lookups! {
    field: fields -> FieldId, Kind::Field;
    role: roles -> RoleId, Kind::Role;
    notice: notices -> NoticeId, Kind::Notice;
    register: registers -> RegisterId, Kind::Register;
    step: steps -> StepId, Kind::Step;
    signal: signals -> guicheng_core::SignalId, Kind::Event;
}

impl Low<'_> {
    /// A field of the kind that its place needs.
    pub(crate) fn field_of(&mut self, name: &Name, want: Kind) -> Option<FieldId> {
        let id = self.field(name)?;
        let (kind, many) = (self.data.kind(id)?, self.data.many(id));
        let fits = match want {
            Kind::ListField => many || matches!(kind, FieldKind::Choices(_)),
            Kind::ChoiceField => {
                !many && matches!(kind, FieldKind::Choice(_) | FieldKind::Choices(_) | FieldKind::YesNo)
            }
            Kind::MomentField => kind == FieldKind::Moment && !many,
            Kind::DateField => kind == FieldKind::Date && !many,
            Kind::DurationField => kind == FieldKind::Duration && !many,
            Kind::NumberField => kind == FieldKind::Number && !many,
            Kind::DepartmentField => kind == FieldKind::Department,
            Kind::PersonField => kind == FieldKind::Person,
            _ => true,
        };
        let personal = || self.file.fields.get(id.index()).is_some_and(|card| card.personal.is_some());
        if fits && want == Kind::ChoiceField && personal() {
            self.cx.found(GuardFinding::Personal(name.value.clone()), name.span);
        }
        if !fits {
            self.cx.found(LinkFinding::WrongKind { name: name.value.clone(), want }, name.span);
        }
        fits.then_some(id)
    }

    /// Fields, without doubles.
    pub(crate) fn steps_of(&mut self, names: &[Name]) -> Box<[StepId]> {
        names.iter().filter_map(|name| self.step(name)).collect()
    }

    /// A reference to a card by its bare name.
    pub(crate) fn card_ref(&self, name: &str) -> Option<CardRef> {
        match self.sym.cards.get(name) {
            Some(CardOf::Step(_) | CardOf::Wait(_) | CardOf::Call(_) | CardOf::Lookup(_)) => {
                self.sym.steps.get(name).map(CardRef::Step)
            }
            Some(CardOf::Route(_)) => self.sym.scopes.get(name).map(CardRef::Scope),
            Some(CardOf::Choice(_) | CardOf::Gate(_)) => self.gates.get(name).copied().map(CardRef::Gate),
            Some(CardOf::Hold(_)) => self.sym.holds.get(name).map(CardRef::Hold),
            Some(CardOf::On(_)) => self.sym.ons.get(name).map(CardRef::Reaction),
            None if name == "graph" => self.sym.scopes.get(name).map(CardRef::Scope),
            None => self.sym.steps.get(name).map(CardRef::Step),
        }
    }

    /// A card of the one id space.
    pub(crate) fn card(&mut self, name: &Name) -> Option<CardRef> {
        let found = self.card_ref(&name.value);
        if found.is_none() && !self.sym.cards.contains_key(&*name.value) {
            dangling(self.cx, Kind::Card, name, self.sym.cards.keys().copied());
        }
        found
    }

    pub(crate) fn cards(&mut self, names: &[Name]) -> Box<[CardRef]> {
        names.iter().filter_map(|name| self.card(name)).collect()
    }

    /// `table.T.column`, if it is written so.
    fn column(&mut self, name: &Name) -> Option<Option<TableColumn>> {
        let path = name.value.strip_prefix("table.")?;
        let (table, column) = path.split_once('.').unwrap_or((path, ""));
        let at =
            |text: &str, from: usize| Spanned::new(Box::from(text), name.span.inner(1 + from..1 + from + text.len()));
        let Some(id) = self.sym.tables.get(table) else {
            dangling(self.cx, Kind::Table, &at(table, 6), self.sym.tables.names());
            return Some(None);
        };
        self.used.insert((Kind::Table, table.into()));
        let columns = self.data.columns(id);
        let Some(column_id) = columns.iter().position(|known| &**known == column) else {
            let columns: Vec<Box<str>> = columns.to_vec();
            dangling(self.cx, Kind::Column, &at(column, 7 + table.len()), columns.iter().map(|c| &**c));
            return Some(None);
        };
        self.used.insert((Kind::Column, format!("{table}.{column}").into()));
        Some(Some(TableColumn { table: id, column: ColumnId::from_index(column_id) }))
    }

    fn column_is(&self, column: TableColumn, test: impl Fn(&Cell) -> bool) -> bool {
        self.data.broken(column.table) || self.data.cells(column.table, column.column).any(test)
    }

    /// A role, or a column of roles.
    pub(crate) fn role_ref(&mut self, name: &Name) -> Option<RoleRef> {
        match self.column(name) {
            Some(Some(column)) => {
                if !self.column_is(column, |cell| matches!(cell, Cell::Who(_))) {
                    let found = LinkFinding::WrongKind { name: name.value.clone(), want: Kind::RoleColumn };
                    self.cx.found(found, name.span);
                    return None;
                }
                Some(RoleRef::Table(column))
            }
            Some(None) => None,
            None => self.role_by_name(name).map(RoleRef::Role),
        }
    }

    /// A role; one that is written by another word of the organisation is shown the role whose people are meant.
    fn role_by_name(&mut self, name: &Name) -> Option<RoleId> {
        let source = self.library.org.as_ref().and_then(|org| org.alias(&name.value));
        let meant = source.filter(|_| self.sym.roles.get(&name.value).is_none()).and_then(|source| {
            let from = |role: &&crate::model::RoleCard| role.from.as_ref().is_some_and(|from| *from.value == *source);
            self.file.roles.iter().find(from).map(|role| role.common.name.value.clone())
        });
        let Some(meant) = meant else { return self.role(name) };
        let found = LinkFinding::Unknown { kind: Kind::Role, name: name.value.clone(), near: Some(meant.clone()) };
        self.cx.findings.push(Diagnostic::new(found, name.span).near(Some(&meant), true));
        None
    }

    pub(crate) fn who(&mut self, names: &[Name]) -> Who {
        Who(names.iter().filter_map(|name| self.role_ref(name)).collect())
    }

    /// A time: a column, a duration field, or words.
    pub(crate) fn time(&mut self, name: &Name) -> Option<TimeRef> {
        match self.column(name) {
            Some(Some(column)) => {
                if !self.column_is(column, |cell| matches!(cell, Cell::Time(_))) {
                    let found = LinkFinding::WrongKind { name: name.value.clone(), want: Kind::TimeColumn };
                    self.cx.found(found, name.span);
                    return None;
                }
                Some(TimeRef::Table(column))
            }
            Some(None) => None,
            None if self.sym.fields.get(&name.value).is_some() => {
                self.field_of(name, Kind::DurationField).map(TimeRef::Field)
            }
            None => self.fixed(name).map(TimeRef::Fixed),
        }
    }

    /// A time in words, where a field could stand as well.
    fn fixed(&mut self, name: &Name) -> Option<Limit> {
        if times::limit(&name.value).is_err() && name.value.starts_with(|c: char| c.is_alphabetic()) {
            let kinds = |id: &FieldId| self.data.kind(*id) == Some(FieldKind::Duration);
            let fields = self.sym.fields.names().filter(|field| self.sym.fields.get(field).as_ref().is_some_and(kinds));
            let fields: Vec<&str> = fields.collect();
            let near: Option<Box<str>> = self.cx.near(&name.value, fields).map(Into::into);
            if near.is_some() {
                let found =
                    LinkFinding::Unknown { kind: Kind::DurationField, name: name.value.clone(), near: near.clone() };
                self.cx.findings.push(Diagnostic::new(found, name.span).near(near.as_deref(), true));
                return None;
            }
        }
        self.limit(name)
    }

    /// A time in words.
    pub(crate) fn limit(&mut self, name: &Name) -> Option<Limit> {
        match times::limit(&name.value) {
            Ok(limit) => Some(limit),
            Err(found) => {
                self.cx.found(found, name.span);
                None
            }
        }
    }

    /// A length of time that repeats: above zero.
    pub(crate) fn period(&mut self, name: &Name) -> Option<Limit> {
        let limit = self.limit(name)?;
        let fits = match limit {
            Limit::Span(ms) => ms > 0,
            Limit::CalendarDays(n) | Limit::WorkingDays(n) | Limit::Months(n) => n > 0,
            Limit::EndOfDay | Limit::TimeOfDay(_) | Limit::DayOfMonth(_) => false,
        };
        if !fits {
            self.cx.found(ClockFinding::EveryZero, name.span);
        }
        fits.then_some(limit)
    }

    /// A calendar; none given: the procedure's own.
    pub(crate) fn calendar(&mut self, name: Option<&Name>) -> CalendarId {
        let Some(name) = name else { return CalendarId(0) };
        if let Some(at) = self.calendars.iter().position(|calendar| calendar.id == name.value) {
            return CalendarId::from_index(at);
        }
        let library = self.library;
        match library.calendars.iter().find(|calendar| calendar.id == name.value) {
            Some(calendar) => {
                self.calendars.push(calendar.clone());
                CalendarId::from_index(self.calendars.len() - 1)
            }
            None => {
                dangling(self.cx, Kind::Calendar, name, library.calendars.iter().map(|calendar| &*calendar.id));
                CalendarId(0)
            }
        }
    }

    pub(crate) fn marks(&mut self, names: &[Name]) -> Box<[Mark]> {
        names.iter().filter_map(|name| self.mark(name)).collect()
    }

    /// A happening.
    pub(crate) fn mark(&mut self, name: &Name) -> Option<Mark> {
        let parts: Vec<&str> = name.value.split('.').collect();
        let id = |at: usize, text: &str| Spanned::new(Box::from(text), name.span.inner(1 + at..1 + at + text.len()));
        let (space, thing, what) = match parts.as_slice() {
            [space, thing] => (*space, id(space.len() + 1, thing), ""),
            [space, thing, what] => (*space, id(space.len() + 1, thing), *what),
            _ => ("", name.clone(), ""),
        };
        match (space, what) {
            ("step" | "wait" | "call" | "lookup", "opened") => self.step(&thing).map(Mark::StepOpened),
            ("step", "claimed") => self.step(&thing).map(Mark::StepClaimed),
            ("step" | "wait" | "call" | "lookup", "done") => self.step(&thing).map(Mark::StepDone),
            ("route", "opened") => self.route(&thing).map(Mark::ScopeOpened),
            ("route", "done") => self.route(&thing).map(Mark::ScopeDone),
            ("hold", "begin") => self.hold(&thing).map(Mark::HoldBegan),
            ("hold", "end") => self.hold(&thing).map(Mark::HoldEnded),
            ("case", "") if &*thing.value == "opened" => Some(Mark::CaseOpened),
            ("case", "") if &*thing.value == "closed" => Some(Mark::CaseClosed),
            ("event", "") => self.signal(&thing).map(Mark::Signal),
            ("field", "") => self.field(&thing).map(Mark::Filled),
            _ => {
                self.cx.found(LinkFinding::BadMark { text: name.value.clone() }, name.span);
                None
            }
        }
    }

    fn route(&mut self, name: &Name) -> Option<guicheng_core::ScopeId> {
        let found = self.sym.scopes.get(&name.value);
        if found.is_none() {
            dangling(self.cx, Kind::Route, name, self.sym.scopes.names());
        }
        found
    }

    fn hold(&mut self, name: &Name) -> Option<guicheng_core::HoldId> {
        let found = self.sym.holds.get(&name.value);
        if found.is_none() {
            dangling(self.cx, Kind::Hold, name, self.sym.holds.names());
        }
        found
    }

    /// A source of people.
    pub(crate) fn source(&mut self, text: &Name) -> Option<RoleSource> {
        let Some((kind, thing)) = text.value.split_once(':') else {
            self.cx.found(NormFinding::BadSource { text: text.value.clone() }, text.span);
            return None;
        };
        let at = 1 + kind.len() + 1;
        let thing: Name = Spanned::new(Box::from(thing), text.span.inner(at..at + thing.len()));
        match kind {
            "roster" | "post" | "group" if !thing.value.is_empty() => {
                self.in_organisation(text);
                Some(RoleSource::Organisation(text.value.clone()))
            }
            "field" => self.field_of(&thing, Kind::PersonField).map(RoleSource::Field),
            "head" => self.field_of(&thing, Kind::DepartmentField).map(RoleSource::HeadOf),
            "step" => self.step(&thing).map(RoleSource::Did),
            _ => {
                self.cx.found(NormFinding::BadSource { text: text.value.clone() }, text.span);
                None
            }
        }
    }

    /// Looks a source up in the organisation, if that is known.
    pub(crate) fn in_organisation(&mut self, text: &Name) {
        self.looked_for(text, false);
    }

    /// The same for a source of which only the name behind the colon is written.
    pub(crate) fn looked_for(&mut self, text: &Name, bare: bool) {
        let Some(org) = &self.library.org else { return };
        let there = match text.value.split_once(':') {
            Some(("roster", id)) => org.rosters.iter().any(|roster| &*roster.id == id),
            Some(("post", id)) => org.posts.iter().any(|post| &*post.id == id),
            Some(("group", id)) => org.groups.iter().any(|group| &*group.id == id),
            _ => true,
        };
        if !there {
            let word = text.value.split_once(':').map_or(&*text.value, |(_, word)| word);
            let near: Option<Box<str>> = org.alias(word).map(Into::into).or_else(|| self.near_source(org, &text.value));
            let with =
                near.as_deref().map(|near| if bare { near.split(':').next_back().unwrap_or(near) } else { near });
            let found = NormFinding::NotInOrganisation { source: text.value.clone(), near: with.map(Into::into) };
            self.cx.findings.push(Diagnostic::new(found, text.span).near(with, true));
        }
    }

    /// The source of the organisation nearest to one that it does not have.
    fn near_source(&mut self, org: &Org, text: &str) -> Option<Box<str>> {
        let (kind, word) = text.split_once(':')?;
        let near = match kind {
            "roster" => self.cx.near(word, org.rosters.iter().map(|roster| &*roster.id)),
            "post" => self.cx.near(word, org.posts.iter().map(|post| &*post.id)),
            "group" => self.cx.near(word, org.groups.iter().map(|group| &*group.id)),
            _ => None,
        };
        near.map(|near| format!("{kind}:{near}").into())
    }

    /// Where something comes from: the nearest card that says so counts.
    pub(crate) fn cites(&mut self, nearest_first: &[&CiteCard]) -> Box<[Cite]> {
        let said = |cite: &&&CiteCard| !cite.clause.is_empty() || cite.basis.is_some();
        let Some(cite) = nearest_first.iter().find(said) else { return Box::default() };
        let basis = cite.basis.map(|basis| basis.value);
        if cite.clause.is_empty() {
            return basis.map(|basis| Cite { clause: None, basis }).into_iter().collect();
        }
        let of = |clause: &Name| {
            let default = if clause.value.starts_with("law.") { Basis::Law } else { Basis::Manual };
            Some(Cite { clause: self.clauses.get(&clause.value).copied(), basis: basis.unwrap_or(default) })
        };
        cite.clause.iter().filter_map(of).collect()
    }

    /// Cites of a limit: it must say where it comes from.
    pub(crate) fn limit_cites(&mut self, at: crate::diagnostic::Span, nearest_first: &[&CiteCard]) -> Box<[Cite]> {
        let cites = self.cites(nearest_first);
        if cites.is_empty() {
            self.cx.lacking(at, NormFinding::NoBasis, at);
        }
        cites
    }
}

/// The table of a time or role.
pub(crate) fn table_of(time: TimeRef) -> Option<TableId> {
    match time {
        TimeRef::Table(column) => Some(column.table),
        TimeRef::Fixed(_) | TimeRef::Field(_) => None,
    }
}
