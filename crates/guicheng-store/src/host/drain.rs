//! What cases ask of each other: opened, told, withdrawn, looked up. Each request becomes a command whose key is made of
//! the request's id, so that a repeat does nothing.

use super::{
    Host, HostError, View, by_system,
    drive::{ATTEMPTS, Origin, Prepared, Step},
    effect::{Fields, child_id, status},
    json, people, seal,
};
use crate::{Claimed, Duty, DutyBy, EffectId, Lane, Store, Timestamp, WorkQuery};
use guicheng_core::{Act, Entry, FieldId, Pick, Procedure, Refused, StepKind, Value, What, WorkId, WorkState};
use guicheng_history::canonical::Json;
use std::mem;

/// Requests taken at once.
const BATCH: usize = 64;
/// How long they are this host's alone.
const LEASE: i64 = 60_000;
/// The most requests carried out in one call: cases that call each other without end wait for the next.
const MOST: usize = 10_000;
/// A request that failed comes again after this long for each attempt so far.
const PATIENCE: i64 = 30_000;

/// Why a request was not carried out.
enum Undone {
    /// What it was meant for is over: there is nothing left to do.
    Over,
    /// It makes no sense.
    Unreadable(&'static str),
    /// It failed, and may succeed later.
    Failed(HostError),
}

/// What a request comes to.
enum Asked {
    /// This is to be committed, on this case.
    Commit((Box<str>, Box<Prepared>)),
    /// Nothing is left to do.
    Done,
}

/// A request that is decided and waits to be committed with others.
struct Ready {
    one: Claimed,
    decided: (Box<str>, Box<Prepared>),
}

impl Ready {
    /// Whether another request looks at the case that this one changes: it is its own, one that it names, or all of them.
    fn concerns(&self, other: &Claimed) -> bool {
        let (case, _) = &self.decided;
        let names = |key| Fields::read(&other.row).is_some_and(|fields| fields.text(key) == Some(&**case));
        let looks_widely = || match &*other.row.kind {
            "look_up" => &*self.one.row.kind != "look_up",
            "pass_duty" => true,
            _ => false,
        };
        *case == other.row.id.case || looks_widely() || ["child", "parent", "into"].into_iter().any(names)
    }
}

impl From<HostError> for Undone {
    fn from(error: HostError) -> Self {
        match error {
            HostError::Rejected { rejection, .. }
                if matches!(rejection.code, Refused::NotOpen | Refused::Ended | Refused::WrongState) =>
            {
                Self::Over
            }
            other => Self::Failed(other),
        }
    }
}

impl From<crate::StoreError> for Undone {
    fn from(error: crate::StoreError) -> Self {
        Self::Failed(HostError::Store(error))
    }
}

impl<S: Store> Host<S> {
    /// Carries out what cases ask of each other, until nothing is left. [`Host::execute`], [`Host::open`] and
    /// [`Host::tick`] do it by themselves; call it after a restart.
    ///
    /// # Errors
    /// The store failed.
    pub fn drain(&mut self, now: Timestamp) -> Result<usize, HostError> {
        let mut count = 0;
        while count < MOST {
            let claimed = self.store.claim(&self.tenant, Lane::Cases, now, LEASE, BATCH)?;
            if claimed.is_empty() {
                break;
            }
            count += claimed.len();
            self.carry_out_all(claimed, now)?;
        }
        Ok(count)
    }

    /// Carries requests out in their order, those that do not look at each other's cases with one sync.
    fn carry_out_all(&mut self, claimed: Vec<Claimed>, now: Timestamp) -> Result<(), HostError> {
        let mut group: Vec<Ready> = Vec::new();
        for one in claimed {
            if group.iter().any(|ready| ready.concerns(&one)) {
                self.commit_group(mem::take(&mut group), now)?;
            }
            match self.request(&one, now) {
                Ok(Asked::Commit(decided)) => {
                    let picks = decided.1.picks();
                    group.push(Ready { one, decided });
                    if picks {
                        self.commit_group(mem::take(&mut group), now)?;
                    }
                }
                Ok(Asked::Done) => self.over(&one, Ok(()), now)?,
                Err(undone) => self.over(&one, Err(undone), now)?,
            }
        }
        self.commit_group(group, now)
    }

