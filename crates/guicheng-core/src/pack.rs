//! A case at rest: the same case in a tenth of the room, for a host that holds very many of them in memory.
//!
//! Numbers take seven bits a byte; instants are counted from the opening of the case; a list that is empty takes a bit.

use crate::{
    Activation, Case, ClockId, ClockKey, ClockState, Decimal, Done, Few, FieldId, FieldState, FlowId, Frame, HoldId,
    HoldState, Item, Kept, LineId, ListRef, Mark, NodeId, NoticeId, OptionId, PersonIx, Phase, Pins, ReactionId,
    RegisterId, Repeating, RoleId, RuleId, ScopeId, Seq, SignalId, Status, StepId, Timestamp, Token, Unconfirmed,
    Value, Visit, VisitId, Watch, What, WorkId, WorkItem, WorkState,
};
use alloc::{boxed::Box, string::String, sync::Arc, vec::Vec};
use smallvec::{Array, SmallVec};

/// A case at rest. Nothing can be read from it before it is unpacked. It lives in memory only: what is stored is a
/// snapshot, whose form outlives a version of the engine.
///
/// INVARIANT: the bytes were written by [`Self::new`], so they end where they should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// Shared by all cases that were opened with the same ones.
    pins: Option<Arc<Pins>>,
    bytes: Box<[u8]>,
}

impl Packed {
    /// Packs a case.
    pub fn new(case: &Case) -> Self {
        let mut out = Out { bytes: Vec::with_capacity(512), base: case.opened_at.0 };
        put_case(case, &mut out);
        Self { pins: case.pins.clone(), bytes: out.bytes.into() }
    }

    /// The case.
    pub fn unpack(&self) -> Case {
        let mut case = Case::default();
        self.unpack_into(&mut case);
        case
    }

    /// The case, in the room of another one.
    pub fn unpack_into(&self, case: &mut Case) {
        case.pins.clone_from(&self.pins);
        get_case(case, &mut In { rest: &self.bytes, base: 0 });
    }

    /// How many bytes it takes, but for the pins that it shares.
    pub fn size(&self) -> usize {
        size_of::<Self>() + self.bytes.len()
    }
}

struct Out {
    bytes: Vec<u8>,
    /// What instants are counted from.
    base: i64,
}

impl Out {
    fn number(&mut self, n: u64) {
        let mut rest = n;
        while rest >= 0x80 {
            self.bytes.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        self.bytes.push(rest as u8);
    }
}

struct In<'b> {
    rest: &'b [u8],
    base: i64,
}

impl In<'_> {
    fn number(&mut self) -> u64 {
        let (mut n, mut at) = (0, 0);
        while let Some((byte, rest)) = self.rest.split_first() {
            self.rest = rest;
            n |= u64::from(byte & 0x7f) << at;
            at += 7;
            if byte & 0x80 == 0 || at > 63 {
                break;
            }
        }
        n
    }

    fn bytes(&mut self, length: usize) -> &[u8] {
        let (bytes, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, &[]));
        self.rest = rest;
        bytes
    }
}

