//! Commands through the host onto the embedded store, synced in full: one command in a commit, and many cases in flight.

use crate::{
    Failure,
    figure::{Time, Unit, measure},
    workload::{self, Personal},
};
use guicheng_core::Command;
use guicheng_store::{Done, Host, HostError, Linked, Opening, Registry};
use guicheng_store_sqlite::SqliteStore;
use std::{fs, path::Path, process, sync::Arc};

/// Cases in a run, one after the other.
const CASES: u32 = 25;
/// Cases in flight at once.
const IN_FLIGHT: u32 = 100;

/// A host over an empty file, and how many cases it was asked for.
struct Bench {
    host: Host<SqliteStore>,
    linked: Arc<Linked>,
    opened: u32,
}

pub(crate) fn run(folder: &Path) -> Result<(), Failure> {
    let file = folder.join(format!("guicheng-bench-{}.db", process::id()));
    let outcome = Bench::new(&file).and_then(|mut bench| {
        measure("sqlite, one command in a commit", Time::Wall, Unit::PerSecond("commits"), || bench.one_by_one())?;
        bench.in_flight()
    });
    for end in ["", "-wal", "-shm"] {
        let mut name = file.clone().into_os_string();
        name.push(end);
        // The log is gone already where the store was closed in order.
        let _ = fs::remove_file(name);
    }
    outcome
}

impl Bench {
    fn new(file: &Path) -> Result<Self, Failure> {
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
    fn open(&mut self) -> Result<(Box<str>, Vec<Command>), Failure> {
        self.opened += 1;
        let key = format!("case-{}", self.opened);
        let opening = Opening {
            key: key.as_str().into(),
            now: workload::opens(),
            actor: workload::actor("an"),
            ..Opening::default()
        };
        let done = self.host.open(&self.linked, opening).map_err(|why| Failure::at("opening", &why))?;
        let commands = workload::commands(&self.linked.procedure, &key, Personal::Clear)?;
        Ok((done.case, commands))
    }

    fn one_by_one(&mut self) -> Result<u32, Failure> {
        let mut commits = 0;
        for _ in 0..CASES {
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

    /// The cases are opened before the measurement; then each round sends the next command of every one. The file grows
    /// from run to run.
    fn in_flight(&mut self) -> Result<(), Failure> {
        let mut batches = Vec::new();
        for _ in 0..8 {
            let cases = (0..IN_FLIGHT).map(|_| self.open()).collect::<Result<Vec<_>, _>>()?;
            batches.push(cases);
        }
        let name = format!("sqlite, {IN_FLIGHT} cases in flight");
        measure(&name, Time::Wall, Unit::PerSecond("commands"), || {
            let cases = batches.pop().ok_or_else(|| Failure("no cases are left".into()))?;
            self.rounds(cases)
        })
    }

    fn rounds(&mut self, cases: Vec<(Box<str>, Vec<Command>)>) -> Result<u32, Failure> {
        let mut done = 0;
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

/// Every command must leave records of its own.
fn committed(answer: Result<Done, HostError>) -> Result<(), Failure> {
    let done = answer.map_err(|why| Failure::at("a command", &why))?;
    if done.receipt.is_some() && !done.repeated { Ok(()) } else { Err(Failure::at("nothing was committed", &done)) }
}