    fn commit_group(&mut self, group: Vec<Ready>, now: Timestamp) -> Result<(), HostError> {
        let (requests, decided): (Vec<Claimed>, Vec<_>) = group.into_iter().map(|r| (r.one, r.decided)).unzip();
        for (one, (_, settled)) in requests.into_iter().zip(self.commit_all(decided)?) {
            let done = match settled {
                Some(over) => over.map(|_| ()).map_err(Into::into),
                None => self.alone(&one, now),
            };
            self.over(&one, done, now)?;
        }
        Ok(())
    }

    /// A request whose case has changed since it was decided, decided again by itself.
    fn alone(&mut self, one: &Claimed, now: Timestamp) -> Result<(), Undone> {
        for _ in 0..ATTEMPTS {
            let Asked::Commit(decided) = self.request(one, now)? else { return Ok(()) };
            let settled = self.commit_all(vec![decided])?.into_iter().next();
            if let Some((_, Some(over))) = settled {
                return over.map(|_| ()).map_err(Into::into);
            }
        }
        // Of an opening: another case has the child's id.
        Err(Undone::Failed(HostError::Contended(one.row.id.case.clone())))
    }

    /// A request is carried out, or put back until later.
    fn over(&mut self, one: &Claimed, done: Result<(), Undone>, now: Timestamp) -> Result<(), HostError> {
        let Claimed { row, attempt, .. } = one;
        let again = now.plus(PATIENCE.saturating_mul(i64::from(*attempt)));
        let error = match done {
            Ok(()) | Err(Undone::Over) => {
                self.store.acknowledge(&self.tenant, &row.id, *attempt)?;
                return Ok(());
            }
            Err(Undone::Failed(HostError::Store(error))) => return Err(HostError::Store(error)),
            Err(Undone::Failed(error)) => error.to_string(),
            Err(Undone::Unreadable(what)) => format!("the request cannot be read: {what}"),
        };
        self.store.put_back(&self.tenant, &row.id, *attempt, again, &error)?;
        Ok(())
    }

    /// Decides what a request comes to.
    fn request(&mut self, claimed: &Claimed, now: Timestamp) -> Result<Asked, Undone> {
        let id = &claimed.row.id;
        let fields = Fields::read(&claimed.row).ok_or(Undone::Unreadable("body"))?;
        match &*claimed.row.kind {
            "open_child" => self.open_child(id, &fields, now),
            "withdraw_child" => {
                let child = fields.text("child").ok_or(Undone::Unreadable("child"))?;
                self.send(id, child, now, Act::Abort("withdrawn by the calling case".into()))
            }
            "tell_parent" => self.tell_parent(id, &fields, now),
            "tell_merged" => {
                let into = fields.text("into").ok_or(Undone::Unreadable("into"))?;
                self.send(id, into, now, Act::Absorb(id.case.clone(), fields.flag("undone")))
            }
            "look_up" => self.answer_look_up(id, &fields, now),
            "pass_duty" => self.pass_duty(id, &fields, now).map(|()| Asked::Done),
            _ => Err(Undone::Unreadable("kind")),
        }
    }

    /// Decides a command that answers a request; it is acknowledged by the same commit.
    fn send(&mut self, id: &EffectId, case: &str, now: Timestamp, act: Act) -> Result<Asked, Undone> {
        let origin = Origin { handled: Some(id.clone()), ..Origin::default() };
        match self.prepare(case, &by_system(key(id), now, act), &origin) {
            Ok(Step::Commit(prepared)) => Ok(Asked::Commit((case.into(), prepared))),
            Ok(Step::Over(over)) => over.map(|_| Asked::Done).map_err(Into::into),
            // The case was never opened: its opening was withdrawn with its caller.
            Err(HostError::NoCase(_)) => Err(Undone::Over),
            Err(error) => Err(error.into()),
        }
    }

