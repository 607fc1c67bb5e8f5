//! Cases as this host left them, so that the next command on one need not read its memory form again. The store is asked
//! all the same: what another process has changed since is not taken from here.

use crate::{Digest, Loaded, Seq};
use guicheng_core::Case;
use std::collections::BTreeMap;

/// The most cases kept.
const MOST: usize = 256;

/// A case as it stood after a record.
#[derive(Clone, Debug)]
pub(super) struct Stood {
    pub(super) seq: Seq,
    /// The digest of that record's line: it stands for the whole history before it.
    pub(super) link: Digest,
    pub(super) case: Case,
}

/// The cases left last.
#[derive(Debug, Default)]
pub(super) struct Cache {
    cases: BTreeMap<Box<str>, (u64, Stood)>,
    turn: u64,
}

impl Cache {
    /// Takes a case out, if it stands in the store as it does here.
    pub(super) fn take(&mut self, case: &str, loaded: &Loaded) -> Option<Case> {
        let (_, stood) = self.cases.remove(case)?;
        (stood.seq == loaded.seq && stood.link == loaded.head.link).then_some(stood.case)
    }

    /// A copy of a case, if it stands in the store as it does here.
    pub(super) fn copy(&self, case: &str, loaded: &Loaded) -> Option<Case> {
        let (_, stood) = self.cases.get(case)?;
        (stood.seq == loaded.seq && stood.link == loaded.head.link).then(|| stood.case.clone())
    }

    /// Keeps a case; of too many the one kept longest goes.
    pub(super) fn put(&mut self, case: &str, stood: Stood) {
        self.turn += 1;
        self.cases.insert(case.into(), (self.turn, stood));
        if self.cases.len() > MOST
            && let Some(oldest) = self.cases.iter().min_by_key(|(_, (turn, _))| *turn).map(|(case, _)| case.clone())
        {
            self.cases.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CaseHead;
    use guicheng_core::{Pins, Status, Timestamp};

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
        Stood { seq: Seq(seq), link: Digest([link; 32]), case: Case { seq: Seq(seq), ..Case::default() } }
    }

    #[test]
    fn only_what_stands_in_the_store_is_taken() {
        let mut cache = Cache::default();
        cache.put("a", stood(3, 1));
        assert_eq!(cache.copy("a", &loaded(4, 1)), None, "another has added a record");
        assert_eq!(cache.copy("a", &loaded(3, 2)), None, "another history");
        assert_eq!(cache.copy("b", &loaded(3, 1)), None);
        assert_eq!(cache.copy("a", &loaded(3, 1)).map(|c| c.seq), Some(Seq(3)));
        assert_eq!(cache.take("a", &loaded(3, 1)).map(|c| c.seq), Some(Seq(3)));
        assert_eq!(cache.take("a", &loaded(3, 1)), None, "taken once");
    }

    #[test]
    fn it_is_bounded_and_the_oldest_goes() {
        let mut cache = Cache::default();
        for n in 0..=MOST {
            cache.put(&format!("{n}"), stood(1, 1));
        }
        assert_eq!(cache.cases.len(), MOST);
        assert_eq!(cache.copy("0", &loaded(1, 1)), None);
        assert!(cache.copy("1", &loaded(1, 1)).is_some() && cache.copy(&format!("{MOST}"), &loaded(1, 1)).is_some());
    }
}
