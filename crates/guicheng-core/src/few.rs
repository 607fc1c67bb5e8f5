//! Short lists of small values.

use alloc::{boxed::Box, vec::Vec};
use core::ops::{Deref, DerefMut};

/// A list that stands in place while it has at most `N` items, and has memory of its own only beyond that. Its items are
/// copied as bytes, so that building, moving and dropping one costs a few words.
#[derive(Clone)]
pub struct Few<T, const N: usize = 6>(Held<T, N>);

#[derive(Clone)]
enum Held<T, const N: usize> {
    Here(u8, [T; N]),
    #[expect(clippy::box_collection, reason = "one word instead of three in every short list")]
    Apart(Box<Vec<T>>),
}

impl<T: Copy + Default, const N: usize> Few<T, N> {
    /// No items.
    #[inline]
    pub fn new() -> Self {
        Self(Held::Here(0, [T::default(); N]))
    }

    /// One item.
    #[inline]
    pub fn one(item: T) -> Self {
        Self(Held::Here(1, [item; N]))
    }

    /// These items.
    #[inline]
    pub fn from_slice(items: &[T]) -> Self {
        match items {
            [] => Self::new(),
            [item] => Self::one(*item),
            items => items.iter().copied().collect(),
        }
    }

    /// Puts an item at the end.
    #[inline]
    pub fn push(&mut self, item: T) {
        match &mut self.0 {
            Held::Here(length, items) => match items.get_mut(usize::from(*length)) {
                Some(free) => {
                    *free = item;
                    *length += 1;
                }
                None => self.push_apart(item),
            },
            Held::Apart(items) => items.push(item),
        }
    }

    #[cold]
    fn push_apart(&mut self, item: T) {
        let mut items = self.to_vec();
        items.push(item);
        self.0 = Held::Apart(Box::new(items));
    }

    /// Puts these items at the end.
    #[inline]
    pub fn extend_from_slice(&mut self, items: &[T]) {
        items.iter().for_each(|item| self.push(*item));
    }

    /// Leaves the first items only.
    pub fn truncate(&mut self, to: usize) {
        match &mut self.0 {
            Held::Here(length, _) => *length = u8::try_from(to).map_or(*length, |to| to.min(*length)),
            Held::Apart(items) => items.truncate(to),
        }
    }
}

impl<T, const N: usize> Deref for Few<T, N> {
    type Target = [T];
    #[inline]
    fn deref(&self) -> &[T] {
        match &self.0 {
            Held::Here(length, items) => items.get(..usize::from(*length)).unwrap_or_default(),
            Held::Apart(items) => items,
        }
    }
}

impl<T, const N: usize> DerefMut for Few<T, N> {
    fn deref_mut(&mut self) -> &mut [T] {
        match &mut self.0 {
            Held::Here(length, items) => items.get_mut(..usize::from(*length)).unwrap_or_default(),
            Held::Apart(items) => items,
        }
    }
}

impl<T: Copy + Default, const N: usize> Default for Few<T, N> {
    #[inline]
    fn default() -> Self {
        Self::new()
    }
}

impl<T: PartialEq, const N: usize> PartialEq for Few<T, N> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Eq, const N: usize> Eq for Few<T, N> {}

impl<T: core::fmt::Debug, const N: usize> core::fmt::Debug for Few<T, N> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Copy + Default, const N: usize> Extend<T> for Few<T, N> {
    #[inline]
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        items.into_iter().for_each(|item| self.push(item));
    }
}

impl<T: Copy + Default, const N: usize> FromIterator<T> for Few<T, N> {
    #[inline]
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut few = Self::new();
        few.extend(items);
        few
    }
}

impl<'a, T, const N: usize> IntoIterator for &'a Few<T, N> {
    type Item = &'a T;
    type IntoIter = core::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The items of a list, one after the other.
pub struct IntoIter<T, const N: usize> {
    items: Few<T, N>,
    at: usize,
}

impl<T: Copy, const N: usize> Iterator for IntoIter<T, N> {
    type Item = T;
    #[inline]
    fn next(&mut self) -> Option<T> {
        let item = self.items.get(self.at).copied()?;
        self.at += 1;
        Some(item)
    }
}

impl<T: Copy, const N: usize> IntoIterator for Few<T, N> {
    type Item = T;
    type IntoIter = IntoIter<T, N>;
    #[inline]
    fn into_iter(self) -> IntoIter<T, N> {
        IntoIter { items: self, at: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::Few;
    use alloc::vec::Vec;

    #[test]
    fn a_list_is_the_same_in_place_and_apart() {
        for length in 0..10_u16 {
            let all: Vec<u16> = (0..length).collect();
            let mut few: Few<u16, 4> = all.iter().copied().collect();
            assert_eq!(*few, *all);
            assert_eq!(few, Few::from_slice(&all));
            few.truncate(2);
            assert_eq!(*few, all[..all.len().min(2)]);
            few.extend_from_slice(&[7, 8, 9]);
            assert_eq!(few.len(), all.len().min(2) + 3);
            assert_eq!(few.last(), Some(&9));
        }
    }
}
