//! `guicheng demo`: the shipped night of an emergency, played on a virtual clock.
//!
//! A receptionist takes a call at a quarter past two; the shift leader does not answer, the ambulance is late, the
//! relative leaves the carer alone. Everything goes through the same host, records and refusals as real cases.

mod night;

use super::{cases, r#do, history, open, replay, todo, r#try::counting_random};
use crate::{
    act::Line,
    desk::{Desk, TENANT},
    failure::{Exit, Failure},
    instant,
    lang::Lang,
    library::Library,
    register,
    shell::Shell,
    words,
};
use clap::Args;
use guicheng_core::{EventKind, Timestamp};
use guicheng_history::{Replay, sha256};
use guicheng_store::{CaseQuery, Opening, Store, View};
use guicheng_store_sqlite::SqliteStore;
use night::{Beat, NIGHT, PEOPLE, PROCEDURE, START};
use serde::Serialize;
use std::{fs, path::Path};

/// By this a store is known to be a demo's: nothing in it is anybody's but ours.
const MARK: &[u8] = b"guicheng demo: this store may be replaced by the next demo";

/// Where to play it: in the store given, or in a fresh one.
#[derive(Debug, Args)]
pub(crate) struct Demo {}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    store: String,
    case: String,
    state: &'static str,
    records: u32,
    identical: bool,
    refused: usize,
}

/// The night under way.
struct Night {
    desk: Desk,
    case: Box<str>,
    /// The last record told.
    told: u32,
    beat: u32,
    refused: usize,
}

/// Plays it.
pub(crate) fn run(_: &Demo, shell: &Shell) -> Result<Exit, Failure> {
    make_room(shell)?;
    // Nothing here is anybody's secret, and two demos shall be the same.
    let mut desk = Desk::create(shell, counting_random())?;
    let library = Library::shipped();
    desk.zone = library.org.zone.clone();
    let start = read(START, &desk, Timestamp(0))?;
    let put = desk.host.store_mut().put_file(sha256(MARK), MARK);
    put.map_err(|e| desk.failed(e.into()))?;
    let mut night = begin(desk, &library, start)?;
    for beat in NIGHT {
        night.play(beat)?;
    }
    night.finish()
}

/// Takes away what an earlier demo wrote; never anything else.
fn make_room(shell: &Shell) -> Result<(), Failure> {
    if !shell.store.exists() {
        return Ok(());
    }
    let lang = shell.lang;
    let bad = |e: &dyn core::error::Error| {
        Failure::unreadable(words::bad_store(lang, shell.store.display(), crate::desk::chain(e)))
    };
    let store = SqliteStore::open_existing(&shell.store).map_err(|e| bad(&e))?;
    let ours = store.file(sha256(MARK)).map_err(|e| bad(&e))?.is_some();
    let empty =
        store.cases(TENANT, &CaseQuery { limit: Some(1), ..CaseQuery::default() }).map_err(|e| bad(&e))?.is_empty();
    drop(store);
    match (ours, empty, shell.store_is_typed()) {
        (true, _, _) => {
            for end in ["", "-wal", "-shm"] {
                let mut name = shell.store.as_os_str().to_owned();
                name.push(end);
                let path = Path::new(&name);
                if path.exists() {
                    fs::remove_file(path).map_err(|e| bad(&e))?;
                }
            }
            Ok(())
        }
        // Playing beside real cases adds one and takes nothing away, but has to be asked for.
        (false, true, _) | (false, false, true) => Ok(()),
        (false, false, false) => Err(Failure::refused("not_a_demo", words::not_a_demo(lang, shell.store.display()))),
    }
}

fn read(text: &str, desk: &Desk, last: Timestamp) -> Result<Timestamp, Failure> {
    let at = instant::read(text, &desk.zone, last);
    at.ok_or_else(|| Failure::internal(words::bad_instant(desk.shell.lang, text)))
}