    fn open_child(&mut self, id: &EffectId, fields: &Fields<'_>, now: Timestamp) -> Result<Asked, Undone> {
        let text = |key| fields.text(key).ok_or(Undone::Unreadable(key));
        let (child, called) = (text("child")?, text("procedure")?);
        let work = WorkId(fields.small("work").ok_or(Undone::Unreadable("work"))?);
        let version = fields.small("version").ok_or(Undone::Unreadable("version"))?;
        let parent = self.view(&id.case)?.ok_or(Undone::Over)?;
        if !waits_for(&parent, work, child) {
            return Err(Undone::Over);
        }
        // Without an answer to "which version" (none was published) the core asks for 0: a draft, if there is one.
        let linked = self.load_version(called, Some(version), now)?;
        let mut fill = Vec::new();
        for given in fields.list("give") {
            fill.extend(self.given(&parent, given, &linked.procedure)?);
        }
        let pins = linked.pins.clone().into();
        let act = Act::Open { pins, fill, parent: Some((id.case.clone(), work)), first: None };
        let origin = Origin { handled: Some(id.clone()), ..Origin::default() };
        match self.prepare_opening(&linked, child, &by_system(key(id), now, act), &origin)? {
            Step::Commit(prepared) => Ok(Asked::Commit((child.into(), prepared))),
            Step::Over(over) => over.map(|_| Asked::Done).map_err(Into::into),
        }
    }

    /// What a call gives to one field of the child. Personal values are opened here and sealed afresh for the child.
    fn given(&self, parent: &View, given: &Json<'_>, child: &Procedure) -> Result<Option<Entry>, Undone> {
        let Json::Object(pairs) = given else { return Err(Undone::Unreadable("give")) };
        let get = |key: &str| pairs.iter().find(|(k, _)| k == key).map(|(_, v)| v);
        let (Some(Json::Text(name)), Some(value)) = (get("field"), get("value")) else {
            return Err(Undone::Unreadable("give"));
        };
        let field = named(child, name).ok_or(Undone::Unreadable("a field that the called procedure does not have"))?;
        let value = json::read(value, field, child).ok_or(Undone::Unreadable("a value"))?;
        let value = self.unsealed(parent, &value, field, child)?;
        Ok((!value.is_empty()).then_some((field, value)))
    }

    /// A value with what is sealed in it opened; what was erased is empty.
    fn unsealed(&self, from: &View, value: &Value, field: FieldId, to: &Procedure) -> Result<Value, Undone> {
        match value {
            Value::Sealed(commitment) => {
                let all = self.store.disclosures(&self.key(&from.row.case))?;
                let found = all.iter().find(|d| d.commitment.0 == **commitment);
                Ok(found.and_then(|d| seal::open(d, field, to)).unwrap_or_default())
            }
            Value::List(items) => {
                let mut open = Vec::new();
                for item in items {
                    open.push(self.unsealed(from, item, field, to)?);
                }
                open.retain(|v| !v.is_empty());
                Ok(Value::List(open.into()))
            }
            other => Ok(other.clone()),
        }
    }

    fn tell_parent(&mut self, id: &EffectId, fields: &Fields<'_>, now: Timestamp) -> Result<Asked, Undone> {
        let parent = fields.text("parent").ok_or(Undone::Unreadable("parent"))?;
        let work = WorkId(fields.small("work").ok_or(Undone::Unreadable("work"))?);
        let ended = fields.text("status").and_then(status).ok_or(Undone::Unreadable("status"))?;
        let caller = self.view(parent)?.ok_or(Undone::Over)?;
        let child = self.view(&id.case)?.ok_or(Undone::Over)?;
        // A call that was taken back, and perhaps sent out afresh, does not end with its first child.
        if !waits_for(&caller, work, &id.case) {
            return Err(Undone::Over);
        }
        let taken = self.taken(&caller, &child, work)?;
        self.send(id, parent, now, Act::ChildClosed(work, ended, taken))
    }

