//! From a story line to an act of the core.

use super::{
    names::{self, Meant},
    story::{Deed, Values, Verb, Word},
    value,
};
use alloc::{boxed::Box, format, string::String, vec::Vec};
use guicheng_core::{
    Act, CardRef, Case, Entry, HoldId, Input, Item, LookupAnswer, NodeId, Pointer, Procedure, Status, StepId, StepKind,
    Timestamp, What, Work, WorkId, WorkItem,
};
use guicheng_lang::Both;

/// What is needed to understand a line.
pub(crate) struct Scene<'a> {
    pub(crate) p: &'a Procedure,
    pub(crate) case: &'a Case,
    pub(crate) start: Timestamp,
}

type Read<T> = Result<T, Both>;

fn unknown(zh: &str, en: &str, name: &str) -> Both {
    Both::new(format!("没有{zh} `{name}`"), format!("there is no {en} `{name}`"))
}

impl Scene<'_> {
    /// The act of a line.
    pub(crate) fn act(&self, deed: &Deed) -> Read<Act> {
        let pointer = || self.pointer(deed);
        let why = || Box::from(deed.why.as_deref().unwrap_or_default());
        let to = || deed.to.as_ref().map(|w| w.value.clone()).ok_or_else(|| missing("to"));
        Ok(match deed.verb {
            Verb::Does => self.does(deed)?,
            Verb::Claims => Act::Claim(pointer()?),
            Verb::Starts => Act::Start(pointer()?),
            Verb::Skips => Act::Skip(pointer()?, why()),
            Verb::Releases => Act::Release(pointer()?, deed.why.clone()),
            Verb::Delegates => Act::Delegate(pointer()?, to()?),
            Verb::Reassigns => Act::Reassign(pointer()?, to()?, why()),
            Verb::Signer => Act::AddSigner(pointer()?, to()?),
            Verb::Urges => Act::Urge(pointer()?),
            Verb::Adds => Act::AddInstance(self.step(&deed.target)?),
            Verb::Ends => Act::EndHold(self.hold(&deed.target)?, self.index(deed, None)?),
            Verb::Fills => {
                let item = deed.item.as_ref().map(|name| self.item_named(name)).transpose()?;
                Act::Fill(self.entries(&deed.with)?, item)
            }
            Verb::Event => {
                let name = deed.target.as_str();
                let name = name.strip_prefix("event.").unwrap_or(name);
                let signal = self.p.names.signals.find(|l| &*l.id == name);
                let signal = signal.ok_or_else(|| unknown("事件", "event", name))?;
                Act::Signal(signal, self.entries(&deed.with)?)
            }
            Verb::Answer => {
                let cases = deed.given.iter().map(|w| w.value.clone()).collect();
                let work = self.waiting(&deed.target, |k| matches!(k, StepKind::Lookup(_)))?;
                Act::Answered(work, LookupAnswer { cases, source: "tests".into() })
            }
            Verb::Child => {
                let status = match deed.given.first().map(Word::as_str) {
                    Some("aborted") => Status::Aborted,
                    Some("merged") => Status::Merged,
                    Some(_) | None => Status::Closed,
                };
                let work = self.waiting(&deed.target, |k| matches!(k, StepKind::Call(_)))?;
                Act::ChildClosed(work, status, self.entries(&deed.with)?)
            }
            Verb::Confirms => {
                let name = deed.target.as_str();
                let notice = self.p.names.notices.find(|l| &*l.id == name);
                let notice = notice.ok_or_else(|| unknown("通知", "notice", name))?;
                let waiting = self.case.unconfirmed.iter().find(|u| u.notice == notice);
                Act::Confirm(waiting.map_or(0, |u| u.number))
            }
            Verb::Aborts => Act::Abort(deed.target.value.clone()),
            Verb::People => Act::PeopleChanged,
            Verb::Use | Verb::Opens | Verb::Merges | Verb::Unmerges => {
                return Err(Both::new("这件事不是一个个案里的事", "this is no deed within one case"));
            }
        })
    }

    fn does(&self, deed: &Deed) -> Read<Act> {
        let name = deed.target.as_str();
        let input = || self.input(deed).map(Box::new);
        Ok(match names::card(self.p, name).ok_or_else(|| unknown("卡片", "card", name))? {
            Meant::Step(step) => Act::Complete(Pointer::Step(step, self.index(deed, Some(step))?), input()?),
            Meant::Gate(node) => Act::Complete(Pointer::Gate(node), input()?),
            Meant::Reaction(on) => Act::React(on, self.index(deed, None)?, input()?),
            Meant::Hold(hold) => Act::Hold(hold, self.index(deed, None)?, input()?),
            Meant::Scope(scope) => {
                let work = self.case.work.iter().find(|w| w.what == What::Round(scope));
                let more = deed.choose.first().is_some_and(|w| w.as_str() == "true");
                Act::MoreRounds(work.map_or(WorkId(0), |w| w.id), more)
            }
        })
    }

    fn input(&self, deed: &Deed) -> Read<Input> {
        let choose: Read<Vec<NodeId>> = deed.choose.iter().map(|w| self.node(w)).collect();
        Ok(Input {
            fill: self.entries(&deed.with)?,
            check: deed.check.clone(),
            why: deed.why.clone(),
            sign: deed.sign.unwrap_or(true),
            names: deed.names.clone(),
            choose: choose?,
        })
    }

    fn node(&self, word: &Word) -> Read<NodeId> {
        let name = word.as_str();
        if let Some(way) = self.way(name) {
            return Ok(way);
        }
        let by_name = self.p.names.nodes.find(|l| &*l.id == name);
        let node = by_name.or_else(|| match names::card(self.p, name)? {
            Meant::Step(step) => self.p.graph.nodes.find(|n| n.work == Work::Step(step)),
            Meant::Scope(scope) => self.p.graph.nodes.find(|n| n.work == Work::Scope(scope)),
            Meant::Gate(node) => Some(node),
            Meant::Reaction(_) | Meant::Hold(_) => None,
        });
        node.ok_or_else(|| unknown("这条路", "way", name))
    }

    /// A way out of a gate at which somebody has to choose now, by the card that it leads to.
    fn way(&self, name: &str) -> Option<NodeId> {
        let to = match names::card(self.p, name)? {
            Meant::Step(step) => CardRef::Step(step),
            Meant::Scope(scope) => CardRef::Scope(scope),
            Meant::Gate(node) => CardRef::Gate(node),
            Meant::Reaction(_) | Meant::Hold(_) => return None,
        };
        let gates = self.case.work.iter().filter_map(|work| match work.what {
            What::Choose(gate) => Some(gate),
            _ => None,
        });
        gates.flat_map(|gate| self.p.ways(gate)).find(|(_, card)| *card == to).map(|(node, _)| node)
    }

    pub(crate) fn entries(&self, values: &Values) -> Read<Vec<Entry>> {
        let mut all = Vec::new();
        for (name, node) in values {
            let field = self.p.names.fields.find(|l| l.id == name.value);
            let field = field.ok_or_else(|| unknown("字段", "field", name.as_str()))?;
            all.push((field, value::read(self.p, field, node, self.start)?));
        }
        Ok(all)
    }

    fn pointer(&self, deed: &Deed) -> Read<Pointer> {
        let name = deed.target.as_str();
        match names::card(self.p, name) {
            Some(Meant::Step(step)) => Ok(Pointer::Step(step, self.index(deed, Some(step))?)),
            Some(Meant::Gate(node)) => Ok(Pointer::Gate(node)),
            Some(Meant::Scope(_) | Meant::Reaction(_) | Meant::Hold(_)) | None => Err(unknown("步骤", "step", name)),
        }
    }

    fn step(&self, word: &Word) -> Read<StepId> {
        match names::card(self.p, word.as_str()) {
            Some(Meant::Step(step)) => Ok(step),
            _ => Err(unknown("步骤", "step", word.as_str())),
        }
    }

    fn hold(&self, word: &Word) -> Read<HoldId> {
        match names::card(self.p, word.as_str()) {
            Some(Meant::Hold(hold)) => Ok(hold),
            _ => Err(unknown("挂起", "hold", word.as_str())),
        }
    }

    /// Open work of a call or look-up; by name, or the only one.
    fn waiting(&self, word: &Word, kind: impl Fn(&StepKind) -> bool) -> Read<WorkId> {
        let name = word.as_str().rsplit('.').next().unwrap_or_default();
        let fits = |w: &&WorkItem| {
            let What::Step(step) = w.what else { return false };
            self.p.steps.get(step).is_some_and(|s| kind(&s.kind))
                && (name.is_empty() || names::work(self.p, w.what) == name)
        };
        let work = self.case.work.iter().find(fits);
        work.map(|w| w.id)
            .ok_or_else(|| Both::new(format!("没有在等的 `{name}`"), format!("nothing is waiting for `{name}`")))
    }

    /// The position of the item meant by `for`: among open work of the step, else among all items of the case.
    fn index(&self, deed: &Deed, step: Option<StepId>) -> Read<Option<u16>> {
        let Some(word) = &deed.item else { return Ok(None) };
        let of_step = step.and_then(|s| {
            let open = self.case.work.iter().filter(|w| w.what == What::Step(s)).filter_map(|w| w.item);
            open.into_iter().find(|i| names::item(self.p, self.case, *i) == word.as_str())
        });
        match of_step {
            Some(item) => Ok(Some(item.index)),
            None => self.item_named(word).map(|i| Some(i.index)),
        }
    }

    fn item_named(&self, word: &Word) -> Read<Item> {
        let frames = self.case.frames.iter().filter_map(|f| f.item);
        let mut all = frames.chain(self.case.work.iter().filter_map(|w| w.item));
        all.find(|i| names::item(self.p, self.case, *i) == word.as_str())
            .ok_or_else(|| unknown("这一项", "item", word.as_str()))
    }
}

fn missing(key: &str) -> Both {
    Both::new(format!("要写 `{key}`"), format!("`{key}` is needed"))
}

/// A deed in words, for failures.
pub(crate) fn told(deed: &Deed) -> String {
    let who = deed.who.as_ref().map_or("", |w| w.as_str());
    let item = deed.item.as_ref().map_or_else(String::new, |i| format!(" {}", i.as_str()));
    format!("{who} {}{item}", deed.target.as_str()).trim().into()
}
