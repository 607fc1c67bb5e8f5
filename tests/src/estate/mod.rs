//! A year of an estate of a thousand flats, from a seed: residents call, shifts change, people fall ill, forget their
//! work, write things down late or wrongly; the host is set back, a request arrives twice. All shipped procedures run.

mod arrivals;
mod form;
mod shelf;
mod staff;
mod tell;

pub use tell::Later;

use crate::Random;
use guicheng_core::{
    Act, Actor, CardRef, Case, Command, Place as GuardedPlace, Procedure, Rejection, Seq, Status, Timestamp, Work,
    WorkState, org::Absence,
};
use guicheng_history::{rebuild, verify};
use guicheng_store::{
    CaseKey, CaseQuery, CaseRow, Host, HostError, Lane, Linked, MemoryStore, Publication, Registry, Store, View,
    WorkQuery,
};
use shelf::Shelf;
use std::{collections::BTreeMap, path::Path, rc::Rc, sync::Arc};

/// 2026-12-01T00:00:00+08:00: the simulated year begins.
const START: Timestamp = Timestamp(1_796_054_400_000);
const DAY: i64 = 86_400_000;
const MINUTE: i64 = 60_000;
/// How long people are given to finish what is open once nobody calls any more, in days.
const AFTERWARDS: i64 = 400;

/// What the estate is like.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// The seed.
    pub seed: u64,
    /// How many flats.
    pub flats: usize,
    /// How many days.
    pub days: i64,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Year {
    /// Cases opened, by procedure.
    pub opened: BTreeMap<Box<str>, usize>,
    /// Commands carried out.
    pub commands: usize,
    /// Commands refused.
    pub refused: usize,
    /// Requests that came twice and did nothing the second time.
    pub repeats: usize,
    /// Messages delivered.
    pub delivered: usize,
    /// Records written.
    pub records: usize,
    /// Cases handed up at least once.
    pub escalated: usize,
    /// Cases reopened at least once.
    pub reopened: usize,
    /// Cases merged into others.
    pub merged: usize,
    /// Times when nobody was there for a piece of work.
    pub nobody: usize,
    /// Open cases at the end of the year.
    pub open: usize,
    /// Open cases of which neither time nor a person can bring anything on.
    pub stuck: Vec<Left>,
    /// Cases that were still open long after everybody did all that was theirs.
    pub endless: Vec<Left>,
    /// What must not have happened.
    pub faults: Vec<String>,
}

/// A case that was left open.
#[derive(Clone, Debug)]
pub struct Left {
    /// Its id.
    pub case: Box<str>,
    /// Its open work, in words.
    pub work: Vec<String>,
    /// What was refused last, and by what.
    pub refused: Option<String>,
    /// Its history.
    pub history: Vec<Box<str>>,
}

/// The estate.
pub struct Estate {
    host: Host<MemoryStore>,
    linked: BTreeMap<Box<str>, Arc<Linked>>,
    names: Rc<Names>,
    random: Random,
    plan: Plan,
    now: Timestamp,
    keys: u32,
    /// The last refusal of each open case.
    refusals: BTreeMap<Box<str>, (Box<Rejection>, Act)>,
    year: Year,
}

/// Whom and what one can name.
#[derive(Debug)]
struct Names {
    people: Vec<Box<str>>,
    departments: Vec<Box<str>>,
    flats: usize,
}

/// Where something is written down: what it may speak of.
struct Place<'a> {
    procedure: &'a Procedure,
    names: &'a Names,
    now: Timestamp,
    /// Those whose work it is.
    own: &'a [Box<str>],
}

impl Place<'_> {
    fn somebody(&self, random: &mut Random) -> Box<str> {
        let all = if self.own.is_empty() || random.one_in(2) { &self.names.people } else { self.own };
        random.pick(all).cloned().unwrap_or_default()
    }

    fn department(&self, random: &mut Random) -> Box<str> {
        random.pick(&self.names.departments).cloned().unwrap_or_default()
    }

    fn flat(&self, random: &mut Random) -> Box<str> {
        let n = random.below(self.names.flats);
        format!("{}-{}-{:03}", n / 100 + 1, n % 100 / 50 + 1, n % 50 + 101).into()
    }
}