    /// What a calling case takes over from its child.
    fn taken(&self, caller: &View, child: &View, work: WorkId) -> Result<Vec<Entry>, Undone> {
        let (own, there) = (&caller.linked.procedure, &child.linked.procedure);
        let What::Step(step) = caller.case.work_item(work).ok_or(Undone::Over)?.what else { return Err(Undone::Over) };
        let Some(StepKind::Call(call)) = own.steps.get(step).map(|s| &s.kind) else { return Err(Undone::Over) };
        let mut taken = Vec::new();
        for (field, name) in &call.take {
            let Some(from) = named(there, name) else { continue };
            let value = child.case.value(from);
            let mut out = guicheng_history::canonical::Writer::default();
            json::write(&mut out, value, Some(from), there, &child.case);
            let text = out.finish();
            let json = guicheng_history::canonical::parse(&text).map_err(|_| Undone::Unreadable("a value"))?;
            let value = json::read(&json, *field, own).ok_or(Undone::Unreadable("a value"))?;
            let value = self.unsealed(child, &value, *field, own)?;
            if !value.is_empty() {
                taken.push((*field, value));
            }
        }
        Ok(taken)
    }

    fn answer_look_up(&mut self, id: &EffectId, fields: &Fields<'_>, now: Timestamp) -> Result<Asked, Undone> {
        let work = WorkId(fields.small("work").ok_or(Undone::Unreadable("work"))?);
        let asking = self.view(&id.case)?.ok_or(Undone::Over)?;
        let What::Step(step) = asking.case.work_item(work).ok_or(Undone::Over)?.what else { return Err(Undone::Over) };
        let linked = std::sync::Arc::clone(&asking.linked);
        let Some(StepKind::Lookup(lookup)) = linked.procedure.steps.get(step).map(|s| &s.kind) else {
            return Err(Undone::Over);
        };
        let answer = self.look_up(&asking, lookup, now)?;
        self.send(id, &id.case, now, Act::Answered(work, answer))
    }

    fn pass_duty(&mut self, id: &EffectId, fields: &Fields<'_>, now: Timestamp) -> Result<(), Undone> {
        let text = |key| fields.text(key).ok_or(Undone::Unreadable(key));
        let since = fields.int("at").map(Timestamp).ok_or(Undone::Unreadable("at"))?;
        let (duty, person) = (text("duty")?, text("to")?);
        let passed = Duty { duty: duty.into(), person: person.into(), since, by: DutyBy::Handover(id.clone()) };
        self.store.pass_duty(&self.tenant, &passed)?;
        self.people_changed(&[duty.into()], &key(id), now)?;
        Ok(())
    }

    /// Says that other people stand in these sources from now on (a new roster, a shift, a handover): work that is to be
    /// given to somebody and has nobody is given now. `key` makes a repeat do nothing.
    ///
    /// # Errors
    /// The store failed.
    pub fn people_changed(&mut self, sources: &[Box<str>], key: &str, now: Timestamp) -> Result<(), HostError> {
        let offered = self.store.open_work(&self.tenant, &WorkQuery::Offered(sources.to_vec()))?;
        let mut cases: Vec<Box<str>> = offered.into_iter().map(|row| row.case).collect();
        cases.sort();
        cases.dedup();
        for case in cases {
            let Some(view) = self.view(&case)? else { continue };
            if !waits_for_somebody(&view) {
                continue;
            }
            match self.run(&case, by_system(format!("people:{key}"), now, Act::PeopleChanged), None) {
                Ok(_) | Err(HostError::Rejected { .. } | HostError::KeyReused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// Whether a case still waits for this child.
fn waits_for(caller: &View, work: WorkId, child: &str) -> bool {
    let own = caller.case.work_item(work).and_then(|w| w.child.as_deref());
    own.is_some_and(|own| *child_id(&caller.row.case, own) == *child)
}

fn waits_for_somebody(view: &View) -> bool {
    view.case.work.iter().any(|work| {
        let given = match work.what {
            What::Step(step) => !matches!(people::pick(&view.linked.procedure, step), Pick::Offer | Pick::Claim),
            What::Choose(_) | What::Round(_) => false,
        };
        given && work.holder.is_none() && work.state == WorkState::Offered
    })
}

fn named(procedure: &Procedure, field: &str) -> Option<FieldId> {
    procedure.names.fields.iter().find(|(_, label)| *label.id == *field).map(|(id, _)| id)
}

fn key(id: &EffectId) -> String {
    format!("effect:{}:{}:{}", id.case, id.seq.0, id.index)
}
