//! The desk: an opened store with a host over it, and the organisation that it asks.

use crate::{
    failure::Failure,
    instant,
    library::{self, Library},
    names::Names,
    refusal,
    shell::Shell,
    value, words,
};
use guicheng_core::{
    Actor, Digest, Pins, Procedure, Timestamp, Zone,
    org::{Org, Right},
};
use guicheng_history::sha256;
use guicheng_store::{Definition, Host, HostError, Linked, Publication, Published, Random, Registry, Store, View};
use guicheng_store_sqlite::{OpenError, SqliteStore};
use std::{path::Path, sync::Arc};

/// Under this name the organisation itself is kept beside the published versions: no procedure can have it.
const ORGANISATION: &str = "@org";
/// Everything here belongs to one organisation.
pub(crate) const TENANT: &str = "";

/// An opened store with a host over it.
pub(crate) struct Desk {
    pub(crate) host: Host<SqliteStore>,
    pub(crate) zone: Zone,
    pub(crate) shell: Shell,
}

impl Desk {
    /// Opens the store, making it if it is not there.
    pub(crate) fn create(shell: &Shell, random: Random) -> Result<Self, Failure> {
        let store = SqliteStore::open(&shell.store).map_err(|e| bad_store(shell, &e))?;
        Self::over(store, shell, random)
    }

    /// Opens the store, which must be there.
    pub(crate) fn existing(shell: &Shell) -> Result<Self, Failure> {
        if !shell.store.exists() {
            return Err(Failure::unreadable(words::no_store(shell.lang, shell.store.display())));
        }
        let store = SqliteStore::open_existing(&shell.store).map_err(|e| bad_store(shell, &e))?;
        Self::over(store, shell, machine_random())
    }

    /// Opens the store, which must be there, without a way to change it.
    pub(crate) fn reading(shell: &Shell) -> Result<Self, Failure> {
        if !shell.store.exists() {
            return Err(Failure::unreadable(words::no_store(shell.lang, shell.store.display())));
        }
        let store = SqliteStore::open_read_only(&shell.store).map_err(|e| bad_store(shell, &e))?;
        Self::over(store, shell, machine_random())
    }

    /// A store that is gone at the end.
    pub(crate) fn in_memory(shell: &Shell, random: Random) -> Result<Self, Failure> {
        let store = SqliteStore::in_memory().map_err(|e| bad_store(shell, &e))?;
        Self::over(store, shell, random)
    }

    fn over(store: SqliteStore, shell: &Shell, random: Random) -> Result<Self, Failure> {
        let (org, zone) = organisation(&store, shell)?;
        let mut registry = Registry::new(org);
        registry.loader = Some(Box::new(library::reload));
        registry.filter = Some(Box::new(guicheng_lang::filter::holds));
        let host = Host::new(store, TENANT, registry, random)
            .map_err(|e| Failure::internal(words::store_failed(shell.lang, e)))?;
        Ok(Self { host, zone, shell: shell.clone() })
    }

    /// The instant at which this command is given. One that was typed is meant, however far ahead it lies.
    pub(crate) fn now(&mut self) -> Result<Timestamp, Failure> {
        let last = self.host.store().last_now(TENANT).map_err(|e| self.failed(e.into()))?;
        let now = self.shell.now(&self.zone, last)?;
        if self.shell.now_is_typed() && last.is_some_and(|last| now.since(last) > guicheng_store::JUMP) {
            self.host.confirm_jump(now).map_err(|e| self.failed(e))?;
        }
        Ok(now)
    }

    /// A case as it stands.
    pub(crate) fn view(&mut self, case: &str) -> Result<View, Failure> {
        let found = self.host.view(case).map_err(|e| self.failed(e))?;
        found.ok_or_else(|| Failure::usage(words::no_case(self.shell.lang, case)))
    }

    /// A case as it stands, for whoever reads: somebody named needs the permission, or work in it.
    pub(crate) fn read(&mut self, case: &str) -> Result<View, Failure> {
        let view = self.view(case)?;
        if let Some(reader) = self.reader()? {
            let now = self.now()?;
            self.host.may_read(case, &reader, now).map_err(|e| self.failed(e))?;
        }
        Ok(view)
    }

