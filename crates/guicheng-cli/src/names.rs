//! The names of a procedure and of a case, in the language asked for.

use crate::{instant, lang::Lang};
use guicheng_core::{
    CardRef, Case, ClauseId, ClockId, ClockOwner, FieldId, HoldId, Item, ListRef, NodeId, NoticeId, PersonIx,
    Procedure, ReactionId, RegisterId, RoleId, RoleRef, RoleSource, RuleId, ScopeId, StepId, Timestamp, What, Who,
    org::Org,
};
use std::sync::Arc;

/// A procedure as read by a person, with the people of one case.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    pub(crate) p: &'a Procedure,
    pub(crate) people: &'a [Arc<str>],
    pub(crate) org: &'a Org,
    pub(crate) lang: Lang,
}

impl<'a> Names<'a> {
    pub(crate) const fn new(p: &'a Procedure, people: &'a [Arc<str>], org: &'a Org, lang: Lang) -> Self {
        Self { p, people, org, lang }
    }

    fn title(&self, label: Option<&'a guicheng_core::Label>) -> &'a str {
        label.map_or("?", |l| l.title_in(self.lang.code()))
    }

    pub(crate) fn procedure(&self) -> &'a str {
        self.title(Some(&self.p.names.procedure))
    }

    pub(crate) fn step(&self, id: StepId) -> &'a str {
        self.title(self.p.names.steps.get(id))
    }

    pub(crate) fn scope(&self, id: ScopeId) -> &'a str {
        self.title(self.p.names.scopes.get(id))
    }

    pub(crate) fn node(&self, id: NodeId) -> &'a str {
        self.title(self.p.names.nodes.get(id))
    }

    pub(crate) fn reaction(&self, id: ReactionId) -> &'a str {
        self.title(self.p.names.reactions.get(id))
    }

    pub(crate) fn hold(&self, id: HoldId) -> &'a str {
        self.title(self.p.names.holds.get(id))
    }

    pub(crate) fn rule(&self, id: RuleId) -> &'a str {
        self.title(self.p.names.rules.get(id))
    }

    pub(crate) fn field(&self, id: FieldId) -> &'a str {
        self.title(self.p.names.fields.get(id))
    }

    pub(crate) fn register(&self, id: RegisterId) -> &'a str {
        self.title(self.p.names.registers.get(id))
    }

    pub(crate) fn role(&self, id: RoleId) -> &'a str {
        self.title(self.p.names.roles.get(id))
    }

    pub(crate) fn notice(&self, id: NoticeId) -> &'a str {
        self.title(self.p.names.notices.get(id))
    }

    pub(crate) fn clause(&self, id: ClauseId) -> &'a str {
        self.p.names.clauses.get(id).map_or("?", |l| &l.id)
    }

    /// A card by its title.
    pub(crate) fn card(&self, card: CardRef) -> &'a str {
        match card {
            CardRef::Step(id) => self.step(id),
            CardRef::Scope(id) => self.scope(id),
            CardRef::Gate(id) => self.node(id),
            CardRef::Reaction(id) => self.reaction(id),
            CardRef::Hold(id) => self.hold(id),
        }
    }

    /// A card by its name in the file: what is typed.
    pub(crate) fn card_id(&self, card: CardRef) -> &'a str {
        let names = &self.p.names;
        let label = match card {
            CardRef::Step(id) => names.steps.get(id),
            CardRef::Scope(id) => names.scopes.get(id),
            CardRef::Gate(id) => names.nodes.get(id),
            CardRef::Reaction(id) => names.reactions.get(id),
            CardRef::Hold(id) => names.holds.get(id),
        };
        label.map_or("?", |l| &l.id)
    }

    /// A piece of work by its title.
    pub(crate) fn what(&self, what: What) -> &'a str {
        self.card(card_of(what))
    }

    /// A clock: its own title, or that of what it belongs to.
    pub(crate) fn clock(&self, id: ClockId) -> String {
        let lang = self.lang;
        let late = |title: &str| format!("{title}{}", lang.pick("·时限", " (limit)"));
        let ack = |title: &str| format!("{title}{}", lang.pick("·应答", " (answer)"));
        match self.p.clocks.get(id).map(|c| c.owner) {
            Some(ClockOwner::Work(step)) => late(self.step(step)),
            Some(ClockOwner::Hold(hold)) => late(self.hold(hold)),
            Some(ClockOwner::AckWork(step)) => ack(self.step(step)),
            Some(ClockOwner::AckNotice(notice)) => ack(self.notice(notice)),
            Some(ClockOwner::Case) | None => self.title(self.p.names.clocks.get(id)).to_owned(),
        }
    }

    /// A person of the case.
    pub(crate) fn person(&self, ix: PersonIx) -> String {
        self.people.get(usize::from(ix.0)).map_or_else(|| "?".into(), |id| self.person_id(id))
    }

    /// A person: the name with the id.
    pub(crate) fn person_id(&self, id: &str) -> String {
        person(self.org, id)
    }

    /// Roles.
    pub(crate) fn who(&self, who: &Who) -> String {
        let roles = who.0.iter().map(|r| match r {
            RoleRef::Role(id) => self.role(*id),
            RoleRef::Table(at) => self.title(self.p.names.tables.get(at.table)),
        });
        roles.collect::<Vec<_>>().join(self.lang.comma())
    }

    /// A source of people, by the title of the role that uses it.
    pub(crate) fn source(&self, source: &str) -> String {
        let role = self.p.roles.iter().find(|(_, r)| matches!(&r.from, RoleSource::Organisation(s) if **s == *source));
        if let Some((id, _)) = role {
            return self.role(id).to_owned();
        }
        match source.split_once(':') {
            Some(("person", id)) => self.person_id(id),
            Some(("head", department)) => {
                let head = self.p.roles.iter().find(|(_, r)| matches!(r.from, RoleSource::HeadOf(_)));
                head.map_or_else(|| source.to_owned(), |(id, _)| format!("{} {department}", self.role(id)))
            }
            Some(_) => source.to_owned(),
            None => self.lang.pick("任何人", "anyone").to_owned(),
        }
    }

    /// An instant in the procedure's zone.
    pub(crate) fn at(&self, at: Timestamp) -> String {
        instant::show(at, &self.p.zone)
    }

    /// The item that work is for.
    pub(crate) fn item(&self, case: &Case, item: Item) -> String {
        let index = usize::from(item.index);
        let text = match item.list {
            ListRef::Field(field) => match case.value(field) {
                // Of ticked options the index is the option itself.
                guicheng_core::Value::Choices(_) => {
                    let one = guicheng_core::Value::Choice(guicheng_core::OptionId(item.index));
                    Some(crate::value::show(self, Some(field), &one))
                }
                list => list.items().get(index).map(|v| crate::value::show(self, Some(field), v)),
            },
            ListRef::Found(step) => {
                let found = case.found.iter().find(|(s, _)| *s == step);
                found.and_then(|(_, cases)| cases.get(index)).map(ToString::to_string)
            }
        };
        text.unwrap_or_else(|| format!("{}", index + 1))
    }
}

/// The card that a piece of work belongs to.
pub(crate) const fn card_of(what: What) -> CardRef {
    match what {
        What::Step(step) => CardRef::Step(step),
        What::Choose(node) => CardRef::Gate(node),
        What::Round(scope) => CardRef::Scope(scope),
    }
}

/// A person: the name that is known, with the id that is typed.
pub(crate) fn person(org: &Org, id: &str) -> String {
    let name = org.people.iter().find(|p| *p.id == *id && *p.name != *p.id).map(|p| &*p.name);
    name.map_or_else(|| id.to_owned(), |name| format!("{name} {id}"))
}
