//! Ids: small integers minted when a procedure is compiled, and typed tables that they index.
//!
//! Definition ids are minted in byte order of their names; ids of a running case
//! ([`Activation`], [`VisitId`], [`WorkId`]) come from one counter of the case.

use alloc::{boxed::Box, vec::Vec};
use core::marker::PhantomData;

/// An id that indexes a [`Map`].
pub trait Id: Copy {
    /// The position in its table.
    fn index(self) -> usize;
    /// The id of a position; positions beyond the id's width saturate (the compiler's limits keep tables below it).
    fn from_index(index: usize) -> Self;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($int:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
        pub struct $name(pub $int);
        impl Id for $name {
            fn index(self) -> usize { self.0 as usize }
            fn from_index(index: usize) -> Self { Self(<$int>::try_from(index).unwrap_or(<$int>::MAX)) }
        }
    )*};
}

ids! {
    /// A node of the kernel graph.
    NodeId(u16);
    /// A flow: an arrow of the kernel graph, or the way into a scope or an entry card.
    FlowId(u16);
    /// A scope: a route of the surface language (or the whole graph of the graph form).
    ScopeId(u16);
    /// A card that opens work: step, wait, call or look-up.
    StepId(u16);
    /// A field of the case.
    FieldId(u16);
    /// A role.
    RoleId(u16);
    /// A table of values by option.
    TableId(u16);
    /// A column of a table.
    ColumnId(u16);
    /// A clock: a `clock` card, the `late` of one card, or an acknowledgement ladder.
    ClockId(u16);
    /// A notice.
    NoticeId(u16);
    /// A rule.
    RuleId(u16);
    /// A `hold` card.
    HoldId(u16);
    /// An `on` card.
    ReactionId(u16);
    /// An outside event that the host may report.
    SignalId(u16);
    /// A compiled guard, condition or computed value.
    ExprId(u16);
    /// A list of actions.
    ActsId(u16);
    /// A bounded line (`at_most`): one counter a case.
    LineId(u16);
    /// A register.
    RegisterId(u16);
    /// A calendar.
    CalendarId(u16);
    /// A clause of a registered book.
    ClauseId(u16);
    /// A critical section (`one_at_a_time`).
    SectionId(u16);
    /// A piece of text shown to people.
    TextId(u16);
    /// An option of a choice field, in the order of the declaration.
    OptionId(u16);
    /// A person, as an index into the case's own people table.
    PersonIx(u16);
    /// The number of a record in its case, from 1.
    Seq(u32);
    /// One run of a scope. The root is 1.
    Activation(u32);
    /// One passing of the case through a node that stays open for a while.
    VisitId(u32);
    /// One piece of work for one person (or one wait, call or look-up).
    WorkId(u32);
}

/// A table indexed by one kind of id.
///
/// INVARIANT: an id reaches a table only from the procedure that owns it: the compiler mints both together,
/// and the record decoder resolves names against the same procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Map<I, T> {
    items: Box<[T]>,
    id: PhantomData<I>,
}

impl<I: Id, T> Map<I, T> {
    /// A table of these items; the first has id 0.
    pub fn new(items: Vec<T>) -> Self {
        Self { items: items.into_boxed_slice(), id: PhantomData }
    }
    /// The item of an id that was minted with this table.
    #[expect(clippy::indexing_slicing, reason = "see the invariant of Map; ids of commands are checked by `known`")]
    pub fn at(&self, id: I) -> &T {
        &self.items[id.index()]
    }
    /// The item of an id, if the table has it.
    #[inline]
    pub fn get(&self, id: I) -> Option<&T> {
        self.items.get(id.index())
    }
    /// Ids and items, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        self.items.iter().enumerate().map(|(i, t)| (I::from_index(i), t))
    }
    /// All ids, in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.items.len()).map(I::from_index)
    }
    /// The items alone.
    pub fn values(&self) -> core::slice::Iter<'_, T> {
        self.items.iter()
    }
    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
    /// The first item for which `test` holds.
    pub fn find(&self, test: impl Fn(&T) -> bool) -> Option<I> {
        self.items.iter().position(test).map(I::from_index)
    }
}

impl<I: Id, T> Default for Map<I, T> {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl<I: Id, T> FromIterator<T> for Map<I, T> {
    fn from_iter<A: IntoIterator<Item = T>>(items: A) -> Self {
        Self::new(items.into_iter().collect())
    }
}
