//! The host: it drives cases over a store, so that an embedder only sends commands.
//!
//! A command is loaded, decided (questions are answered from the organisation and the store), recorded and committed;
//! then what cases ask of each other is carried out, before the call returns. Commands come in core's own types with
//! personal values in clear: the host seals them before anything is decided.

mod cache;
mod drain;
mod drive;
mod duty;
mod effect;
mod error;
mod group;
mod json;
mod lookup;
mod migrate;
mod people;
mod permission;
mod personal;
mod publish;
mod registry;
mod rostered;
mod rows;
mod seal;
mod tick;

pub use duty::DutySetting;
pub use error::HostError;
pub use migrate::Moving;
pub use personal::{PLACES, Personal, Removal};
pub use publish::Publication;
pub use registry::{Filter, Linked, Loader, Nearest, Registry, pins};
pub use seal::{Random, commitment, salt_hex};
pub use tick::Ticked;

use crate::{CaseKey, CaseRow, Receipt, Store, StoreError, Timestamp, WorkQuery, WorkRow};
use guicheng_core::{Act, Actor, Case, Command, Entry, Event, Input, Scratch, Seq, org::Right};
use std::sync::Arc;

/// A clock that jumps ahead by more than this must be confirmed.
pub const JUMP: i64 = 24 * 60 * 60 * 1_000;

/// Drives cases over a store.
pub struct Host<S> {
    store: S,
    registry: Registry,
    tenant: Box<str>,
    random: Random,
    secret: [u8; 32],
    last_now: Option<Timestamp>,
    scratch: Scratch,
    cache: cache::Cache,
    ahead: rostered::Ahead,
}

/// A command that opens a case.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    /// Idempotency key, unique within the tenant.
    pub key: Box<str>,
    /// The host's instant.
    pub now: Timestamp,
    /// When it happened, if earlier.
    pub occurred: Option<Timestamp>,
    /// Who.
    pub actor: Actor,
    /// Fields known at opening.
    pub fill: Vec<Entry>,
    /// Where the first step is a task: do it at once with this.
    pub first: Option<Box<Input>>,
}

/// A command that was carried out.
#[derive(Clone, Debug)]
pub struct Done {
    /// The case.
    pub case: Box<str>,
    /// Its records; none where there was nothing to do.
    pub receipt: Option<Receipt>,
    /// The command was known already: this is its first answer, and nothing was done.
    pub repeated: bool,
    /// The events; none for a repeat.
    pub events: Vec<Event>,
}

/// A case as it stands.
#[derive(Clone, Debug)]
pub struct View {
    /// What is listed of it.
    pub row: CaseRow,
    /// Its procedure.
    pub linked: Arc<Linked>,
    /// The case itself.
    pub case: Case,
}

impl<S> core::fmt::Debug for Host<S> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { registry, tenant, last_now, .. } = self;
        f.debug_struct("Host")
            .field("tenant", tenant)
            .field("registry", registry)
            .field("last_now", last_now)
            .finish_non_exhaustive()
    }
}

impl<S: Store> Host<S> {
    /// A host over a store, for one tenant (empty where there is only one). `random` fills salts and the store's secret.
    ///
    /// # Errors
    /// The store failed.
    pub fn new(mut store: S, tenant: &str, registry: Registry, mut random: Random) -> Result<Self, StoreError> {
        let mut fresh = [0; 32];
        random(&mut fresh);
        let secret = store.secret(fresh)?;
        let last_now = store.last_now(tenant)?;
        Ok(Self {
            store,
            registry,
            tenant: tenant.into(),
            random,
            secret,
            last_now,
            scratch: Scratch::default(),
            cache: cache::Cache::default(),
            ahead: rostered::Ahead::default(),
        })
    }

    /// Opens a case and carries out what it asks of others. Its id is `<PROCEDURE>-<yyyymmdd>-<n>`, counted by the store.
    /// Where the organisation restricts who may open one, the actor must be among them.
    ///
    /// # Errors
    /// [`HostError`].
    pub fn open(&mut self, linked: &Arc<Linked>, opening: Opening) -> Result<Done, HostError> {
        self.check_now(opening.now)?;
        let now = opening.now;
        if let Some(person) = &opening.actor.person
            // A repeat gets its first answer, whoever may what by now.
            && self.store.answered(&self.tenant, None, &opening.key)?.is_none()
        {
            self.permitted(Right::Open, &linked.procedure.id, person, now)?;
        }
        let done = self.open_new(linked, opening)?;
        self.drain(now)?;
        Ok(done)
    }

    /// Opens cases with as few syncs as possible, numbered in the order given. Each is answered as [`Host::open`] would.
    ///
    /// # Errors
    /// The store failed; for single cases see the answers.
    pub fn open_all(
        &mut self,
        openings: Vec<(Arc<Linked>, Opening)>,
    ) -> Result<Vec<Result<Done, HostError>>, HostError> {
        let Some(now) = openings.iter().map(|(_, opening)| opening.now).max() else { return Ok(Vec::new()) };
        self.check_now(now)?;
        let answers = self.open_group(openings)?;
        self.drain(now)?;
        Ok(answers)
    }