impl core::fmt::Debug for Estate {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Estate").field("plan", &self.plan).field("now", &self.now).finish_non_exhaustive()
    }
}

impl Estate {
    /// An estate run by the procedures of a folder.
    ///
    /// # Errors
    /// The folder cannot be read, or what is in it has errors.
    pub fn new(procedures: &Path, plan: Plan) -> Result<Self, String> {
        let mut random = Random::new(plan.seed);
        let last = START.0.div_euclid(DAY) + plan.days + AFTERWARDS + 60;
        let mut shelf = Shelf::of(procedures, i32::try_from(last).map_err(|e| e.to_string())?)?;
        fall_ill(&mut shelf, &mut random, plan.days + AFTERWARDS);
        let names = Rc::new(Names {
            people: shelf.org.people.iter().map(|p| p.id.clone()).collect(),
            departments: shelf.org.departments.iter().map(|d| d.id.clone()).collect(),
            flats: plan.flats,
        });
        let mut registry = Registry::new(shelf.org);
        registry.filter = Some(Box::new(guicheng_lang::filter::holds));
        let mut salts = Random::new(plan.seed ^ 0x5A17);
        let salt = move |bytes: &mut [u8]| {
            for chunk in bytes.chunks_mut(8) {
                let fresh = salts.next().to_le_bytes();
                chunk.copy_from_slice(&fresh[..chunk.len()]);
            }
        };
        registry.by_roster = true;
        let mut host = Host::new(MemoryStore::new(), "", registry, Box::new(salt)).map_err(|e| e.to_string())?;
        let mut linked = BTreeMap::new();
        for (procedure, source) in shelf.procedures {
            let id = procedure.id.clone();
            let publication = Publication {
                procedure,
                source: &source,
                calendars: Some(&shelf.calendars),
                effective: Timestamp(0),
                now: START,
                by: "zhou_wei",
            };
            linked.insert(id, host.publish(publication).map_err(|e| e.to_string())?.1);
        }
        Ok(Self {
            host,
            linked,
            names,
            random,
            plan,
            now: START,
            keys: 0,
            refusals: BTreeMap::new(),
            year: Year::default(),
        })
    }

    /// Lives through the year, then lets everybody finish what is open.
    pub fn live(mut self) -> Year {
        let end = START.plus(self.plan.days * DAY);
        while self.now < end {
            let slip = i64::try_from(self.random.below(20)).unwrap_or(0);
            self.now = self.now.plus(20 * MINUTE + slip * MINUTE);
            self.wake();
            self.arrive();
            self.work(false);
        }
        self.look_back();
        // Life goes on, but what it brings is no longer looked at.
        self.host.registry_mut().by_roster = false;
        let last = end.plus(AFTERWARDS * DAY);
        while self.now < last && !self.open_cases().is_empty() {
            self.now = self.now.plus(6 * 60 * MINUTE);
            self.wake();
            self.work(true);
        }
        let endless: Vec<Left> = self.open_cases().iter().map(|row| self.left(row)).collect();
        self.year.endless = endless;
        self.check_histories();
        self.year
    }

    /// Time passes; now and then the host's clock is set back first.
    fn wake(&mut self) {
        let now = if self.random.one_in(200) { self.now.plus(-10 * MINUTE) } else { self.now };
        match self.host.tick(now) {
            Ok(ticked) => {
                for (case, error) in ticked.failed {
                    self.year.faults.push(format!("{case} cannot be woken: {error}"));
                }
            }
            Err(error) => self.year.faults.push(format!("a tick failed: {error}")),
        }
        self.deliver();
    }

    /// Messages go out; now and then one cannot be delivered and comes again.
    fn deliver(&mut self) {
        let now = self.now;
        let claimed = self.host.store_mut().claim("", Lane::World, now, MINUTE, 1_000).unwrap_or_default();
        for one in claimed {
            let lost = self.random.one_in(30);
            let store = self.host.store_mut();
            let done = if lost {
                store.put_back("", &one.row.id, one.attempt, now.plus(MINUTE), "no line")
            } else {
                store.acknowledge("", &one.row.id, one.attempt)
            };
            if !done.unwrap_or(false) {
                self.year.faults.push(format!("the message {:?} was somebody else's", one.row.id));
            }
            self.year.delivered += usize::from(!lost);
        }
    }