    /// Whether whoever reads may read all cases of a procedure, and its registers.
    pub(crate) fn may_read_all(&mut self, procedure: &str) -> Result<(), Failure> {
        let Some(reader) = self.reader()? else { return Ok(()) };
        let now = self.now()?;
        self.host.permitted(Right::Read, procedure, &reader, now).map_err(|e| self.failed(e))
    }

    /// Whether whoever reads may read what many cases of a procedure come to.
    pub(crate) fn may_report(&mut self, procedure: &str) -> Result<(), Failure> {
        let Some(reader) = self.reader()? else { return Ok(()) };
        let now = self.now()?;
        self.host.permitted(Right::Report, procedure, &reader, now).map_err(|e| self.failed(e))
    }

    /// Who reads, if that was said. Whoever has the file of the store and says nothing reads all of it anyway.
    pub(crate) fn reader(&self) -> Result<Option<Box<str>>, Failure> {
        self.shell.reader.as_deref().map(|reader| self.person(reader)).transpose()
    }

    /// Every version that a history names.
    pub(crate) fn versions_of(&mut self, procedure: &str, lines: &[Box<str>]) -> Result<Vec<Arc<Linked>>, Failure> {
        let mut versions: Vec<Arc<Linked>> = Vec::new();
        for pins in guicheng_history::versions_named(lines.iter().map(|line| &**line)) {
            if !versions.iter().any(|linked| linked.pins == pins) {
                versions.push(self.host.version_with(procedure, 0, &pins).map_err(|e| self.failed(e))?);
            }
        }
        Ok(versions)
    }

    /// The names of a case.
    pub(crate) fn names<'a>(&'a self, view: &'a View) -> Names<'a> {
        Names::new(&view.linked.procedure, &view.case.people, &self.host.registry().org, self.shell.lang)
    }

    /// Takes a library's organisation over, and keeps it in the store for whoever comes without the files.
    pub(crate) fn take_over(&mut self, library: &Library, now: Timestamp) -> Result<(), Failure> {
        let Some(bytes) = &library.org_bytes else { return Ok(()) };
        self.zone = library.org.zone.clone();
        self.host.registry_mut().org = library.org.clone();
        let digest = sha256(bytes);
        let kept = self.host.store().definitions(TENANT, Some(ORGANISATION)).map_err(|e| self.failed(e.into()))?;
        if kept.last().is_some_and(|d| d.pins.procedure == digest) {
            return Ok(());
        }
        // The instant tells an organisation that came back from the one that it was before.
        let pins = Pins { procedure: digest, calendars: Digest::default(), zone: sha256(&now.0.to_be_bytes()) };
        let definition = Definition {
            procedure: ORGANISATION.into(),
            version: 0,
            pins,
            effective: now,
            published: now,
            by: "cli".into(),
            source: bytes.clone().into(),
        };
        self.host.store_mut().publish(TENANT, &definition).map_err(|e| self.failed(e.into()))?;
        Ok(())
    }

    /// Publishes a procedure of a library.
    pub(crate) fn publish(
        &mut self,
        procedure: Procedure,
        source: &[u8],
        calendars: Option<&[u8]>,
        effective: Timestamp,
        now: Timestamp,
        by: &str,
    ) -> Result<Arc<Linked>, Failure> {
        let publication = Publication { procedure, source, calendars, effective, now, by };
        let (published, linked) = self.host.publish(publication).map_err(|e| self.failed(e))?;
        match published {
            Published::New | Published::Same => Ok(linked),
            Published::Taken(_) => Err(Failure::refused(
                "version_taken",
                words::version_taken(self.shell.lang, &linked.procedure.id, linked.procedure.version),
            )),
        }
    }

    /// Who acts, through this program.
    pub(crate) fn actor(&self, person: Option<&str>) -> Result<Actor, Failure> {
        let person = person.map(|person| self.person(person)).transpose()?;
        Ok(Actor { person, on_behalf: None, via: "cli".into() })
    }

