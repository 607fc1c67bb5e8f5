//! One case of a story: where it stands, what happened to it, and what its commands were.

use super::{coverage::Coverage, history::Writing, invariant, log::Log};
use alloc::{boxed::Box, collections::BTreeMap, format, vec::Vec};
use guicheng_core::{Case, Command, Event, Procedure, Scratch, Timestamp};
use guicheng_lang::Both;

/// A case being played.
pub(crate) struct Played<'a> {
    /// How story lines call it.
    pub(crate) name: Box<str>,
    /// How other cases call it.
    pub(crate) id: Box<str>,
    pub(crate) p: &'a Procedure,
    pub(crate) case: Case,
    /// What happened since the expectation before.
    pub(crate) log: Log,
    /// Everything that ever happened.
    pub(crate) events: Vec<Event>,
    /// Commands that were accepted under a key of the story's own.
    pub(crate) answered: BTreeMap<Box<str>, Command>,
    /// Its records, where they are wanted.
    pub(crate) records: Option<Writing>,
}

impl<'a> Played<'a> {
    pub(crate) fn new(name: &str, id: &str, p: &'a Procedure) -> Self {
        Self {
            name: name.into(),
            id: id.into(),
            p,
            case: Case::default(),
            log: Log::default(),
            events: Vec::new(),
            answered: BTreeMap::new(),
            records: None,
        }
    }

    /// Applies what was decided, and checks that applying gives what deciding had. Gives the events.
    pub(crate) fn commit(&mut self, scratch: &mut Scratch, reached: &mut Coverage) -> Result<Vec<Event>, Both> {
        let events = core::mem::take(&mut scratch.events);
        for event in &events {
            self.log.note(self.p, &self.case, event);
            reached.note(self.p, &self.case, event);
            self.case.apply(event);
        }
        self.events.extend(events.iter().cloned());
        if self.case != scratch.draft {
            return Err(fault("重放事件得到的个案与决定时不同", "replaying the events gives another case", ""));
        }
        match invariant::broken(self.p, &self.case) {
            Some(what) => Err(fault("个案状态不合规则", "the case is not as it must be", &what)),
            None => Ok(events),
        }
    }

    /// The number of the last record at an instant: what a screen showed then.
    pub(crate) fn seen(&self, at: Timestamp) -> guicheng_core::Seq {
        let count = self.events.iter().take_while(|e| e.at <= at).count();
        guicheng_core::Seq(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// At the end: a replay of everything from nothing gives the very same case.
    pub(crate) fn replay(&self) -> Result<(), Both> {
        let mut again = Case::default();
        for event in &self.events {
            again.apply(event);
        }
        if again == self.case {
            Ok(())
        } else {
            Err(fault("从头重放得到另一个个案", "a replay from the start gives another case", ""))
        }
    }
}

/// Something that the engine must never do.
pub(crate) fn fault(zh: &str, en: &str, what: &str) -> Both {
    let colon = if what.is_empty() { ("", "") } else { ("：", ": ") };
    Both::new(format!("引擎有误：{zh}{}{what}", colon.0), format!("fault of the engine: {en}{}{what}", colon.1))
}