    fn key(&mut self) -> Box<str> {
        self.keys += 1;
        format!("k{}", self.keys).into()
    }

    fn send(&mut self, case: &str, key: &str, who: Option<&str>, occurred: Option<Timestamp>, act: Act) -> Sent {
        let actor = Actor { person: who.map(Box::from), on_behalf: None, via: "estate".into() };
        let command = Command { key: key.into(), now: self.now, occurred, actor, seen: None, act, answers: Vec::new() };
        let again = self.random.one_in(60).then(|| command.clone());
        let sent = command.act.clone();
        match self.host.execute(case, command) {
            Ok(_) => {
                self.year.commands += 1;
                if let Some(command) = again {
                    self.repeat(case, command);
                }
                Sent::Done
            }
            Err(HostError::Rejected { rejection, .. }) => {
                self.year.refused += 1;
                self.refusals.insert(case.into(), (rejection.clone(), sent));
                Sent::Refused(rejection)
            }
            Err(error) => {
                self.year.faults.push(format!("{case}: {error}"));
                Sent::Failed
            }
        }
    }

    /// The same request comes a second time: it is answered and does nothing.
    fn repeat(&mut self, case: &str, command: Command) {
        match self.host.execute(case, command) {
            Ok(done) if done.repeated => self.year.repeats += 1,
            Ok(_) => self.year.faults.push(format!("{case}: a request that came twice was carried out twice")),
            Err(error) => self.year.faults.push(format!("{case}: a request that came twice failed: {error}")),
        }
    }

    fn open_cases(&self) -> Vec<CaseRow> {
        let query = CaseQuery { status: Some(Status::Open), ..CaseQuery::default() };
        self.host.store().cases("", &query).unwrap_or_default()
    }

    /// At the end of the year every open case has something due, or somebody who can act.
    fn look_back(&mut self) {
        let open = self.open_cases();
        self.year.open = open.len();
        for row in open {
            if !self.goes_on(&row) {
                let left = self.left(&row);
                self.year.stuck.push(left);
            }
        }
    }

    /// Time, a person or a child case brings it on.
    fn goes_on(&mut self, row: &CaseRow) -> bool {
        if row.head.next_due.is_some() || self.somebody_can_act(&row.case) {
            return true;
        }
        let Ok(Some(view)) = self.host.view(&row.case) else { return false };
        if self.somebody_can_intervene(&view) {
            return true;
        }
        let children: Vec<Box<str>> = view.case.work.iter().filter_map(|work| work.child.clone()).collect();
        let open = self.open_cases();
        let child_of = |name: &str| open.iter().find(|other| *other.case == *format!("{}.{name}", row.case));
        children.iter().filter_map(|name| child_of(name)).any(|child| self.goes_on(child))
    }

    /// An `on` card that somebody may do now, or a hold that somebody may end.
    fn somebody_can_intervene(&mut self, view: &View) -> bool {
        let p = &view.linked.procedure;
        let reached = |place: &GuardedPlace| match place {
            GuardedPlace::Open => true,
            GuardedPlace::Closed => false,
            GuardedPlace::Cards(cards) => cards.iter().any(|card| is_open(view, *card)),
        };
        let cards = p.reactions.values().filter(|on| reached(&on.during)).map(|on| &on.trigger);
        let holds = view.case.holds.iter().map(|hold| &p.holds.at(hold.hold).trigger);
        let who: Vec<_> = cards.chain(holds).filter_map(|trigger| trigger.who.clone()).collect();
        who.iter().any(|who| self.of_trigger(view, Some(who)).is_some())
    }

    fn somebody_can_act(&self, case: &str) -> bool {
        let rows = self.host.store().open_work("", &WorkQuery::Case(case.into())).unwrap_or_default();
        rows.iter()
            .filter(|row| !row.held && row.state != WorkState::Hidden)
            .any(|row| row.holder.is_some() || row.who.iter().any(|source| !self.people_of(source).is_empty()))
    }

