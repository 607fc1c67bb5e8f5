//! `guicheng try`: a case walked by hand on a virtual clock.
//!
//! Commands come line by line from the input, so that it works in a pipe too.

use super::{r#do, show, todo};
use crate::{
    act::{Line, split},
    desk::Desk,
    failure::{Exit, Failure},
    instant,
    library::{self, Checked, Library},
    picture,
    shell::Shell,
    words,
};
use clap::Args;
use guicheng_core::{Actor, Status, Timestamp};
use guicheng_lang::has_errors;
use guicheng_store::{Opening, Random};
use std::{io::BufRead, path::Path};

/// What to walk.
#[derive(Debug, Args)]
pub(crate) struct Try {
    /// 流程文件，或随带的流程名称 · a procedure file, or the name of a shipped one
    #[arg(value_name = "FILE")]
    file: String,
    /// 开案的人；不写时取能做第一步的人 · who opens it
    #[arg(long = "as", value_name = "PERSON")]
    person: Option<String>,
    /// 开案时已知的内容：名称=值 · fields known at opening
    #[arg(long, value_name = "F=V")]
    set: Vec<String>,
    /// 先照一串命令走（每行一条）；或重放证明给出的反例（JSON） · first walk these commands, a line each; or replay a counterexample (JSON)
    #[arg(long, value_name = "T")]
    trace: Option<std::path::PathBuf>,
}

/// A walk under way.
struct Walk {
    desk: Desk,
    case: Box<str>,
    now: Timestamp,
    line: u32,
    /// How many lines could not be carried out.
    refused: u32,
}

/// Walks it.
pub(crate) fn run(args: &Try, shell: &Shell) -> Result<Exit, Failure> {
    let text = match &args.trace {
        None => None,
        Some(trace) => {
            let text = std::fs::read_to_string(trace);
            Some(text.map_err(|e| Failure::unreadable(words::cannot_read(shell.lang, trace.display(), e)))?)
        }
    };
    if let Some(trace) = text.as_deref().filter(|text| text.trim_start().starts_with('{')) {
        let (_, checked) = found(args, shell)?;
        return super::trace::run(trace, checked.procedure.as_ref(), shell);
    }
    let mut walk = begin(args, shell)?;
    if let Some(text) = text {
        for line in text.lines() {
            shell.line(&format!("> {line}"));
            if !walk.take(line) {
                return Ok(walk.exit());
            }
        }
    }
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|e| Failure::unreadable(words::cannot_read(shell.lang, "stdin", e)))?;
        if !walk.take(&line) {
            break;
        }
    }
    Ok(walk.exit())
}

/// The procedure that is meant, with what it is linked to.
fn found(args: &Try, shell: &Shell) -> Result<(Library, Checked), Failure> {
    let lang = shell.lang;
    let path = Path::new(&args.file);
    Ok(if path.is_file() || args.file.ends_with(".toml") {
        let file = library::read(path, lang)?;
        let library = Library::of_path(path, lang)?;
        let checked = library.compile(&file.path, &file.bytes);
        (library, checked)
    } else {
        let library = Library::above(Path::new("."), lang)?.filter(|l| l.find(&args.file).is_some());
        let library = library.unwrap_or_else(Library::shipped);
        let found = library.find(&args.file).map(|(checked, _)| checked);
        let known = || library.ids().join(lang.comma());
        let checked = found.ok_or_else(|| Failure::usage(words::no_procedure(lang, &args.file, known())))?;
        (library, checked)
    })
}

fn begin(args: &Try, shell: &Shell) -> Result<Walk, Failure> {
    let lang = shell.lang;
    let (library, checked) = found(args, shell)?;
    let source = checked.source.text.clone();
    let Some(procedure) = checked.procedure.clone().filter(|_| !has_errors(&checked.findings)) else {
        let shown = super::check::rendered(shell, &checked);
        return Err(Failure::refused("findings", format!("{shown}{}", words::has_findings(lang, &args.file))));
    };
    let mut desk = Desk::in_memory(shell, counting_random())?;
    desk.zone = procedure.zone.clone();
    let now = shell.now(&desk.zone, None)?;
    desk.take_over(&library, now)?;
    for id in library.ids().iter().filter(|id| **id != *procedure.id) {
        // What it may call; a neighbour with errors is simply not there.
        if let Some((neighbour, file)) = library.find(id)
            && let Some(called) = neighbour.procedure
        {
            desk.publish(called, &file.bytes, library.calendar_bytes.as_deref(), Timestamp(0), now, "try")?;
        }
    }
    let linked =
        desk.publish(procedure, source.as_bytes(), library.calendar_bytes.as_deref(), Timestamp(0), now, "try")?;
    let fill = {
        let names = crate::names::Names::new(&linked.procedure, &[], &desk.host.registry().org, lang);
        crate::act::fill(&args.set, &names, now)?
    };
    let opening = Opening {
        key: "try-open".into(),
        now,
        occurred: None,
        actor: match &args.person {
            Some(person) => desk.actor(Some(person))?,
            None => Actor { person: Some("try".into()), on_behalf: None, via: "cli".into() },
        },
        fill,
        first: None,
    };
    let done = desk.host.open(&linked, opening).map_err(|e| desk.failed(e))?;
    let title = linked.procedure.names.procedure.title_in(lang.code()).to_owned();
    shell.line(&words::try_begin(lang, title, desk.at(now)));
    r#do::report(&mut desk, &done, now)?;
    Ok(Walk { desk, case: done.case, now, line: 0, refused: 0 })
}

