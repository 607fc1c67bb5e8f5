//! Ids of the definition stand as names, people as their own ids.

use super::{Context, Part};
use crate::{
    DecodeError,
    canonical::{Json, Writer},
};
use guicheng_core::{
    ActsId, CalendarId, ClockId, ExprId, FieldId, FlowId, HoldId, LineId, NodeId, NoticeId, PersonIx, ReactionId,
    RegisterId, RoleId, RuleId, ScopeId, SignalId, StepId, TextId,
};

macro_rules! names {
    ($($id:ident in $table:ident as $what:literal;)*) => {$(
        impl Part for $id {
            fn write(&self, out: &mut Writer, cx: &Context<'_>) {
                match cx.lexicon.$table.written(*self) {
                    Some(name) => out.written(name),
                    // An id of another procedure: written so that it is seen, and refused by the reader.
                    None => out.plain(format_args!("#{}", self.0)),
                }
            }
            fn read(json: &Json<'_>, cx: &Context<'_>) -> Result<Self, DecodeError> {
                let Json::Text(name) = json else { return Err(DecodeError::expected("a name")) };
                let unknown = || DecodeError::UnknownName { what: $what, name: (&**name).into() };
                cx.lexicon.$table.id(name).ok_or_else(unknown)
            }
        }
    )*};
}

names! {
    NodeId in nodes as "node";
    FlowId in flows as "flow";
    ScopeId in scopes as "route";
    StepId in steps as "step";
    FieldId in fields as "field";
    RoleId in roles as "role";
    ClockId in clocks as "clock";
    NoticeId in notices as "notice";
    RegisterId in registers as "register";
    RuleId in rules as "rule";
    HoldId in holds as "hold";
    ReactionId in reactions as "reaction";
    SignalId in signals as "event";
    ExprId in guards as "guard";
    ActsId in acts as "list of actions";
    LineId in lines as "bounded line";
    CalendarId in calendars as "calendar";
    TextId in texts as "text";
}

impl Part for PersonIx {
    fn write(&self, out: &mut Writer, cx: &Context<'_>) {
        match cx.people.get(usize::from(self.0)) {
            Some(person) => out.text(person),
            None => out.plain(format_args!("#{}", self.0)),
        }
    }
    fn read(json: &Json<'_>, cx: &Context<'_>) -> Result<Self, DecodeError> {
        let Json::Text(name) = json else { return Err(DecodeError::expected("a person")) };
        let place = cx.people.iter().position(|p| **p == **name).and_then(|i| u16::try_from(i).ok());
        place.map(PersonIx).ok_or_else(|| DecodeError::UnknownName { what: "person", name: (&**name).into() })
    }
}
