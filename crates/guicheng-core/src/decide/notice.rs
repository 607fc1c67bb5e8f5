//! Notices: to whom they go, and the ladders of those that want to be confirmed.

use super::{
    clocks,
    draft::{Draft, Outcome},
    people,
};
use crate::{Activation, EventKind, Few, Item, NoticeId, NoticeTo, PersonIx, Who};

/// Sends a notice.
pub(crate) fn send(d: &mut Draft<'_>, id: NoticeId, item: Option<Item>, of: Activation) -> Outcome<()> {
    let p = d.p;
    let notice = &p.notices.at(id);
    let number = d.case().notices.saturating_add(1);
    let confirm = notice.ack.is_some();
    let to: Few<PersonIx> = match &notice.to {
        NoticeTo::All(who) => people::who(d, who, item, of),
        NoticeTo::Any(who) => first_reached(d, who, item, of),
        NoticeTo::Field(_) => {
            d.emit(EventKind::Noticed { number, notice: id, to: Few::new(), confirm: false });
            return Ok(());
        }
    };
    let nobody = to.is_empty();
    d.emit(EventKind::Noticed { number, notice: id, to, confirm });
    if confirm {
        clocks::open_notice(d, id, number);
    }
    if nobody && !d.asks() {
        let roles = match &notice.to {
            NoticeTo::All(who) | NoticeTo::Any(who) => people::roles(d, who, item),
            NoticeTo::Field(_) => Few::new(),
        };
        d.emit(EventKind::Nobody { work: None, notice: Some(number), roles, source: alloc::sync::Arc::default() });
        if confirm {
            return clocks::climb_now(d, crate::ClockKey::Notice(number));
        }
        people::tell_owner(d, crate::Cause::Nobody);
    }
    Ok(())
}

/// Either of several: the first role that has somebody.
fn first_reached(d: &mut Draft<'_>, who: &Who, item: Option<Item>, of: Activation) -> Few<PersonIx> {
    for role in people::roles(d, who, item) {
        let found = people::role_people(d, role, item, of).people;
        if !found.is_empty() {
            return found;
        }
    }
    Few::new()
}