    /// The id of a person of the organisation, who may have been called by their name.
    pub(crate) fn person(&self, text: &str) -> Result<Box<str>, Failure> {
        value::person(&self.host.registry().org, self.shell.lang, text).map(Into::into)
    }

    /// An instant as people here read it.
    pub(crate) fn at(&self, at: Timestamp) -> String {
        instant::show(at, &self.zone)
    }

    /// What the host would not do, in words.
    pub(crate) fn failed(&self, error: HostError) -> Failure {
        let lang = self.shell.lang;
        match error {
            HostError::Rejected { rejection, linked } => {
                let names = Names::new(&linked.procedure, &[], &self.host.registry().org, lang);
                Failure::refused_by(refusal::data(&rejection, &names), refusal::text(&rejection, &names))
            }
            HostError::KeyReused(_) => Failure::refused("key_reused", words::key_reused(lang)),
            HostError::NoCase(case) => Failure::usage(words::no_case(lang, case)),
            HostError::NoProcedure { procedure, .. } => Failure::usage(words::no_procedure(lang, procedure, "—")),
            HostError::NotLoaded { procedure, version, why } => {
                Failure::internal(words::not_loaded(lang, procedure, version, why))
            }
            HostError::Jump { last, now } => {
                Failure::refused("clock_jumped", words::jump(lang, self.at(last), self.at(now)))
            }
            HostError::Contended(case) => Failure::refused("contended", words::contended(lang, case)),
            HostError::Damaged { case, why } => Failure::internal(words::damaged(lang, case, why)),
            HostError::Unplaced { case, unplaced } => {
                Failure::refused("unplaced", crate::cmd::migrate::unplaced_words(lang, &case, &unplaced))
            }
            HostError::NotPermitted { right, procedure, of } => {
                let (data, text) = refusal::not_permitted(right, &procedure, &of, lang);
                Failure::refused_by(data, text)
            }
            HostError::NoFilter(text) => Failure::internal(words::no_filter(lang, text)),
            other => Failure::internal(words::store_failed(lang, chain(&other))),
        }
    }
}

/// The organisation: of the folder we stand in; else as the store kept it; else the shipped one, for a store without any.
fn organisation(store: &SqliteStore, shell: &Shell) -> Result<(Org, Zone), Failure> {
    if let Some(library) = Library::above(Path::new("."), shell.lang)? {
        return Ok((library.org.clone(), library.org.zone));
    }
    let failed = |e| Failure::internal(words::store_failed(shell.lang, e));
    let kept = store.definitions(TENANT, Some(ORGANISATION)).map_err(failed)?;
    let org = match kept.last() {
        Some(kept) => library::org_of(&kept.source),
        None if store.definitions(TENANT, None).map_err(failed)?.is_empty() => Library::shipped().org,
        None => Org::default(),
    };
    let zone = if org.zone.name.is_empty() { Library::shipped().org.zone } else { org.zone.clone() };
    Ok((org, zone))
}

fn bad_store(shell: &Shell, error: &OpenError) -> Failure {
    let why = match error {
        OpenError::Foreign => words::foreign_store(shell.lang).to_owned(),
        other => chain(other),
    };
    Failure::unreadable(words::bad_store(shell.lang, shell.store.display(), why))
}

/// An error with what caused it.
pub(crate) fn chain(error: &dyn core::error::Error) -> String {
    let causes = core::iter::successors(error.source(), |e| e.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

/// Random bytes of the machine, for salts and keys.
pub(crate) fn machine_random() -> Random {
    Box::new(|bytes| {
        // INVARIANT: without random bytes nothing personal may be stored.
        if getrandom::fill(bytes).is_err() {
            std::process::exit(3);
        }
    })
}

/// A key that no other command has.
pub(crate) fn fresh_key() -> Box<str> {
    let mut bytes = [0; 32];
    machine_random()(&mut bytes);
    let hex = guicheng_history::to_hex(&Digest(bytes));
    format!("cli-{}", hex.get(..24).unwrap_or_default()).into()
}
