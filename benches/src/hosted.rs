//! The workload through a host onto the embedded store: personal values in clear, sealed by the host.

use crate::{
    Failure,
    workload::{self, Personal},
};
use guicheng_core::Command;
use guicheng_store::{Done, Host, HostError, Linked, Opening, Registry};
use guicheng_store_sqlite::SqliteStore;
use std::{
    fs,
    path::{Path, PathBuf},
    process,
    sync::Arc,
};

/// The id of an open case, and the commands that follow.
pub type Opened = (Box<str>, Vec<Command>);

/// A host over an empty file, and how many cases it was asked for.
pub struct Hosted {
    /// The host.
    pub host: Host<SqliteStore>,
    /// The procedure.
    pub linked: Arc<Linked>,
    opened: u32,
}

impl Hosted {
    /// A host over an empty file, whose salts are the same in every run.
    ///
    /// # Errors
    /// The file cannot be opened, or the workload does not load.
    pub fn new(file: &Path) -> Result<Self, Failure> {
        let store = SqliteStore::open(file).map_err(|why| Failure::at("opening the file", &why))?;
        let mut registry = Registry::new(workload::organisation());
        let linked = registry.insert(workload::procedure()?);
        let mut next = 1_u8;
        let random = Box::new(move |bytes: &mut [u8]| {
            bytes.fill_with(|| {
                next = next.wrapping_mul(61).wrapping_add(17);
                next
            });
        });
        let host = Host::new(store, "t", registry, random).map_err(|why| Failure::at("a host", &why))?;
        Ok(Self { host, linked, opened: 0 })
    }

    /// Opens a case; its id and the commands that follow.
    ///
    /// # Errors
    /// The host fails.
    pub fn open(&mut self) -> Result<Opened, Failure> {
        self.opened += 1;
        let key = self.last_key();
        let done = self.host.open(&self.linked, opening(&key)).map_err(|why| Failure::at("opening", &why))?;
        let commands = workload::commands(&self.linked.procedure, &key, Personal::Clear)?;
        Ok((done.case, commands))
    }

    /// The key by which the last case was opened; its commands' keys begin with it.
    pub fn last_key(&self) -> String {
        format!("case-{}", self.opened)
    }

    /// Opens so many cases with one commit; their ids and the commands that follow.
    ///
    /// # Errors
    /// The host fails.
    pub fn open_all(&mut self, cases: u32) -> Result<Vec<Opened>, Failure> {
        let (mut openings, mut keys) = (Vec::new(), Vec::new());
        for _ in 0..cases {
            self.opened += 1;
            let key = self.last_key();
            openings.push((Arc::clone(&self.linked), opening(&key)));
            keys.push(key);
        }
        let answers = self.host.open_all(openings).map_err(|why| Failure::at("opening", &why))?;
        let mut opened = Vec::new();
        for (answer, key) in answers.into_iter().zip(keys) {
            let case = committed(answer)?;
            opened.push((case, workload::commands(&self.linked.procedure, &key, Personal::Clear)?));
        }
        Ok(opened)
    }

    /// So many cases one after the other, each command a commit; how many commands.
    ///
    /// # Errors
    /// The host fails, or a case does not close.
    pub fn one_by_one(&mut self, cases: u32) -> Result<u64, Failure> {
        let mut commits = 0;
        for _ in 0..cases {
            let (case, commands) = self.open()?;
            commits += 1;
            for command in commands {
                committed(self.host.execute(&case, command))?;
                commits += 1;
            }
            self.closed(&case)?;
        }
        Ok(commits)
    }

    /// So many cases from opening to end, in rounds: each sends the next command of every case, as one group; how many
    /// commands.
    ///
    /// # Errors
    /// The host fails, or a case does not close.
    pub fn in_flight(&mut self, cases: u32) -> Result<u64, Failure> {
        let cases = self.open_all(cases)?;
        let mut done = cases.len() as u64;
        let mut waiting: Vec<_> = cases.into_iter().map(|(case, commands)| (case, commands.into_iter())).collect();
        let ids: Vec<Box<str>> = waiting.iter().map(|(case, _)| case.clone()).collect();
        loop {
            let round = waiting.iter_mut().filter_map(|(case, commands)| Some((case.clone(), commands.next()?)));
            let round: Vec<(Box<str>, Command)> = round.collect();
            if round.is_empty() {
                break;
            }
            for answer in self.host.execute_all(round).map_err(|why| Failure::at("a round", &why))? {
                committed(answer)?;
                done += 1;
            }
        }
        ids.iter().try_for_each(|case| self.closed(case))?;
        Ok(done)
    }

    fn closed(&mut self, case: &str) -> Result<(), Failure> {
        let view = self.host.view(case).map_err(|why| Failure::at("looking at a case", &why))?;
        workload::closed(view.map_or_else(Default::default, |view| view.case.status))
    }
}

fn opening(key: &str) -> Opening {
    Opening { key: key.into(), now: workload::opens(), actor: workload::actor("an"), ..Opening::default() }
}

/// Every command must leave records of its own; its case.
fn committed(answer: Result<Done, HostError>) -> Result<Box<str>, Failure> {
    let done = answer.map_err(|why| Failure::at("a command", &why))?;
    if done.receipt.is_some() && !done.repeated {
        Ok(done.case)
    } else {
        Err(Failure::at("nothing was committed", &done))
    }
}

/// A file for one run.
pub fn scratch_file(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("guicheng-bench-{}-{name}.db", process::id()))
}

/// Removes a file of a store and what belongs to it.
pub fn forget(file: &Path) {
    for end in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        // The log is gone already where the store was closed in order.
        let _ = fs::remove_file(name);
    }
}
