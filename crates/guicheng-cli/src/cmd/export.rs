//! `guicheng export`: histories for mining tools, without anything personal.

use crate::{
    courses,
    desk::Desk,
    failure::{Exit, Failure},
    ocel_file,
    shell::Shell,
    words,
};
use clap::{Args, ValueEnum};
use guicheng_export::{Course, Naming, csv, log_of, ocel, xes};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Which cases, in which form.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// 个案 · the cases
    #[arg(required_unless_present = "all", conflicts_with = "all", value_name = "CASE")]
    cases: Vec<String>,
    /// 全部个案 · all cases
    #[arg(long)]
    all: bool,
    /// 写成什么；不写时看文件名的结尾 · the form; from the file's ending if not given
    #[arg(long = "as", value_enum)]
    form: Option<Form>,
    /// 写到哪个文件 · the file to write
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// 活动叫什么 · what activities are called
    #[arg(long, value_enum, default_value_t = Called::Titles)]
    names: Called,
}

/// A form.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Form {
    /// IEEE 1849.
    Xes,
    /// OCEL 2.0 as JSON.
    Ocel,
    /// OCEL 2.0 as an SQLite file.
    OcelSqlite,
    /// A table.
    Csv,
    /// The records themselves, a line each.
    Jsonl,
}

/// What activities are called.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Called {
    /// By their titles.
    Titles,
    /// By their names in the file, as `draw --as pnml` has them.
    Ids,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    form: &'static str,
    file: Option<String>,
    cases: usize,
    events: usize,
    /// Cases in which no work was ever opened: one row tells of each.
    without_work: Vec<String>,
}

/// Writes them.
pub(crate) fn run(args: &Export, shell: &Shell) -> Result<Exit, Failure> {
    let lang = shell.lang;
    let form = args.form.or_else(|| args.out.as_deref().and_then(of_ending));
    let form = form.ok_or_else(|| Failure::usage(words::export_form(lang)))?;
    let mut desk = Desk::reading(shell)?;
    let mut courses = Vec::new();
    let mut lines: Vec<Box<str>> = Vec::new();
    for case in courses::named(&desk, &args.cases)? {
        let (course, records) = courses::one_of_many(&mut desk, &case)?;
        courses.push(course);
        lines.extend(records);
    }
    let naming = match args.names {
        Called::Titles => Naming::Titles,
        Called::Ids => Naming::Ids,
    };
    let text = match form {
        Form::Xes => xes::write(&log_of(&courses, naming)),
        Form::Csv => csv(&log_of(&courses, naming)),
        Form::Ocel => ocel(&courses, naming, lang.into()).json(),
        Form::Jsonl => lines.iter().map(|line| format!("{line}\n")).collect(),
        Form::OcelSqlite => {
            let out = args.out.as_deref().ok_or_else(|| Failure::usage(words::export_needs_file(lang)))?;
            ocel_file::write(&ocel(&courses, naming, lang.into()), out)
                .map_err(|e| Failure::unreadable(words::cannot_write(lang, out.display(), e)))?;
            String::new()
        }
    };
    match &args.out {
        None => {
            shell.print(&text);
            return Ok(Exit::Done);
        }
        Some(out) if form != Form::OcelSqlite => {
            let written = std::fs::write(out, &text);
            written.map_err(|e| Failure::unreadable(words::cannot_write(lang, out.display(), e)))?;
        }
        Some(_) => {}
    }
    told(args, shell, form, &courses, lines.len())?;
    Ok(Exit::Done)
}

/// The form that a file's ending names.
fn of_ending(path: &Path) -> Option<Form> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let endings = [
        (".xes", Form::Xes),
        (".csv", Form::Csv),
        (".jsonl", Form::Jsonl),
        (".json", Form::Ocel),
        (".jsonocel", Form::Ocel),
        (".sqlite", Form::OcelSqlite),
        (".sqlite3", Form::OcelSqlite),
        (".db", Form::OcelSqlite),
    ];
    endings.into_iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, form)| form)
}

fn told(args: &Export, shell: &Shell, form: Form, courses: &[Course], records: usize) -> Result<(), Failure> {
    let rows = courses.iter().map(|course| course.rows.len().max(1)).sum();
    let events = if form == Form::Jsonl { records } else { rows };
    let bare = courses.iter().filter(|course| course.rows.is_empty()).map(|course| course.case.to_string());
    let without_work: Vec<String> = bare.collect();
    let name = match form {
        Form::Xes => "xes",
        Form::Ocel => "ocel",
        Form::OcelSqlite => "ocel-sqlite",
        Form::Csv => "csv",
        Form::Jsonl => "jsonl",
    };
    let file = args.out.as_ref().map(|out| out.display().to_string());
    if shell.json() {
        let doc = Doc { schema: "guicheng/export/1", form: name, file, cases: courses.len(), events, without_work };
        return shell.document(&doc);
    }
    shell.line(&words::exported(shell.lang, courses.len(), events, file.unwrap_or_default()));
    if form != Form::Jsonl && !without_work.is_empty() {
        shell.line(&words::export_bare(shell.lang, without_work.join(shell.lang.comma())));
    }
    Ok(())
}
