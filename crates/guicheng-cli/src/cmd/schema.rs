//! `guicheng schema`: the JSON Schemas of all kinds of files, for editors.

use crate::{
    failure::{Exit, Failure},
    shell::Shell,
    words,
};
use clap::{Args, ValueEnum};
use guicheng_lang::{
    digest::Json,
    schema::{FileKind, schema},
};
use guicheng_scenario::scenario;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Of what, and where to write it.
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// 哪种文件；all 写出全部 · which kind of file; `all` writes every schema
    #[arg(value_enum, default_value = "procedure")]
    kind: Kind,
    /// 写到这个文件（all：文件夹）；不写就打印 · write it there (`all`: into that folder) instead of printing it
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
}

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// 规程 · procedures
    Procedure,
    /// 组织和班次 · the organisation and its rosters
    Org,
    /// 日历 · calendars
    Calendars,
    /// 条款登记 · the register of clauses
    Clauses,
    /// 规程的测试 · scenarios
    Stories,
    /// 全部 · all of them
    All,
}

impl Kind {
    /// The kinds that files have.
    const FILES: [Self; 5] = [Self::Procedure, Self::Org, Self::Calendars, Self::Clauses, Self::Stories];

    /// Its name, and which files are of it as editors' settings say.
    const fn files(self) -> (&'static str, &'static str) {
        match self {
            Self::Procedure | Self::All => ("procedure", "*/*.toml"),
            Self::Org => ("org", "**/org*.toml"),
            Self::Calendars => ("calendars", "**/calendars.toml"),
            Self::Clauses => ("clauses", "**/clauses.toml"),
            Self::Stories => ("stories", "**/*.test.toml"),
        }
    }

    fn schema(self) -> Json {
        match self {
            Self::Procedure | Self::All => schema(FileKind::Procedure),
            Self::Org => schema(FileKind::Org),
            Self::Calendars => schema(FileKind::Calendars),
            Self::Clauses => schema(FileKind::Clauses),
            Self::Stories => scenario::schema(),
        }
    }
}

/// What was written.
#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    written: Vec<String>,
}

/// Writes it.
pub(crate) fn run(args: &Schema, shell: &Shell) -> Result<Exit, Failure> {
    if args.kind == Kind::All {
        let Some(folder) = &args.output else { return Err(Failure::usage(words::schema_needs_folder(shell.lang))) };
        return all(folder, shell);
    }
    let schema = document(args.kind)?;
    match &args.output {
        None => shell.document(&schema)?,
        Some(path) => write(path, &pretty(&schema)?, shell)?,
    }
    Ok(Exit::Done)
}

/// Every schema in a folder, with the settings that name them to tombi and taplo.
fn all(folder: &Path, shell: &Shell) -> Result<Exit, Failure> {
    let cannot = |e| Failure::unreadable(words::cannot_write(shell.lang, folder.display(), e));
    std::fs::create_dir_all(folder).map_err(cannot)?;
    let mut settings = String::new();
    let mut written = Vec::new();
    // Of several that fit, tombi takes the first: procedures, which may have any name, come last.
    for kind in Kind::FILES.into_iter().rev() {
        let (name, files) = kind.files();
        let path = folder.join(format!("{name}.schema.json"));
        write(&path, &pretty(&document(kind)?)?, shell)?;
        settings.push_str(&format!("[[schemas]]\npath = \"{name}.schema.json\"\ninclude = [\"{files}\"]\n\n"));
        written.push(path.display().to_string());
    }
    let path = folder.join("schemas.tombi.toml");
    write(&path, settings.trim_end(), shell)?;
    written.push(path.display().to_string());
    if shell.json() {
        shell.document(&Doc { schema: "guicheng/schema/1", written })?;
    } else {
        written.iter().for_each(|path| shell.line(&words::new_written(shell.lang, path)));
    }
    Ok(Exit::Done)
}

fn document(kind: Kind) -> Result<serde_json::Value, Failure> {
    serde_json::from_str(&kind.schema().canonical()).map_err(|e| Failure::internal(e.to_string()))
}

fn pretty(schema: &serde_json::Value) -> Result<String, Failure> {
    serde_json::to_string_pretty(schema).map_err(|e| Failure::internal(e.to_string()))
}

fn write(path: &Path, text: &str, shell: &Shell) -> Result<(), Failure> {
    let written = std::fs::write(path, format!("{text}\n"));
    written.map_err(|e| Failure::unreadable(words::cannot_write(shell.lang, path.display(), e)))
}