impl Walk {
    fn exit(&self) -> Exit {
        if self.refused > 0 { Exit::Refused } else { Exit::Done }
    }

    /// Takes one line; whether to go on.
    fn take(&mut self, line: &str) -> bool {
        self.line += 1;
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return true;
        }
        if matches!(line, "quit" | "exit" | "q" | "退出") {
            return false;
        }
        if let Err(failure) = self.carry_out(line) {
            self.refused += 1;
            // Where everything is read from one pipe, answers stay in their order.
            self.desk.shell.line(&failure.words);
        }
        true
    }

    fn carry_out(&mut self, line: &str) -> Result<(), Failure> {
        let lang = self.desk.shell.lang;
        let words: Vec<String> = split(line);
        let word = words.first().map_or("", String::as_str);
        let rest = words.get(1..).unwrap_or_default();
        match word {
            "help" | "帮助" | "?" => self.desk.shell.line(words::try_help(lang)),
            "show" | "看" => self.show()?,
            "todo" | "待办" => self.todo(rest)?,
            "history" | "经过" => {
                let view = self.desk.view(&self.case)?;
                r#do::told(&mut self.desk, &view, 0)?;
            }
            "next" | "下一个" => self.next()?,
            "wait" | "等" => self.wait(&format!("+{}", rest.join(" ")))?,
            "do" | "办" => self.act(rest)?,
            other if other.starts_with('+') => self.wait(line)?,
            other => return Err(Failure::usage(words::try_unknown(lang, other))),
        }
        Ok(())
    }

    fn show(&mut self) -> Result<(), Failure> {
        let view = self.desk.view(&self.case)?;
        let doc = picture::of(&self.desk, &view, self.now)?;
        let text = show::text(&self.desk, &view, &doc, self.now);
        self.desk.shell.print(&text);
        Ok(())
    }

    fn todo(&mut self, rest: &[String]) -> Result<(), Failure> {
        let person = rest.iter().find(|w| *w != "--as");
        let person = person.ok_or_else(|| Failure::usage(words::person_needed(self.desk.shell.lang, "todo")))?;
        let text = todo::of_person(&mut self.desk, person, self.now)?;
        self.desk.shell.print(&text);
        Ok(())
    }

    /// The clock jumps to the next instant at which something fires.
    fn next(&mut self) -> Result<(), Failure> {
        let next = self.desk.host.next_due().map_err(|e| self.desk.failed(e))?;
        match next {
            Some(at) => self.let_pass(at),
            None => {
                self.desk.shell.line(words::nothing_pending(self.desk.shell.lang));
                Ok(())
            }
        }
    }

    fn wait(&mut self, text: &str) -> Result<(), Failure> {
        let at = instant::read(text, &self.desk.zone, self.now);
        let at = at.ok_or_else(|| Failure::usage(words::bad_instant(self.desk.shell.lang, text)))?;
        self.let_pass(at)
    }

    /// Time passes, from one instant at which something fires to the next.
    fn let_pass(&mut self, to: Timestamp) -> Result<(), Failure> {
        let before = self.seq()?;
        loop {
            let next = self.desk.host.next_due().map_err(|e| self.desk.failed(e))?;
            let at = next.filter(|at| *at <= to && *at > self.now).unwrap_or(to);
            self.tick(at)?;
            if at == to {
                break;
            }
        }
        self.desk.shell.line(&words::try_now(self.desk.shell.lang, self.desk.at(self.now)));
        let view = self.desk.view(&self.case)?;
        r#do::told(&mut self.desk, &view, before + 1)?;
        self.open_work()
    }

    fn tick(&mut self, at: Timestamp) -> Result<(), Failure> {
        self.desk.host.confirm_jump(at).map_err(|e| self.desk.failed(e))?;
        self.desk.host.tick(at).map_err(|e| self.desk.failed(e))?;
        self.now = at;
        Ok(())
    }

    fn seq(&mut self) -> Result<u32, Failure> {
        Ok(self.desk.view(&self.case)?.case.seq.0)
    }

    fn open_work(&mut self) -> Result<(), Failure> {
        let view = self.desk.view(&self.case)?;
        let lang = self.desk.shell.lang;
        if view.case.status == Status::Closed {
            self.desk.shell.line(&words::case_closed(lang, &self.case));
        }
        let doc = picture::of(&self.desk, &view, self.now)?;
        self.desk.shell.print(&picture::work_table(&self.desk, &doc, "  "));
        Ok(())
    }

    fn act(&mut self, rest: &[String]) -> Result<(), Failure> {
        let line = Line::of(rest)?;
        let occurred = r#do::occurred(&self.desk, line.occurred.as_deref(), self.now)?;
        let key = format!("try-{}", self.line).into();
        let (case, now) = (self.case.clone(), self.now);
        let done = r#do::carry_out(&mut self.desk, &case, &line.typed, line.person.as_deref(), key, now, occurred)?;
        r#do::report(&mut self.desk, &done, now)
    }
}

/// Bytes that only look random: nothing of a trial is kept, and two trials shall be the same.
pub(crate) fn counting_random() -> Random {
    let mut count = 0_u64;
    Box::new(move |bytes| {
        for chunk in bytes.chunks_mut(32) {
            count += 1;
            let digest = guicheng_history::sha256(&count.to_be_bytes());
            chunk.iter_mut().zip(digest.0).for_each(|(byte, random)| *byte = random);
        }
    })
}
