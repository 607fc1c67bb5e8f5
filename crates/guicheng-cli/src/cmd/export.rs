//! `guicheng export`: histories for mining tools, without anything personal.

use crate::{
    courses::{self, Net, Told},
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
    fs::File,
    io::{BufWriter, Write},
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

/// What is gathered of the cases. Records go out as they are read; a log is of all courses at once.
#[derive(Default)]
struct Gathered {
    ones: Vec<One>,
    courses: Vec<Course>,
    nets: BTreeMap<String, String>,
    records: usize,
    rows: usize,
    without_work: Vec<String>,
}

impl Gathered {
    fn add(&mut self, told: Told, form: Form, out: &mut dyn Write) -> std::io::Result<()> {
        let one = One::of(&told);
        self.rows += told.course.rows.len().max(1);
        self.records += told.records.len();
        if told.course.rows.is_empty() {
            self.without_work.push(one.case.clone());
        }
        self.ones.push(one);
        if let Some(Net { file, text: Some(text) }) = told.net {
            self.nets.insert(file, text);
        }
        if form == Form::Jsonl {
            return told.records.iter().try_for_each(|line| writeln!(out, "{line}"));
        }
        self.courses.push(told.course);
        Ok(())
    }
}

/// Writes them.
pub(crate) fn run(args: &Export, shell: &Shell) -> Result<Exit, Failure> {
    let lang = shell.lang;
    let form = args.form.or_else(|| args.out.as_deref().and_then(of_ending));
    let form = form.ok_or_else(|| Failure::usage(words::export_form(lang)))?;
    let cannot = |e: std::io::Error| {
        let path = args.out.as_deref().unwrap_or(Path::new("-"));
        Failure::unreadable(words::cannot_write(lang, path.display(), e))
    };
    let mut gathered = Gathered::default();
    let whole = match (form, &args.out) {
        (Form::Jsonl, Some(path)) => {
            let mut out = BufWriter::new(File::create(path).map_err(cannot)?);
            let whole = each(args, shell, |told| gathered.add(told, form, &mut out).map_err(cannot));
            let whole = whole.and_then(|whole| out.flush().map(|()| whole).map_err(cannot));
            // Half a log is none.
            whole.inspect_err(|_| drop(std::fs::remove_file(path)))?
        }
        _ => each(args, shell, |told| {
            let mut text = Vec::new();
            gathered.add(told, form, &mut text).map_err(cannot)?;
            shell.print(&String::from_utf8_lossy(&text));
            Ok(())
        })?,
    };
    log(args, &gathered.courses, form, shell)?;
    if let Some(folder) = &args.nets {
        let cannot = |e| Failure::unreadable(words::cannot_write(lang, folder.display(), e));
        std::fs::create_dir_all(folder).map_err(cannot)?;
        gathered.nets.iter().try_for_each(|(file, text)| std::fs::write(folder.join(file), text)).map_err(cannot)?;
    }
    if args.out.is_some() {
        told(args, shell, form, gathered)?;
    }
    Ok(if whole { Exit::Done } else { Exit::Refused })
}

/// Writes the courses as a log.
fn log(args: &Export, courses: &[Course], form: Form, shell: &Shell) -> Result<(), Failure> {
    let lang = shell.lang;
    let naming = match args.names {
        Called::Titles => Naming::Titles,
        Called::Ids => Naming::Ids,
    };
    let text = match form {
        Form::Jsonl => return Ok(()),
        Form::Xes => xes::write(&log_of(courses, naming)),
        Form::Csv => csv(&log_of(courses, naming)),
        Form::Ocel => ocel(courses, naming, lang.into()).json(),
        Form::OcelSqlite => {
            let out = args.out.as_deref().ok_or_else(|| Failure::usage(words::export_needs_file(lang)))?;
            let written = ocel_file::write(&ocel(courses, naming, lang.into()), out);
            return written.map_err(|e| Failure::unreadable(words::cannot_write(lang, out.display(), e)));
        }
    };
    let Some(out) = &args.out else {
        shell.print(&text);
        return Ok(());
    };
    std::fs::write(out, &text).map_err(|e| Failure::unreadable(words::cannot_write(lang, out.display(), e)))
}

/// Each of the cases asked for, one after the other; false where some story failed.
fn each(args: &Export, shell: &Shell, mut take: impl FnMut(Told) -> Result<(), Failure>) -> Result<bool, Failure> {
    let nets = args.nets.is_some();
    if !args.stories.is_empty() {
        let (all, whole) = courses::of_stories(&args.stories, nets, shell)?;
        all.into_iter().try_for_each(take)?;
        return Ok(whole);
    }
    let mut desk = Desk::reading(shell)?;
    for case in &courses::named(&desk, &args.cases)? {
        courses::may_report(&mut desk, case)?;
        take(courses::told(&mut desk, case, nets)?)?;
    }
    Ok(true)
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

fn told(args: &Export, shell: &Shell, form: Form, gathered: Gathered) -> Result<(), Failure> {
    let Gathered { ones, nets, records, rows, without_work, .. } = gathered;
    let events = if form == Form::Jsonl { records } else { rows };
    let name = match form {
        Form::Xes => "xes",
        Form::Ocel => "ocel",
        Form::OcelSqlite => "ocel-sqlite",
        Form::Csv => "csv",
        Form::Jsonl => "jsonl",
    };
    let file = args.out.as_ref().map(|out| out.display().to_string());
    let cases = ones.len();
    if shell.json() {
        let doc = Doc { schema: "guicheng/export/1", form: name, file, cases, events, without_work, courses: ones };
        return shell.document(&doc);
    }
    shell.line(&words::exported(shell.lang, cases, events, file.unwrap_or_default()));
    if form != Form::Jsonl && !without_work.is_empty() {
        shell.line(&words::export_bare(shell.lang, without_work.join(shell.lang.comma())));
    }
    if let Some(folder) = &args.nets {
        shell.line(&words::export_nets(shell.lang, nets.len(), folder.display()));
    }
    Ok(())
}
