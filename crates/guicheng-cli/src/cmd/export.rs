//! `guicheng export`: histories for mining tools, without anything personal.

use crate::{
    courses::{self, Told},
    desk::Desk,
    failure::{Exit, Failure},
    ocel_file,
    shell::Shell,
    words,
};
use clap::{Args, ValueEnum};
use guicheng_export::{Course, Naming, csv, log_of, ocel, xes};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// Which cases, in which form.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// 个案 · the cases
    #[arg(required_unless_present_any = ["all", "stories"], conflicts_with_all = ["all", "stories"], value_name = "CASE")]
    cases: Vec<String>,
    /// 全部个案 · all cases
    #[arg(long)]
    all: bool,
    /// 不导出库里的个案，而导出这些情景走出来的个案 · the cases of these stories, instead of the store's
    #[arg(long, value_name = "PATH", conflicts_with = "all", num_args = 1..)]
    stories: Vec<PathBuf>,
    /// 写成什么；不写时看文件名的结尾 · the form; from the file's ending if not given
    #[arg(long = "as", value_enum)]
    form: Option<Form>,
    /// 写到哪个文件 · the file to write
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// 活动叫什么 · what activities are called
    #[arg(long, value_enum, default_value_t = Called::Titles)]
    names: Called,
    /// 各版本的流程网（PNML）写到这个文件夹，与 --names ids 相配 · the nets of their versions, which go with --names ids
    #[arg(long, value_name = "FOLDER")]
    nets: Option<PathBuf>,
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
    courses: Vec<One>,
}

/// A case.
#[derive(Serialize)]
struct One {
    case: String,
    procedure: String,
    version: u32,
    /// The file of the net that it went through; none where the net is too large.
    net: Option<String>,
    /// Why no plain net tells its course exactly.
    outside: Vec<&'static str>,
    /// Of a story: whether deciding its records again gives the same.
    identical: Option<bool>,
}

impl One {
    fn of(told: &Told) -> Self {
        Self {
            case: told.course.case.to_string(),
            procedure: told.course.procedure.id.to_string(),
            version: told.course.version,
            net: told.net.as_ref().filter(|net| net.text.is_some()).map(|net| net.file.clone()),
            outside: told.course.outside.iter().map(|why| why.name()).collect(),
            identical: told.identical,
        }
    }
}

/// Writes them.
pub(crate) fn run(args: &Export, shell: &Shell) -> Result<Exit, Failure> {
    let lang = shell.lang;
    let form = args.form.or_else(|| args.out.as_deref().and_then(of_ending));
    let form = form.ok_or_else(|| Failure::usage(words::export_form(lang)))?;
    let (all, whole) = cases(args, shell)?;
    let ones: Vec<One> = all.iter().map(One::of).collect();
    let nets = nets(args, &all, shell)?;
    let mut courses = Vec::new();
    let mut lines: Vec<Box<str>> = Vec::new();
    for told in all {
        courses.push(told.course);
        lines.extend(told.records);
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
    told(args, shell, form, &courses, lines.len(), ones)?;
    if let (Some(folder), false) = (&args.nets, shell.json()) {
        shell.line(&words::export_nets(lang, nets, folder.display()));
    }
    Ok(if whole { Exit::Done } else { Exit::Refused })
}

/// The cases asked for; false where some story failed.
fn cases(args: &Export, shell: &Shell) -> Result<(Vec<Told>, bool), Failure> {
    let nets = args.nets.is_some();
    if !args.stories.is_empty() {
        return courses::of_stories(&args.stories, nets, shell);
    }
    let mut desk = Desk::reading(shell)?;
    let named = courses::named(&desk, &args.cases)?;
    let told = named.iter().map(|case| {
        courses::may_report(&mut desk, case)?;
        courses::told(&mut desk, case, nets)
    });
    Ok((told.collect::<Result<_, _>>()?, true))
}

/// Writes the nets that the cases went through, each once; how many.
fn nets(args: &Export, all: &[Told], shell: &Shell) -> Result<usize, Failure> {
    let Some(folder) = &args.nets else { return Ok(0) };
    let cannot = |e| Failure::unreadable(words::cannot_write(shell.lang, folder.display(), e));
    std::fs::create_dir_all(folder).map_err(cannot)?;
    let nets = all.iter().filter_map(|told| told.net.as_ref());
    let nets: BTreeMap<&str, &str> = nets.filter_map(|net| Some((&*net.file, net.text.as_deref()?))).collect();
    for (file, text) in &nets {
        std::fs::write(folder.join(file), text).map_err(cannot)?;
    }
    Ok(nets.len())
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

fn told(
    args: &Export,
    shell: &Shell,
    form: Form,
    courses: &[Course],
    records: usize,
    ones: Vec<One>,
) -> Result<(), Failure> {
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
        let cases = courses.len();
        let doc = Doc { schema: "guicheng/export/1", form: name, file, cases, events, without_work, courses: ones };
        return shell.document(&doc);
    }
    shell.line(&words::exported(shell.lang, courses.len(), events, file.unwrap_or_default()));
    if form != Form::Jsonl && !without_work.is_empty() {
        shell.line(&words::export_bare(shell.lang, without_work.join(shell.lang.comma())));
    }
    Ok(())
}
