//! `guicheng import`: a foreign XES log is counted, written again or drawn. It never becomes cases of the store: there is
//! no command behind its events, so nothing of it could be decided again.

use crate::{
    failure::{Exit, Failure},
    logbook::{self, Drawn, LogDoc},
    shell::Shell,
    words,
};
use clap::{Args, ValueEnum};
use flate2::read::GzDecoder;
use guicheng_core::Zone;
use guicheng_export::{Log, Statistics, csv, xes};
use std::{
    fs::File,
    io::{Read, Seek},
    path::{Path, PathBuf},
};

/// A packed log must not fill the memory.
const MOST: u64 = 2 << 30;

/// Which log, and what becomes of it.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// 日志，`.xes` 或 `.xes.gz` · the log
    file: PathBuf,
    /// 改写成什么，或画成什么 · what to write or draw
    #[arg(long = "as", value_enum)]
    form: Option<Form>,
    /// 写到哪个文件 · the file to write
    #[arg(short, long, value_name = "OUT")]
    out: Option<PathBuf>,
    /// 只算这一种环节，如 complete · count only events of this transition, such as complete
    #[arg(long, value_name = "TRANSITION")]
    only: Option<String>,
}

/// What a log becomes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Form {
    /// XES again.
    Xes,
    /// A table.
    Csv,
    /// A dotted chart, as SVG.
    Dots,
    /// A process map, as SVG.
    Map,
}

/// Reads it.
pub(crate) fn run(args: &Import, shell: &Shell) -> Result<Exit, Failure> {
    let lang = shell.lang;
    let name = args.file.display().to_string();
    let text = read(&args.file).map_err(|e| Failure::unreadable(words::cannot_read(lang, &name, e)))?;
    let log = xes::read(&text).map_err(|e| Failure::unreadable(words::not_a_log(lang, &name, e)))?;
    let only = args.only.as_deref();
    let form = args.form.or_else(|| {
        let ending = args.out.as_ref()?.extension()?.to_str()?.to_ascii_lowercase();
        [("xes", Form::Xes), ("csv", Form::Csv)].into_iter().find(|(known, _)| *known == ending).map(|(_, form)| form)
    });
    let text = match form {
        None if args.out.is_some() => return Err(Failure::usage(words::log_form(lang))),
        None => {
            let counted = Statistics::of(&log, only);
            if shell.json() {
                shell.document(&LogDoc::of(&name, &counted))?;
            } else {
                shell.line(&logbook::told(shell, &name, &counted));
            }
            return Ok(Exit::Done);
        }
        Some(Form::Xes) => xes::write(&log),
        Some(Form::Csv) => {
            let empty = log.traces.iter().filter(|trace| trace.events.is_empty()).count();
            if empty > 0 {
                shell.complain(&words::log_empty(lang, empty));
            }
            csv(&log)
        }
        Some(Form::Dots) => logbook::drawn(&log, only, Drawn::Dots, &zone(&log), shell),
        Some(Form::Map) => logbook::drawn(&log, only, Drawn::Map, &zone(&log), shell),
    };
    logbook::put(shell, &text, args.out.as_deref())
}

/// A log knows no zone: the offset of its first event stands for all.
fn zone(log: &Log) -> Zone {
    let first = log.traces.iter().flat_map(|trace| &trace.events).find_map(guicheng_export::Event::at);
    Zone::fixed("", i64::from(first.map_or(0, |at| at.offset)) * 1_000)
}

fn read(path: &Path) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    let mut head = [0; 2];
    let packed = file.read_exact(&mut head).is_ok() && head == [0x1f, 0x8b];
    file.rewind()?;
    let mut text = String::new();
    if packed {
        GzDecoder::new(file).take(MOST).read_to_string(&mut text)?;
    } else {
        file.take(MOST).read_to_string(&mut text)?;
    }
    Ok(text)
}
