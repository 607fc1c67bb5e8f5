//! Time passes: everything due fires, in the order (instant, case).

use super::{Host, HostError, by_system};
use crate::{Store, Timestamp};
use guicheng_core::Act;

/// Cases woken in one group, with one sync.
const GROUP: usize = 128;
/// How far the remembered instant may lag behind, in milliseconds, where nothing else is written.
const LAG: i64 = 60_000;

/// What a tick did.
#[derive(Debug, Default)]
pub struct Ticked {
    /// Cases opened by a roster or by the calendar.
    pub opened: Vec<Box<str>>,
    /// Cases in which something fired, in order.
    pub fired: Vec<Box<str>>,
    /// Cases that could not be woken and procedures whose cases could not be opened, and why. They stay due.
    pub failed: Vec<(Box<str>, HostError)>,
    /// Something due is left: tick again.
    pub more: bool,
}

impl<S: Store> Host<S> {
    /// Opens what rosters and the calendar open until `now` (if [`Registry::by_roster`](super::Registry::by_roster) says
    /// so), fires everything that is due at `now` or before, then carries out what cases ask of each other, until
    /// nothing is left. A tick with nothing due writes nothing to any history.
    ///
    /// # Errors
    /// The clock jumped, or the store failed.
    pub fn tick(&mut self, now: Timestamp) -> Result<Ticked, HostError> {
        self.tick_some(now, usize::MAX)
    }

    /// As [`Host::tick`], but lets at most so many cases fire and says in [`Ticked::more`] that some are left: where very many
    /// are due at once, what people do comes in between.
    ///
    /// # Errors
    /// The clock jumped, or the store failed.
    pub fn tick_some(&mut self, now: Timestamp, most: usize) -> Result<Ticked, HostError> {
        let before = self.store.last_now(&self.tenant)?;
        self.check_now(now)?;
        let rostered = self.open_by_roster(now)?;
        self.drain(now)?;
        let mut ticked = Ticked { opened: rostered.opened, ..Ticked::default() };
        loop {
            let rest = most.saturating_sub(ticked.fired.len());
            // Cases that cannot be woken stay at the head of the list: look beyond them.
            let wanted = rest.saturating_add(1).min(GROUP);
            let wakes = self.store.due(&self.tenant, now, wanted + ticked.failed.len())?;
            let failed = &ticked.failed;
            let wakes = wakes.into_iter().filter(|w| failed.iter().all(|(case, _)| *case != w.case));
            let mut commands: Vec<_> =
                wakes.map(|wake| (wake.case, by_system(String::new(), now, Act::Tick))).take(wanted).collect();
            ticked.more = commands.len() > rest;
            commands.truncate(rest);
            if commands.is_empty() {
                break;
            }
            let cases: Vec<Box<str>> = commands.iter().map(|(case, _)| case.clone()).collect();
            for (case, answer) in cases.into_iter().zip(self.run_group(commands)?) {
                match answer {
                    Ok(done) if done.receipt.is_some() => ticked.fired.push(case),
                    // Another process fired it first, or it waits for something that time alone does not bring.
                    Ok(_) => ticked.failed.push((case.clone(), HostError::Contended(case))),
                    Err(error) => ticked.failed.push((case, error)),
                }
            }
            self.drain(now)?;
        }
        ticked.failed.extend(rostered.failed);
        if before.is_none_or(|last| now.since(last) >= LAG) {
            self.store.note_now(&self.tenant, now)?;
        }
        Ok(ticked)
    }

    /// When the host should tick next. Openings by a roster are known once this host has ticked.
    ///
    /// # Errors
    /// The store failed.
    pub fn next_due(&self) -> Result<Option<Timestamp>, HostError> {
        let due = self.store.next_due(&self.tenant)?;
        Ok(due.into_iter().chain(self.ahead.next).min())
    }
}