fn begin(mut desk: Desk, library: &Library, start: Timestamp) -> Result<Night, Failure> {
    let lang = desk.shell.lang;
    desk.host.confirm_jump(start).map_err(|e| desk.failed(e))?;
    let linked = open::published(&mut desk, library, PROCEDURE, start, "demo")?;
    let shell = desk.shell.clone();
    say(&shell, &words::demo_title(lang, desk.at(start)));
    for (person, zh, en) in PEOPLE {
        let name = crate::names::person(&desk.host.registry().org, person);
        say(&shell, &format!("  {name}  {}", lang.pick(zh, en)));
    }
    let opening = Opening {
        key: "demo-open".into(),
        now: start,
        actor: desk.actor(PEOPLE.first().map(|(person, _, _)| *person))?,
        ..Opening::default()
    };
    let done = desk.host.open(&linked, opening).map_err(|e| desk.failed(e))?;
    Ok(Night { desk, case: done.case, told: 0, beat: 0, refused: 0 })
}

/// Programs read the summary alone.
fn say(shell: &Shell, text: &str) {
    if !shell.json() {
        shell.line(text);
    }
}

impl Night {
    fn play(&mut self, beat: &Beat) -> Result<(), Failure> {
        let lang = self.desk.shell.lang;
        let shell = self.desk.shell.clone();
        self.beat += 1;
        let now = self.let_pass(beat)?;
        let time = instant::show_time(now, &self.desk.zone);
        say(&shell, &format!("\n── {time}  {}", lang.pick(beat.zh, beat.en)));
        if let Some(act) = beat.act_in(lang) {
            say(&shell, &format!("   $ guicheng do {} {act}", self.case));
            self.act(act, now, beat.refused)?;
        }
        self.tell()?;
        for person in beat.look {
            let text = todo::of_person(&mut self.desk, person, now)?;
            say(&shell, text.lines().map(|line| format!("   ┊ {line}")).collect::<Vec<_>>().join("\n").as_str());
        }
        Ok(())
    }

    /// Time passes up to a beat, from one instant at which something fires to the next.
    fn let_pass(&mut self, beat: &Beat) -> Result<Timestamp, Failure> {
        let last = self.desk.view(&self.case)?.case.now;
        let to = read(beat.at, &self.desk, last)?;
        while let Some(at) = self.desk.host.next_due().map_err(|e| self.desk.failed(e))?.filter(|at| *at < to) {
            self.desk.host.tick(at).map_err(|e| self.desk.failed(e))?;
            let time = instant::show_time(at, &self.desk.zone);
            say(&self.desk.shell, &format!("\n── {time}  {}", words::demo_clock(self.desk.shell.lang)));
            self.tell()?;
        }
        self.desk.host.tick(to).map_err(|e| self.desk.failed(e))?;
        Ok(to)
    }

    fn act(&mut self, text: &str, now: Timestamp, refused: bool) -> Result<(), Failure> {
        let line = Line::read(text)?;
        let occurred = r#do::occurred(&self.desk, line.occurred.as_deref(), now)?;
        let key = format!("demo-{}", self.beat).into();
        let case = self.case.clone();
        let done = r#do::carry_out(&mut self.desk, &case, &line.typed, line.person.as_deref(), key, now, occurred);
        match (done, refused) {
            (Ok(_), false) => Ok(()),
            (Err(failure), true) if failure.refusal.is_some() => {
                self.refused += 1;
                let shown = failure.words.lines().map(|line| format!("   ✗ {line}")).collect::<Vec<_>>();
                say(&self.desk.shell, &shown.join("\n"));
                Ok(())
            }
            (Err(failure), _) => Err(failure),
            (Ok(_), true) => Err(Failure::internal(format!("not refused: {text}"))),
        }
    }

    /// Tells what was recorded since the last time.
    fn tell(&mut self) -> Result<(), Failure> {
        let view = self.desk.view(&self.case)?;
        let lines = history::lines(&self.desk, &self.case)?;
        for entry in history::entries(&mut self.desk, &view, &lines)? {
            if entry.seq.0 > self.told {
                say(&self.desk.shell, &format!("   {}", entry.line.get(DATE..).unwrap_or(&entry.line)));
            }
        }
        self.told = view.case.seq.0;
        Ok(())
    }

