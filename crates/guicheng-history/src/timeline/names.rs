//! Titles of the procedure, and names of people.

use super::{Lang, Told};
use alloc::{boxed::Box, collections::BTreeMap, format, string::String, vec::Vec};
use guicheng_core::{
    Case, ClockId, ClockKey, ClockOwner, Few, FieldId, Id, Item, Label, ListRef, Map, NodeId, NoticeId, PersonIx,
    Procedure, RoleId, StepId, What, WorkId, org::Org,
};

/// Who tells: what titles, names and words are taken from.
#[derive(Clone, Copy)]
pub(super) struct Teller<'a> {
    pub(super) procedure: &'a Procedure,
    pub(super) org: Option<&'a Org>,
    pub(super) lang: Lang,
    /// The case before the event.
    pub(super) case: &'a Case,
    /// The case after it.
    pub(super) after: &'a Case,
    /// Who sent the command.
    pub(super) actor: Option<PersonIx>,
    /// For which roles work was opened.
    pub(super) roles: &'a BTreeMap<WorkId, Few<RoleId>>,
}

impl Teller<'_> {
    /// The words in the language of the telling.
    pub(super) fn say(&self, zh: String, en: String) -> String {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// Something that a person does, with the roles that its work is for.
    pub(super) fn by(&self, person: PersonIx, work: Option<WorkId>, what: String) -> Told {
        let roles = work.and_then(|w| self.roles.get(&w)).filter(|r| !r.is_empty());
        let role = roles.map(|r| self.role_names(r).into());
        Told { who: Some(self.person(person)), role, by_person: true, what }
    }

    /// Something that a person does, or that happens by itself.
    pub(super) fn perhaps_by(&self, person: Option<PersonIx>, what: String) -> Told {
        match person {
            Some(person) => self.by(person, None, what),
            None => Told::plain(what),
        }
    }

    /// Something that whoever sent the command does.
    pub(super) fn by_actor(&self, what: String) -> Told {
        match self.actor {
            Some(person) => self.by(person, None, what),
            None => {
                let system = self.say("系统".into(), "the system".into());
                Told { who: Some(system.into()), ..Told::plain(what) }
            }
        }
    }

    fn title<I: Id>(&self, labels: &Map<I, Label>, id: I) -> Box<str> {
        let lang = match self.lang {
            Lang::Zh => "zh",
            Lang::En => "en",
        };
        labels.get(id).map_or_else(|| "?".into(), |l| l.title_in(lang).into())
    }

    pub(super) fn step(&self, id: StepId) -> Box<str> {
        self.title(&self.procedure.names.steps, id)
    }
    pub(super) fn node(&self, id: NodeId) -> Box<str> {
        self.title(&self.procedure.names.nodes, id)
    }
    pub(super) fn field(&self, id: FieldId) -> Box<str> {
        self.title(&self.procedure.names.fields, id)
    }
    /// The title of a field by its name; the name itself where this version has no such field.
    pub(super) fn field_named(&self, name: &str) -> Box<str> {
        let fields = &self.procedure.names.fields;
        let found = fields.iter().find(|(_, label)| *label.id == *name).map(|(id, _)| id);
        found.map_or_else(|| name.into(), |id| self.field(id))
    }
    pub(super) fn notice(&self, id: NoticeId) -> Box<str> {
        self.title(&self.procedure.names.notices, id)
    }
    pub(super) fn rule(&self, id: guicheng_core::RuleId) -> Box<str> {
        self.title(&self.procedure.names.rules, id)
    }
    pub(super) fn hold(&self, id: guicheng_core::HoldId) -> Box<str> {
        self.title(&self.procedure.names.holds, id)
    }
    pub(super) fn reaction(&self, id: guicheng_core::ReactionId) -> Box<str> {
        self.title(&self.procedure.names.reactions, id)
    }
    pub(super) fn signal(&self, id: guicheng_core::SignalId) -> Box<str> {
        self.title(&self.procedure.names.signals, id)
    }
    pub(super) fn register(&self, id: guicheng_core::RegisterId) -> Box<str> {
        self.title(&self.procedure.names.registers, id)
    }
    pub(super) fn text(&self, id: guicheng_core::TextId) -> Box<str> {
        self.title(&self.procedure.texts, id)
    }
    pub(super) fn scope(&self, id: guicheng_core::ScopeId) -> Box<str> {
        self.title(&self.procedure.names.scopes, id)
    }

    /// The name of a person, as the case knew them before or after the event.
    pub(super) fn person(&self, ix: PersonIx) -> Box<str> {
        self.person_id(self.after.person(ix))
    }

    /// The name of a person by id.
    pub(super) fn person_id(&self, id: &str) -> Box<str> {
        let known = self.org.and_then(|o| o.people.iter().find(|p| &*p.id == id));
        known.map_or_else(|| id.into(), |p| p.name.clone())
    }

    pub(super) fn people(&self, people: &[PersonIx]) -> String {
        self.join(people.iter().map(|p| self.person(*p)))
    }

    pub(super) fn role_names(&self, roles: &[RoleId]) -> String {
        self.join(roles.iter().map(|r| self.title(&self.procedure.names.roles, *r)))
    }

    pub(super) fn join(&self, parts: impl Iterator<Item = Box<str>>) -> String {
        let parts: Vec<Box<str>> = parts.collect();
        match self.lang {
            Lang::Zh => parts.join("、"),
            Lang::En => parts.join(", "),
        }
    }

    /// A title in quotes.
    pub(super) fn quoted(&self, title: &str) -> String {
        self.say(format!("“{title}”"), format!("“{title}”"))
    }

    /// What a piece of work is.
    pub(super) fn what(&self, what: What, item: Option<Item>) -> String {
        let title = match what {
            What::Step(step) => self.quoted(&self.step(step)),
            What::Choose(node) => {
                let node = self.node(node);
                self.say(format!("“{node}”的走向"), format!("the way at “{node}”"))
            }
            What::Round(scope) => {
                let scope = self.scope(scope);
                self.say(format!("“{scope}”是否再来一轮"), format!("whether “{scope}” goes another round"))
            }
        };
        match item {
            Some(item) => format!("{title}[{}]", self.item(item)),
            None => title,
        }
    }

    /// A piece of work by number.
    pub(super) fn work(&self, id: WorkId) -> String {
        let work = self.case.work_item(id).or_else(|| self.after.work_item(id));
        work.map_or_else(|| format!("#{}", id.0), |w| self.what(w.what, w.item))
    }

    fn item(&self, item: Item) -> String {
        match item.list {
            ListRef::Field(field) => {
                let entries = match self.after.value(field) {
                    // Of ticked options the index is the option itself.
                    guicheng_core::Value::Choices(_) => {
                        return self.value(field, &guicheng_core::Value::Choice(guicheng_core::OptionId(item.index)));
                    }
                    value => value.items(),
                };
                let entry = entries.get(usize::from(item.index));
                entry.map_or_else(|| format!("{}", u32::from(item.index) + 1), |v| self.value(field, v))
            }
            ListRef::Found(step) => {
                let found = self.after.found.iter().find(|(s, _)| *s == step);
                let case = found.and_then(|(_, cases)| cases.get(usize::from(item.index)));
                case.map_or_else(|| format!("{}", u32::from(item.index) + 1), |c| String::from(&**c))
            }
        }
    }

    /// A clock, told by what it belongs to.
    pub(super) fn clock(&self, id: ClockId, of: ClockKey) -> String {
        let owner = self.procedure.clocks.get(id).map(|c| c.owner);
        match owner {
            Some(ClockOwner::Work(step)) => {
                let work = match of {
                    ClockKey::Work(work) if self.case.work_item(work).is_some() => self.work(work),
                    ClockKey::Case | ClockKey::Work(_) | ClockKey::Notice(_) => self.quoted(&self.step(step)),
                };
                self.say(format!("{work}的时限"), format!("the limit of {work}"))
            }
            Some(ClockOwner::Hold(hold)) => {
                let hold = self.hold(hold);
                self.say(format!("挂起“{hold}”的时限"), format!("the limit of the hold “{hold}”"))
            }
            Some(ClockOwner::AckWork(step)) => {
                let step = self.step(step);
                self.say(format!("“{step}”的接手时限"), format!("the time to take up “{step}”"))
            }
            Some(ClockOwner::AckNotice(notice)) => {
                let notice = self.notice(notice);
                self.say(format!("通知“{notice}”的确认时限"), format!("the time to confirm the notice “{notice}”"))
            }
            Some(ClockOwner::Case) | None => {
                let clock = self.title(&self.procedure.names.clocks, id);
                self.say(format!("时钟“{clock}”"), format!("the clock “{clock}”"))
            }
        }
    }
}
