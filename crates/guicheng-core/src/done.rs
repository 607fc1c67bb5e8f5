//! Who did what in a case.

use crate::{Item, PersonIx, StepId, Timestamp, VisitId};
use alloc::vec::Vec;
use core::ops::Deref;

/// Somebody did something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Done {
    /// The card.
    pub step: StepId,
    /// The item.
    pub item: Option<Item>,
    /// The visit: a new round of the same card replaces the old one.
    pub visit: VisitId,
    /// Who; none: an event, a child case, an answer or a clock ended it.
    pub by: Option<PersonIx>,
    /// When it was done (occurred).
    pub at: Timestamp,
}

impl Done {
    /// A new round of the same card (for the same item) replaces the old one.
    fn is_replaced_by(&self, by: &Self) -> bool {
        self.step == by.step && self.item == by.item && self.visit != by.visit
    }
}

/// What was done, the latest round of each card and item, in the order of doing. Which cards are in it is kept beside it,
/// a bit for each, so that a card which is done for the first time is put down without a look through all the others.
#[derive(Debug, Default)]
pub struct DoneList {
    list: Vec<Done>,
    cards: Vec<u64>,
}

impl DoneList {
    /// Whether a card is in it.
    #[inline]
    pub fn has(&self, step: StepId) -> bool {
        self.cards.get(word(step)).is_some_and(|word| word & bit(step) != 0)
    }

    /// Puts something at the end.
    #[inline]
    pub(crate) fn push(&mut self, done: Done) {
        self.note(done.step);
        self.list.push(done);
    }

    /// Takes out the last one before a place that a new round replaces, and says where it stood.
    pub(crate) fn take_replaced(&mut self, by: &Done, before: usize) -> Option<(usize, Done)> {
        if !self.has(by.step) {
            return None;
        }
        let at = self.list.get(..before)?.iter().rposition(|done| done.is_replaced_by(by))?;
        let was = self.list.remove(at);
        self.forget(was.step);
        Some((at, was))
    }

    /// Takes out the last.
    pub(crate) fn pop(&mut self) {
        if let Some(was) = self.list.pop() {
            self.forget(was.step);
        }
    }

    /// Puts something back to where it stood.
    pub(crate) fn insert(&mut self, at: usize, done: Done) {
        self.note(done.step);
        self.list.insert(at.min(self.list.len()), done);
    }

    pub(crate) fn clear(&mut self) {
        self.list.clear();
        self.cards.clear();
    }

    #[inline]
    fn note(&mut self, step: StepId) {
        let at = word(step);
        if self.cards.len() <= at {
            self.cards.resize(at + 1, 0);
        }
        if let Some(word) = self.cards.get_mut(at) {
            *word |= bit(step);
        }
    }

    /// One entry of a card has gone: the card with it, if that was the only one.
    fn forget(&mut self, step: StepId) {
        if self.list.iter().any(|done| done.step == step) {
            return;
        }
        if let Some(word) = self.cards.get_mut(word(step)) {
            *word &= !bit(step);
        }
    }
}

const fn word(step: StepId) -> usize {
    step.0 as usize / 64
}

const fn bit(step: StepId) -> u64 {
    1 << (step.0 % 64)
}

impl Deref for DoneList {
    type Target = [Done];
    #[inline]
    fn deref(&self) -> &[Done] {
        &self.list
    }
}

impl<'a> IntoIterator for &'a DoneList {
    type Item = &'a Done;
    type IntoIter = core::slice::Iter<'a, Done>;
    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl Extend<Done> for DoneList {
    fn extend<I: IntoIterator<Item = Done>>(&mut self, items: I) {
        items.into_iter().for_each(|done| self.push(done));
    }
}

impl FromIterator<Done> for DoneList {
    fn from_iter<I: IntoIterator<Item = Done>>(items: I) -> Self {
        let mut all = Self::default();
        all.extend(items);
        all
    }
}

impl PartialEq for DoneList {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl Clone for DoneList {
    fn clone(&self) -> Self {
        Self { list: self.list.clone(), cards: self.cards.clone() }
    }

    fn clone_from(&mut self, from: &Self) {
        self.list.clone_from(&from.list);
        self.cards.clone_from(&from.cards);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ListRef;

    fn done(step: u16, index: u16, visit: u32) -> Done {
        let item = Some(Item { list: ListRef::Found(StepId(0)), index });
        Done { step: StepId(step), item, visit: VisitId(visit), by: None, at: Timestamp(i64::from(visit)) }
    }

    /// However it is changed, the cards beside it are those that are in it.
    fn in_step(all: &DoneList) {
        for step in (0..200).map(StepId) {
            assert_eq!(all.has(step), all.iter().any(|d| d.step == step), "{step:?} in {:?}", &**all);
        }
    }

    #[test]
    fn knows_which_cards_are_in_it() {
        let mut all: DoneList = [done(3, 0, 1), done(130, 0, 2), done(3, 1, 1), done(3, 0, 1)].into_iter().collect();
        in_step(&all);
        let again = done(3, 0, 9);
        assert_eq!(all.take_replaced(&again, 4), Some((3, done(3, 0, 1))));
        assert_eq!(all.take_replaced(&again, 3), Some((0, done(3, 0, 1))));
        assert_eq!(all.take_replaced(&again, 0), None);
        in_step(&all);
        all.push(again);
        in_step(&all);
        assert_eq!(*all, [done(130, 0, 2), done(3, 1, 1), done(3, 0, 9)], "the other item stays");
        assert_eq!(all.take_replaced(&done(130, 0, 10), 3), Some((0, done(130, 0, 2))));
        assert!(!all.has(StepId(130)));
        in_step(&all);
        all.insert(0, done(130, 0, 2));
        in_step(&all);
        for _ in 0..3 {
            all.pop();
            in_step(&all);
        }
        assert!(all.is_empty() && all == DoneList::default());
    }
}
