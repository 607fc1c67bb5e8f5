//! The state of a case and what it is made of.

use super::{Context, Object, Part, put, value};
use crate::{
    DecodeError,
    canonical::{Json, Writer},
};
use alloc::{boxed::Box, sync::Arc, vec::Vec};
use guicheng_core::{
    Activation, Case, ClockKey, ClockState, Done, FieldId, FieldState, Frame, HoldState, Id, Item, Kept, LineId,
    ListRef, Mark, Phase, RegisterId, Repeating, RuleId, StepId, Timestamp, Token, Unconfirmed, Value, Visit, Watch,
    What, WorkItem, WorkState,
};

objects! {
    Token { flow, of, spent }
    Frame { beside, id, item, parent, round, scope, visit }
    Item { index, list }
    Visit { done, id, node, of, opened, race, total }
    WorkItem {
        added, child, held, holder, id, item, of, only, opened, opened_at, role, rung, state, visit, what,
    }
    Done { at, by, item, step, visit }
    HoldState { hold, id, of, since }
    Unconfirmed { notice, number, rung, to }
    ClockState { clock, due, fired, generation, kept, late, next, of, pauses, phase, repeats, since, start }
    Kept { due, extra, pauses }
    Repeating { count, last, threshold }
}

tuples! {
    (step: StepId, person: guicheng_core::PersonIx) {person, step}
    (step: StepId, cases: Box<[Box<str>]>) {cases, step}
    (rule: RuleId, of: Activation) {of, rule}
    (line: LineId, count: u16) {count, line}
    (register: RegisterId, count: u16) {count, register}
    (mark: Mark, at: Timestamp) {at, mark}
}

choices! { ListRef as "list":
    one { Field = "field", Found = "found" }
}

choices! { What as "kind of work":
    one { Step = "step", Choose = "choose", Round = "round" }
}

choices! { WorkState as "state of work":
    unit { Hidden = "hidden", Offered = "offered", Taken = "taken", Started = "started" }
}

choices! { Watch as "watched condition":
    one { Reaction = "reaction", Hold = "hold" }
}

choices! { ClockKey as "owner of a clock":
    unit { Case = "case" }
    one { Work = "work", Notice = "notice" }
}

choices! { Phase as "phase":
    unit { Running = "running", Paused = "paused", Stopped = "stopped" }
}

choices! { Mark as "happening":
    unit { CaseOpened = "case_opened", CaseClosed = "case_closed" }
    one {
        StepOpened = "step_opened", StepClaimed = "step_claimed", StepDone = "step_done", ScopeOpened = "route_opened",
        ScopeDone = "route_done", HoldBegan = "hold_began", HoldEnded = "hold_ended", Signal = "event",
        Filled = "filled",
    }
}

/// A field that is kept per item, the position of the item, and its value.
impl Part for (FieldId, u16, Value) {
    fn write(&self, out: &mut Writer, cx: &Context<'_>) {
        let (field, index, value) = self;
        out.open();
        put(out, key!("field"), field, cx);
        put(out, key!("index"), index, cx);
        value::put_value(out, value, *field, cx);
        out.close();
    }
    fn read(json: &Json<'_>, cx: &Context<'_>) -> Result<Self, DecodeError> {
        let object = Object::of(json, &["field", "index", "value"])?;
        let field = object.take("field", cx)?;
        Ok((field, object.take("index", cx)?, value::take_value(&object, field, cx)?))
    }
}

/// Fields stand by name; those that were never filled are left out.
struct Fields(Vec<FieldState>);

/// The version of the form of states.
const STATE_VERSION: i64 = 1;

/// The most fields that a state is read with: as many as there are ids.
const FIELDS: usize = 65_536;