    /// Carries out a command on a case, and what that asks of others. Answers are filled in by the host.
    ///
    /// # Errors
    /// [`HostError`]; after a rejection what was due has fired all the same.
    pub fn execute(&mut self, case: &str, command: Command) -> Result<Done, HostError> {
        self.check_now(command.now)?;
        let now = command.now;
        let done = self.run(case, command, None);
        self.drain(now)?;
        done
    }

    /// Carries out commands with as few syncs as possible: those on different cases are committed as one group. Each is
    /// answered as [`Host::execute`] would, in the order given.
    ///
    /// # Errors
    /// The store failed; for single commands see the answers.
    pub fn execute_all(
        &mut self,
        commands: Vec<(Box<str>, Command)>,
    ) -> Result<Vec<Result<Done, HostError>>, HostError> {
        let Some(now) = commands.iter().map(|(_, command)| command.now).max() else { return Ok(Vec::new()) };
        self.check_now(now)?;
        let answers = self.run_group(commands)?;
        self.drain(now)?;
        Ok(answers)
    }

    /// Accepts a jump ahead of the clock, or the clock of a store that lay still.
    ///
    /// # Errors
    /// The store failed.
    pub fn confirm_jump(&mut self, now: Timestamp) -> Result<(), HostError> {
        self.store.note_now(&self.tenant, now)?;
        self.last_now = self.last_now.max(Some(now));
        Ok(())
    }

    /// Another host's work, a new organisation or a new procedure comes in through this.
    pub const fn registry_mut(&mut self) -> &mut Registry {
        self.ahead = rostered::Ahead::UNKNOWN;
        &mut self.registry
    }

    /// The store, for acts that are no case's own (outbox, backup, erasure).
    pub const fn store_mut(&mut self) -> &mut S {
        &mut self.store
    }

    /// What the host decides with.
    pub const fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The store.
    pub const fn store(&self) -> &S {
        &self.store
    }

    /// The tenant.
    pub fn tenant(&self) -> &str {
        &self.tenant
    }

    /// The store, when the host is no longer needed.
    pub fn into_store(self) -> S {
        self.store
    }

    /// A case as it stands.
    ///
    /// # Errors
    /// [`HostError`].
    pub fn view(&mut self, case: &str) -> Result<Option<View>, HostError> {
        let Some(loaded) = self.store.load(&self.key(case))? else { return Ok(None) };
        let linked = self.linked(&loaded.head)?;
        let restored = match self.cache.copy(case, &loaded) {
            Some(left) => left,
            None => drive::restore(&linked, case, &loaded.snapshot)?,
        };
        let row = CaseRow { case: case.into(), seq: loaded.seq, head: loaded.head };
        Ok(Some(View { row, linked, case: restored }))
    }

    /// What a person has in hand, and what they may take up now.
    ///
    /// # Errors
    /// [`HostError`].
    pub fn todo(&self, person: &str, now: Timestamp) -> Result<Vec<WorkRow>, HostError> {
        let mut rows = self.store.open_work(&self.tenant, &WorkQuery::Held(person.into()))?;
        let offered = WorkQuery::Offered(self.sources_of(person, now)?);
        rows.extend(self.store.open_work(&self.tenant, &offered)?);
        Ok(rows)
    }

    /// Cases with this value in a field that is indexed (a phone, a unit, a short personal text).
    ///
    /// # Errors
    /// The store failed.
    pub fn find(&self, field: &str, value: &str) -> Result<Vec<Box<str>>, HostError> {
        let mut out = guicheng_history::canonical::Writer::default();
        out.text(value.trim());
        Ok(self.store.find(&self.tenant, field, seal::token(&self.secret, field, &out.finish()))?)
    }

    fn key(&self, case: &str) -> CaseKey {
        CaseKey::new(&self.tenant, case)
    }

    fn check_now(&mut self, now: Timestamp) -> Result<(), HostError> {
        let jumps = |last: Option<Timestamp>| last.filter(|last| now.since(*last) > JUMP);
        if jumps(self.last_now).is_some() {
            // Another process may have been at work meanwhile.
            self.last_now = self.store.last_now(&self.tenant)?;
        }
        if let Some(last) = jumps(self.last_now) {
            return Err(HostError::Jump { last, now });
        }
        self.last_now = self.last_now.max(Some(now));
        Ok(())
    }
}

/// A command by the system itself.
fn by_system(key: String, now: Timestamp, act: Act) -> Command {
    let actor = Actor { person: None, on_behalf: None, via: "host".into() };
    Command { key: key.into(), now, occurred: None, actor, seen: None::<Seq>, act, answers: Vec::new() }
}
