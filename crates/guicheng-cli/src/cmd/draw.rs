//! `guicheng draw`: a picture of a procedure.

use crate::{
    failure::{Exit, Failure},
    library::{self, Library},
    shell::Shell,
    words,
};
use clap::{Args, ValueEnum};
use guicheng_draw as draw;
use guicheng_lang::has_errors;
use std::path::{Path, PathBuf};

/// What to draw, and how.
#[derive(Debug, Args)]
pub(crate) struct Draw {
    /// 流程文件，或随带的流程名称 · a procedure file, or the name of a shipped one
    #[arg(value_name = "FILE")]
    file: String,
    /// 画成什么 · the kind of picture
    #[arg(long = "as", value_enum, default_value_t = Picture::Outline)]
    kind: Picture,
    /// 写到哪个文件 · the file to write
    #[arg(short, long, value_name = "OUT")]
    out: Option<PathBuf>,
}

/// A kind of picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Picture {
    /// Numbered like a manual.
    Outline,
    /// A picture for a page.
    Svg,
    /// A graph for Graphviz.
    Dot,
    /// A Petri net for process mining.
    Pnml,
}

/// Draws it.
pub(crate) fn run(args: &Draw, shell: &Shell) -> Result<Exit, Failure> {
    let lang = shell.lang;
    let path = Path::new(&args.file);
    let checked = if path.is_file() || args.file.ends_with(".toml") {
        let file = library::read(path, lang)?;
        Library::of_path(path, lang)?.compile(&file.path, &file.bytes)
    } else {
        let library = Library::above(Path::new("."), lang)?.filter(|l| l.find(&args.file).is_some());
        let library = library.unwrap_or_else(Library::shipped);
        let found = library.find(&args.file).map(|(checked, _)| checked);
        found.ok_or_else(|| Failure::usage(words::no_procedure(lang, &args.file, library.ids().join(lang.comma()))))?
    };
    let Some(procedure) = checked.procedure.as_ref().filter(|_| !has_errors(&checked.findings)) else {
        let shown = super::check::rendered(shell, &checked);
        return Err(Failure::refused("findings", format!("{shown}{}", words::has_findings(lang, &args.file))));
    };
    let picture = match args.kind {
        Picture::Outline => draw::outline(procedure, lang.into()),
        Picture::Svg => draw::svg(procedure, lang.into()),
        Picture::Dot => draw::dot(procedure, lang.into()),
        Picture::Pnml => draw::pnml(procedure, lang.into())
            .ok_or_else(|| Failure::refused("too_large", words::net_too_large(lang)))?,
    };
    match &args.out {
        None => shell.print(&picture),
        Some(out) => {
            let written = std::fs::write(out, &picture);
            written.map_err(|e| Failure::unreadable(words::cannot_write(lang, out.display(), e)))?;
            shell.line(&words::drawn(lang, out.display()));
        }
    }
    Ok(Exit::Done)
}