fn put_fields(out: &mut Writer, fields: &[FieldState], cx: &Context<'_>) {
    if fields.is_empty() {
        return;
    }
    out.known_key(key!("fields"));
    out.open_list();
    let last = fields.len().saturating_sub(1);
    for (at, state) in fields.iter().enumerate() {
        // The last one stands even if empty: it says how far the fields reach.
        if at == last || *state != FieldState::default() {
            let field = FieldId::from_index(at);
            out.item();
            out.open();
            put(out, key!("at"), &state.at, cx);
            put(out, key!("field"), &field, cx);
            value::put_value(out, &state.value, field, cx);
            out.close();
        }
    }
    out.close_list();
}

impl Fields {
    fn read(object: &Object<'_, '_>, cx: &Context<'_>) -> Result<Self, DecodeError> {
        let mut fields = Vec::new();
        let Some(json) = object.get("fields") else { return Ok(Self(fields)) };
        let Json::List(items) = json else { return Err(DecodeError::expected("a list").under("fields")) };
        for item in items {
            let one = Object::of(item, &["at", "field", "value"])?;
            let field: FieldId = one.take("field", cx)?;
            let place = field.index();
            if place < fields.len() || place >= FIELDS {
                return Err(DecodeError::expected("fields in their order").under("fields"));
            }
            fields.resize(place, FieldState::default());
            fields.push(FieldState { value: value::take_value(&one, field, cx)?, at: one.take("at", cx)? });
        }
        Ok(Self(fields))
    }
}

/// Declares the keys of a state in ascending order, with the two that are not plain in their places.
macro_rules! state {
    ($($before:ident),*; fields; $($middle:ident),*; people; $($after:ident),*; v; $($last:ident),*) => {
        /// Writes the keys of a state into an open object.
        pub(crate) fn put_state(case: &Case, out: &mut Writer, cx: &Context<'_>) {
            let Case { $($before,)* fields, $($middle,)* people, $($after,)* $($last),* } = case;
            $(put(out, key!($before), $before, cx);)*
            put_fields(out, fields, cx);
            $(put(out, key!($middle), $middle, cx);)*
            put(out, key!("people"), people, cx);
            $(put(out, key!($after), $after, cx);)*
            out.known_key(key!("v"));
            out.int(STATE_VERSION);
            $(put(out, key!($last), $last, cx);)*
        }

        /// The keys of a state.
        const STATE_KEYS: &[&str] =
            &[$(stringify!($before),)* "fields", $(stringify!($middle),)* "people", $(stringify!($after),)* "v", $(stringify!($last)),*];

        /// Reads a state from an object; `people` were read from it before.
        fn take_state(
            object: &Object<'_, '_>,
            people: Vec<Arc<str>>,
            lexicon: &crate::Lexicon,
        ) -> Result<Case, DecodeError> {
            let cx = &Context { lexicon, people: &people };
            $(let $before = object.take(stringify!($before), cx)?;)*
            let Fields(fields) = Fields::read(object, cx)?;
            $(let $middle = object.take(stringify!($middle), cx)?;)*
            $(let $after = object.take(stringify!($after), cx)?;)*
            $(let $last = object.take(stringify!($last), cx)?;)*
            Ok(Case { $($before,)* fields, $($middle,)* people, $($after,)* $($last),* })
        }
    };
}

/// Reads a whole state.
pub(crate) fn case_of(json: &Json<'_>, lexicon: &crate::Lexicon) -> Result<Case, DecodeError> {
    let object = Object::of(json, STATE_KEYS)?;
    let nobody = &Context { lexicon, people: &[] };
    let version = i64::read(object.need("v")?, nobody)?;
    if version != STATE_VERSION {
        return Err(DecodeError::Version(version));
    }
    let people: Vec<Arc<str>> = object.take("people", nobody)?;
    take_state(&object, people, lexicon)
}

state! {
    absorbed, broken, clocks, closed_at, done, escalated;
    fields;
    found, frames, holds, lines, mailbox, marks, merged_into, named, next_id, notices, now, opened_at, parent;
    people;
    per, pins, reopened, seq, status, tokens, true_now, unconfirmed;
    v;
    visits, work, written
}
