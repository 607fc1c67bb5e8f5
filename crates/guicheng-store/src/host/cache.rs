//! Cases as this host left them, so that the next command on one need not be preceded by reading it. What another process
//! has changed since is found out by the commit, which the store judges by the case's last record.

use super::Linked;
use crate::{Digest, Loaded, Seq};
use guicheng_core::Case;
use std::{collections::BTreeMap, sync::Arc};

/// The most cases kept.
const MOST: usize = 1_024;

/// A case as it stood after a record.
#[derive(Clone, Debug)]
pub(super) struct Stood {
    pub(super) seq: Seq,
    /// The digest of that record's line: it stands for the whole history before it.
    pub(super) link: Digest,
    /// Its procedure.
    pub(super) linked: Arc<Linked>,
    pub(super) case: Case,
}

/// The cases left last.
#[derive(Debug, Default)]
pub(super) struct Cache {
    cases: BTreeMap<Box<str>, (u64, Stood)>,
    /// The cases by the turn in which they were kept.
    turns: BTreeMap<u64, Box<str>>,
    turn: u64,
}

impl Cache {
    /// Takes a case out.
    pub(super) fn take(&mut self, case: &str) -> Option<Stood> {
        let (turn, stood) = self.cases.remove(case)?;
        self.turns.remove(&turn);
        Some(stood)
    }

    /// A copy of a case, if it stands in the store as it does here.
    pub(super) fn copy(&self, case: &str, loaded: &Loaded) -> Option<Case> {
        let (_, stood) = self.cases.get(case)?;
        (stood.seq == loaded.seq && stood.link == loaded.head.link).then(|| stood.case.clone())
    }

    /// Keeps a case; of too many the one kept longest goes.
    pub(super) fn put(&mut self, case: &str, stood: Stood) {
        self.turn += 1;
        if let Some((before, _)) = self.cases.insert(case.into(), (self.turn, stood)) {
            self.turns.remove(&before);
        }
        self.turns.insert(self.turn, case.into());
        if self.cases.len() > MOST
            && let Some((_, oldest)) = self.turns.pop_first()
        {
            self.cases.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CaseHead;
    use guicheng_core::{Pins, Procedure, Status, Timestamp};

    fn loaded(seq: u32, link: u8) -> Loaded {
        let none = Digest::default();
        let head = CaseHead {
            procedure: "p".into(),
            version: 1,
            pins: Pins { procedure: none, calendars: none, zone: none },
            status: Status::Open,
            held: false,
            escalated: false,
            opened_at: Timestamp(0),
            closed_at: None,
            next_due: None,
            link: Digest([link; 32]),
        };
        Loaded { seq: Seq(seq), head, snapshot: Box::default() }
    }

    fn stood(seq: u32, link: u8) -> Stood {
        let linked = Arc::new(Linked::new(Procedure::default()));
        Stood { seq: Seq(seq), link: Digest([link; 32]), linked, case: Case { seq: Seq(seq), ..Case::default() } }
    }

    #[test]
    fn only_what_stands_in_the_store_is_copied() {
        let mut cache = Cache::default();
        cache.put("a", stood(3, 1));
        assert_eq!(cache.copy("a", &loaded(4, 1)), None, "another has added a record");
        assert_eq!(cache.copy("a", &loaded(3, 2)), None, "another history");
        assert_eq!(cache.copy("b", &loaded(3, 1)), None);
        assert_eq!(cache.copy("a", &loaded(3, 1)).map(|c| c.seq), Some(Seq(3)));
        assert_eq!(cache.take("a").map(|stood| stood.seq), Some(Seq(3)));
        assert!(cache.take("a").is_none(), "taken once");
    }

    #[test]
    fn it_is_bounded_and_the_oldest_goes() {
        let mut cache = Cache::default();
        for n in 0..MOST {
            cache.put(&format!("{n}"), stood(1, 1));
        }
        // What is kept again is no longer the oldest.
        cache.put("0", stood(2, 1));
        cache.put("one more", stood(1, 1));
        assert_eq!((cache.cases.len(), cache.turns.len()), (MOST, MOST));
        assert!(cache.take("1").is_none(), "the oldest");
        assert!(cache.take("0").is_some() && cache.take("2").is_some() && cache.take("one more").is_some());
        assert_eq!((cache.cases.len(), cache.turns.len()), (MOST - 3, MOST - 3));
    }
}
