//! `[status.HOST]`: codes of the host's own.

use super::{
    Low,
    symbols::{CardOf, dangling},
};
use crate::{
    finding::{Kind, TextFinding},
    model::{Name, StatusCard},
};
use alloc::{boxed::Box, format, string::String, vec::Vec};
use guicheng_core::{CardRef, HostCodes, Standing, Status};

/// States of the case, as `case.X`.
const STATES: [(&str, Status); 4] = [
    ("case.open", Status::Open),
    ("case.closed", Status::Closed),
    ("case.aborted", Status::Aborted),
    ("case.merged", Status::Merged),
];

impl Low<'_> {
    /// The codes of every host, hosts in byte order.
    pub(super) fn hosts(&mut self) -> Box<[HostCodes]> {
        let file = self.file;
        let mut hosts: Vec<HostCodes> = file.statuses.iter().map(|card| self.host(card)).collect();
        hosts.sort_by(|a, b| a.host.cmp(&b.host));
        hosts.into()
    }

    /// The order of the keys of a table means nothing: more than one code needs `order`.
    fn host(&mut self, card: &StatusCard) -> HostCodes {
        let place = |name: &Name| card.order.iter().position(|o| o.value == name.value);
        let known = self.cx.findings.len();
        for name in card.order.iter().chain(card.codes.iter().map(|(name, _)| name)) {
            self.standing(name);
        }
        // A misspelt one is told of once, not once more as missing from the other list.
        if self.cx.findings.len() > known {
            return HostCodes { host: card.name.value.clone(), codes: Box::default() };
        }
        for name in card.order.iter().filter(|name| !card.codes.iter().any(|(code, _)| code.value == name.value)) {
            self.cx.found(TextFinding::MissingKey { key: "codes" }, name.span);
        }
        for (name, _) in card.codes.iter().filter(|(name, _)| card.codes.len() > 1 && place(name).is_none()) {
            self.cx.found(TextFinding::MissingKey { key: "order" }, name.span);
        }
        let mut codes: Vec<_> = card.codes.iter().collect();
        codes.sort_by_key(|(name, _)| place(name));
        let codes = codes.into_iter().filter_map(|(name, code)| Some((self.standing(name)?, code.value.clone())));
        HostCodes { host: card.name.value.clone(), codes: codes.collect() }
    }

    fn standing(&mut self, name: &Name) -> Option<Standing> {
        let found = self.stands(&name.value);
        if found.is_none() {
            let cards = self.sym.cards.iter().map(|(id, card)| format!("{}.{id}", card.key()));
            let known: Vec<String> = cards.chain(STATES.iter().map(|(id, _)| String::from(*id))).collect();
            dangling(self.cx, Kind::Card, name, known.iter().map(|name| &**name));
        }
        found
    }

    fn stands(&self, name: &str) -> Option<Standing> {
        if let Some((_, status)) = STATES.iter().find(|(id, _)| *id == name) {
            return Some(Standing::Case(*status));
        }
        let (table, id) = name.split_once('.')?;
        if self.sym.cards.get(id).map_or("step", |card: &CardOf<'_>| card.key()) != table {
            return None;
        }
        match self.card_ref(id)? {
            CardRef::Step(step) => Some(Standing::Step(step)),
            CardRef::Scope(scope) => Some(Standing::Scope(scope)),
            CardRef::Hold(hold) => Some(Standing::Hold(hold)),
            CardRef::Gate(_) | CardRef::Reaction(_) => None,
        }
    }
}