/// What can be packed.
trait Pack: Sized {
    fn put(&self, out: &mut Out);
    fn get(from: &mut In<'_>) -> Self;
}

macro_rules! numbers {
    ($($ty:ty),*) => {$(
        impl Pack for $ty {
            fn put(&self, out: &mut Out) {
                out.number(u64::from(*self));
            }
            fn get(from: &mut In<'_>) -> Self {
                from.number() as $ty
            }
        }
    )*};
}
numbers!(u8, u16, u32, u64);

macro_rules! ids {
    ($($id:ident),*) => {$(
        impl Pack for $id {
            fn put(&self, out: &mut Out) {
                self.0.put(out);
            }
            fn get(from: &mut In<'_>) -> Self {
                Self(Pack::get(from))
            }
        }
    )*};
}
ids!(
    Activation, ClockId, FieldId, FlowId, HoldId, LineId, NodeId, NoticeId, OptionId, PersonIx, ReactionId, RegisterId,
    RoleId, RuleId, ScopeId, Seq, SignalId, StepId, VisitId, WorkId
);

/// Every field is named, so that none can be forgotten.
macro_rules! structs {
    ($($ty:ident { $($field:ident),* $(,)? })*) => {$(
        impl Pack for $ty {
            fn put(&self, out: &mut Out) {
                let Self { $($field),* } = self;
                $($field.put(out);)*
            }
            fn get(from: &mut In<'_>) -> Self {
                $(let $field = Pack::get(from);)*
                Self { $($field),* }
            }
        }
    )*};
}
structs! {
    Token { flow, of, spent }
    Frame { id, scope, visit, parent, beside, round, item }
    Item { list, index }
    Visit { id, node, of, opened, total, done, race }
    WorkItem {
        id, visit, what, of, item, role, state, held, holder, only, added, opened, opened_at, rung, child,
    }
    FieldState { value, at }
    Done { step, item, visit, by, at }
    HoldState { hold, of, id, since }
    Unconfirmed { number, notice, to, rung }
    ClockState { clock, of, generation, phase, start, pauses, since, due, late, fired, repeats, next, kept }
    Kept { due, pauses, extra }
    Repeating { threshold, count, last }
    Decimal { units, scale }
}

macro_rules! enums {
    ($($ty:ident { $($tag:literal = $variant:ident $(($($part:ident),*))?),* $(,)? } else $other:expr;)*) => {$(
        impl Pack for $ty {
            fn put(&self, out: &mut Out) {
                match self {
                    $(Self::$variant $(($($part),*))? => {
                        out.bytes.push($tag);
                        $($($part.put(out);)*)?
                    })*
                }
            }
            fn get(from: &mut In<'_>) -> Self {
                match u8::get(from) {
                    $($tag => Self::$variant $(($({ let $part = Pack::get(from); $part }),*))?,)*
                    _ => $other,
                }
            }
        }
    )*};
}
enums! {
    Status { 0 = New, 1 = Open, 2 = Closed, 3 = Aborted, 4 = Merged } else Self::New;
    What { 0 = Step(step), 1 = Choose(node), 2 = Round(scope) } else Self::Step(StepId(0));
    WorkState { 0 = Hidden, 1 = Offered, 2 = Taken, 3 = Started } else Self::Hidden;
    Watch { 0 = Reaction(on), 1 = Hold(hold) } else Self::Hold(HoldId(0));
    ClockKey { 0 = Case, 1 = Work(work), 2 = Notice(number) } else Self::Case;
    Phase { 0 = Running, 1 = Paused, 2 = Stopped } else Self::Running;
    ListRef { 0 = Field(field), 1 = Found(step) } else Self::Field(FieldId(0));
    Mark {
        0 = StepOpened(step), 1 = StepClaimed(step), 2 = StepDone(step), 3 = ScopeOpened(scope), 4 = ScopeDone(scope),
        5 = HoldBegan(hold), 6 = HoldEnded(hold), 7 = CaseOpened, 8 = CaseClosed, 9 = Signal(signal), 10 = Filled(field),
    } else Self::CaseOpened;
    Value {
        0 = Empty, 1 = Text(text), 2 = Decimal(number), 3 = YesNo(yes), 4 = Choice(option), 5 = Choices(ticked),
        6 = Date(day), 7 = Moment(at), 8 = Duration(ms), 9 = Person(person), 10 = File(digest, size), 11 = Sealed(digest),
        12 = List(items),
    } else Self::Empty;
}

impl Pack for bool {
    fn put(&self, out: &mut Out) {
        u8::from(*self).put(out);
    }
    fn get(from: &mut In<'_>) -> Self {
        u8::get(from) != 0
    }
}

/// The sign stands in the lowest bit: small numbers stay short on both sides of nothing.
impl Pack for i64 {
    fn put(&self, out: &mut Out) {
        out.number(((*self << 1) ^ (*self >> 63)) as u64);
    }
    fn get(from: &mut In<'_>) -> Self {
        let n = from.number();
        (n >> 1) as Self ^ -((n & 1) as Self)
    }
}

impl Pack for i32 {
    fn put(&self, out: &mut Out) {
        i64::from(*self).put(out);
    }
    fn get(from: &mut In<'_>) -> Self {
        i64::get(from) as Self
    }
}

/// None of the clock's own moments is further away than "never".
impl Pack for Timestamp {
    fn put(&self, out: &mut Out) {
        self.0.wrapping_sub(out.base).put(out);
    }
    fn get(from: &mut In<'_>) -> Self {
        Self(i64::get(from).wrapping_add(from.base))
    }
}

impl Pack for [u8; 32] {
    fn put(&self, out: &mut Out) {
        out.bytes.extend_from_slice(self);
    }
    fn get(from: &mut In<'_>) -> Self {
        from.bytes(32).try_into().unwrap_or([0; 32])
    }
}

fn put_text(text: &str, out: &mut Out) {
    out.number(text.len() as u64);
    out.bytes.extend_from_slice(text.as_bytes());
}

fn get_text<'b>(from: &'b mut In<'_>) -> &'b str {
    let length = from.number() as usize;
    core::str::from_utf8(from.bytes(length)).unwrap_or("")
}

macro_rules! texts {
    ($($ty:ty),*) => {$(
        impl Pack for $ty {
            fn put(&self, out: &mut Out) {
                put_text(self, out);
            }
            fn get(from: &mut In<'_>) -> Self {
                get_text(from).into()
            }
        }
    )*};
}
texts!(Box<str>, Arc<str>, String);

impl<T: Pack> Pack for Box<T> {
    fn put(&self, out: &mut Out) {
        (**self).put(out);
    }
    fn get(from: &mut In<'_>) -> Self {
        Self::new(T::get(from))
    }
}

impl<T: Pack> Pack for Arc<T> {
    fn put(&self, out: &mut Out) {
        (**self).put(out);
    }
    fn get(from: &mut In<'_>) -> Self {
        Self::new(T::get(from))
    }
}

impl<T: Pack> Pack for Option<T> {
    fn put(&self, out: &mut Out) {
        out.bytes.push(u8::from(self.is_some()));
        if let Some(one) = self {
            one.put(out);
        }
    }
    fn get(from: &mut In<'_>) -> Self {
        bool::get(from).then(|| T::get(from))
    }
}

impl<A: Pack, B: Pack> Pack for (A, B) {
    fn put(&self, out: &mut Out) {
        self.0.put(out);
        self.1.put(out);
    }
    fn get(from: &mut In<'_>) -> Self {
        (A::get(from), B::get(from))
    }
}

impl<A: Pack, B: Pack, C: Pack> Pack for (A, B, C) {
    fn put(&self, out: &mut Out) {
        self.0.put(out);
        self.1.put(out);
        self.2.put(out);
    }
    fn get(from: &mut In<'_>) -> Self {
        (A::get(from), B::get(from), C::get(from))
    }
}

fn put_list<T: Pack>(list: &[T], out: &mut Out) {
    out.number(list.len() as u64);
    for one in list {
        one.put(out);
    }
}

impl<T: Pack> Pack for Box<[T]> {
    fn put(&self, out: &mut Out) {
        put_list(self, out);
    }
    fn get(from: &mut In<'_>) -> Self {
        (0..from.number()).map(|_| T::get(from)).collect()
    }
}

impl<A: Array<Item: Pack>> Pack for SmallVec<A> {
    fn put(&self, out: &mut Out) {
        put_list(self, out);
    }
    fn get(from: &mut In<'_>) -> Self {
        (0..from.number()).map(|_| Pack::get(from)).collect()
    }
}

impl<T: Pack + Copy + Default, const N: usize> Pack for Few<T, N> {
    fn put(&self, out: &mut Out) {
        put_list(self, out);
    }
    fn get(from: &mut In<'_>) -> Self {
        (0..from.number()).map(|_| Pack::get(from)).collect()
    }
}

fn refill<T: Pack, L: Extend<T> + core::ops::Deref<Target = [T]>>(list: &mut L, length: u64, from: &mut In<'_>) {
    list.extend((0..length).map(|_| T::get(from)));
}

/// One bit for each list that has something; then these lists.
macro_rules! lists {
    ($($bit:literal = $list:ident),* $(,)?) => {
        fn put_lists(case: &Case, out: &mut Out) {
            let full = 0_u32 $(| u32::from(!case.$list.is_empty()) << $bit)*;
            full.put(out);
            $(if !case.$list.is_empty() {
                put_list(&case.$list, out);
            })*
        }

        fn get_lists(case: &mut Case, from: &mut In<'_>) {
            let full = u32::get(from);
            $(case.$list.clear();
            if (full >> $bit) & 1 == 1 {
                let length = from.number();
                refill(&mut case.$list, length, from);
            })*
        }
    };
}
// What is there most often stands in the first byte.
lists! {
    0 = frames, 1 = visits, 2 = work, 3 = clocks, 4 = fields, 5 = people, 6 = done, 7 = tokens, 8 = per, 9 = absorbed,
    10 = named, 11 = mailbox, 12 = found, 13 = holds, 14 = broken, 15 = true_now, 16 = lines, 17 = written,
    18 = unconfirmed, 19 = marks,
}

/// Every field is named, so that none can be forgotten: the lists and the pins are put elsewhere.
fn put_case(case: &Case, out: &mut Out) {
    let Case {
        seq,
        now,
        status,
        opened_at,
        closed_at,
        escalated,
        reopened,
        next_id,
        merged_into,
        absorbed: _,
        parent,
        pins: _,
        tokens: _,
        frames: _,
        visits: _,
        work: _,
        clocks: _,
        fields: _,
        per: _,
        people: _,
        done: _,
        named: _,
        mailbox: _,
        found: _,
        holds: _,
        broken: _,
        true_now: _,
        lines: _,
        written: _,
        unconfirmed: _,
        notices,
        marks: _,
    } = case;
    opened_at.0.put(out);
    (*seq, *now, *status).put(out);
    (*escalated, *reopened, *next_id).put(out);
    let rare = closed_at.is_some() || merged_into.is_some() || parent.is_some() || *notices > 0;
    rare.put(out);
    if rare {
        (*closed_at, *notices).put(out);
        merged_into.put(out);
        parent.put(out);
    }
    put_lists(case, out);
}

fn get_case(case: &mut Case, from: &mut In<'_>) {
    case.opened_at = Timestamp(Pack::get(from));
    from.base = case.opened_at.0;
    (case.seq, case.now, case.status) = Pack::get(from);
    (case.escalated, case.reopened, case.next_id) = Pack::get(from);
    (case.closed_at, case.notices, case.merged_into, case.parent) = (None, 0, None, None);
    if bool::get(from) {
        (case.closed_at, case.notices) = Pack::get(from);
        (case.merged_into, case.parent) = Pack::get(from);
    }
    get_lists(case, from);
}