    fn finish(mut self) -> Result<Exit, Failure> {
        let shell = self.desk.shell.clone();
        let lang = shell.lang;
        let view = self.desk.view(&self.case)?;
        let (identical, replayed) = replay::one(&mut self.desk, &self.case)?;
        if shell.json() {
            shell.document(&Doc {
                schema: "guicheng/demo/1",
                store: shell.store.display().to_string(),
                case: self.case.to_string(),
                state: crate::picture::state(view.case.status, view.case.is_held()),
                records: view.case.seq.0,
                identical,
                refused: self.refused,
            })?;
        } else {
            self.head(words::demo_timeline(lang));
            self.timeline(&view)?;
            self.register(&view)?;
            self.head(words::demo_replay(lang));
            shell.line(&format!("  {replayed}"));
            self.head(words::demo_cases(lang));
            let rows = self.desk.host.store().cases(TENANT, &CaseQuery::default());
            let rows = rows.map_err(|e| self.desk.failed(e.into()))?;
            shell.print(&cases::table(&self.desk, &rows));
            self.next(&view);
        }
        Ok(if identical { Exit::Done } else { Exit::Refused })
    }

    fn head(&self, title: &str) {
        self.desk.shell.line(&format!("\n══ {title}"));
    }

    /// The case in short: what people did, and what escalated.
    fn timeline(&mut self, view: &View) -> Result<(), Failure> {
        let lines = history::lines(&self.desk, &self.case)?;
        let mut replay = Replay::new(&view.linked.lexicon);
        let mut told = Vec::new();
        for line in &lines {
            let read = replay.read(line).map_err(|e| Failure::internal(e.to_string()))?;
            if in_short(&read.event.kind) {
                told.push(read.seq);
            }
        }
        for entry in history::entries(&mut self.desk, view, &lines)? {
            if told.contains(&entry.seq) {
                self.desk.shell.line(&format!("  {}", entry.line));
            }
        }
        Ok(())
    }

    fn register(&self, view: &View) -> Result<(), Failure> {
        for (id, _) in &view.case.written {
            let names = self.desk.names(view);
            self.head(&words::demo_register(self.desk.shell.lang, names.register(*id)));
            self.desk.shell.print(&register::table(&self.desk, view, *id)?.render("  "));
        }
        Ok(())
    }

    /// What to type next on the store that is left.
    fn next(&self, view: &View) {
        let shell = &self.desk.shell;
        let case = &self.case;
        self.head(words::demo_next(shell.lang));
        let store = match shell.store_is_typed() {
            true => format!(" --store {}", shell.store.display()),
            false => String::new(),
        };
        let later = instant::rfc3339(view.case.now.plus(600_000), &self.desk.zone);
        let file = match shell.lang {
            Lang::Zh => "备份.db",
            Lang::En => "backup.db",
        };
        for (command, why) in [
            (format!("show {case}"), words::next_show(shell.lang)),
            (format!("history {case}"), words::next_history(shell.lang)),
            (format!("replay {case}"), words::next_replay(shell.lang)),
            (format!("draw {PROCEDURE}"), words::next_draw(shell.lang)),
            (format!("open {PROCEDURE} --as chen_jing --now {later}"), words::next_open(shell.lang)),
            (format!("todo --as chen_jing --now {later}"), words::next_todo(shell.lang)),
            (format!("backup {file}"), words::next_backup(shell.lang)),
        ] {
            let store = if command.starts_with("draw") { "" } else { &store };
            shell.line(&format!("  guicheng {command}{store}\n      {why}"));
        }
    }
}

/// Bytes of the day before each line of the timeline.
const DATE: usize = 11;

fn in_short(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::Opened { .. }
            | EventKind::WorkDone(_)
            | EventKind::WorkSkipped { .. }
            | EventKind::Climbed { .. }
            | EventKind::Escalated { .. }
            | EventKind::RuleBroken { .. }
            | EventKind::RuleKept { .. }
            | EventKind::Signalled { .. }
            | EventKind::Registered(_)
            | EventKind::Closed { .. }
    )
}