    /// Who stands behind a source of people now.
    fn people_of(&self, source: &str) -> Vec<Box<str>> {
        if let Some(person) = source.strip_prefix("person:") {
            return vec![person.into()];
        }
        if source == "anyone" {
            return self.names.people.clone();
        }
        self.host.holders(source, self.now).map(|answer| answer.people).unwrap_or_default()
    }

    fn left(&self, row: &CaseRow) -> Left {
        let work = self.host.store().open_work("", &WorkQuery::Case(row.case.clone())).unwrap_or_default();
        let told = |w: &guicheng_store::WorkRow| {
            format!("{} {:?}{} by {:?} of {:?}", w.card, w.state, if w.held { " held" } else { "" }, w.holder, w.who)
        };
        let history = self.host.store().history(&CaseKey::new("", &row.case), Seq(0)).unwrap_or_default();
        let told_refusal = |(why, act): &(Box<Rejection>, Act)| format!("{} by {:?}: {act:?}", why.code, why.by);
        let refused = self.refusals.get(&row.case).map(told_refusal);
        Left { case: row.case.clone(), work: work.iter().map(told).collect(), refused, history }
    }

    /// Every history is decided again as it was, and leads to the case that the store holds.
    fn check_histories(&mut self) {
        let rows = self.host.store().cases("", &CaseQuery::default()).unwrap_or_default();
        for row in rows {
            let history = self.host.store().history(&CaseKey::new("", &row.case), Seq(0)).unwrap_or_default();
            self.year.records += history.len();
            let lines: Vec<&str> = history.iter().map(|line| &**line).collect();
            self.year.nobody += lines.iter().filter(|line| line.contains("\"kind\":\"nobody\"")).count();
            let Ok(Some(view)) = self.host.view(&row.case) else {
                self.year.faults.push(format!("{} cannot be read", row.case));
                continue;
            };
            self.count(&row, &view.case);
            if let Err(difference) = verify(&view.linked.procedure, &view.linked.lexicon, &lines) {
                self.year.faults.push(format!("{}: decided otherwise: {difference:?}", row.case));
            }
            match rebuild(&view.linked.lexicon, lines.iter().copied()) {
                Ok(case) if case == view.case => {}
                Ok(_) => self.year.faults.push(format!("{}: the history leads to another case", row.case)),
                Err(why) => self.year.faults.push(format!("{}: {why}", row.case)),
            }
        }
    }

    fn count(&mut self, row: &CaseRow, case: &Case) {
        *self.year.opened.entry(row.head.procedure.clone()).or_default() += 1;
        self.year.escalated += usize::from(case.escalated);
        self.year.reopened += usize::from(case.reopened > 0);
        self.year.merged += usize::from(case.status == Status::Merged);
    }
}

/// Whether the case is at a card now.
fn is_open(view: &View, card: CardRef) -> bool {
    let p = &view.linked.procedure;
    let at = |work: Work| view.case.visits.iter().any(|visit| p.graph.nodes.at(visit.node).work == work);
    match card {
        CardRef::Step(step) => at(Work::Step(step)),
        CardRef::Scope(scope) => view.case.frames.iter().any(|frame| frame.scope == scope),
        CardRef::Gate(node) => view.case.visits.iter().any(|visit| visit.node == node),
        CardRef::Hold(hold) => view.case.holds.iter().any(|held| held.hold == hold),
        CardRef::Reaction(_) => false,
    }
}

/// How a command fared.
enum Sent {
    Done,
    Refused(Box<Rejection>),
    Failed,
}

/// People are away now and then, for a few hours or some days.
fn fall_ill(shelf: &mut Shelf, random: &mut Random, days: i64) {
    let people: Vec<Box<str>> = shelf.org.people.iter().map(|p| p.id.clone()).collect();
    for person in people {
        let mut day = i64::try_from(random.below(60)).unwrap_or(0);
        while day < days {
            let from = START.plus(day * DAY + 8 * 60 * MINUTE);
            let length = if random.one_in(3) { 5 * DAY } else { 9 * 60 * MINUTE };
            shelf.org.absences.push(Absence { person: person.clone(), from, to: from.plus(length) });
            day += 20 + i64::try_from(random.below(80)).unwrap_or(0);
        }
    }
}
