//! `guicheng fmt`: files in their canonical layout.

use crate::{
    cmd::check::rendered,
    failure::{Exit, Failure},
    library::{self, Checked, File},
    shell::Shell,
    words,
};
use clap::Args;
use guicheng_lang::{FileId, Source, digest, doc, format_text};
use serde::Serialize;
use std::path::PathBuf;

/// What to lay out.
#[derive(Debug, Args)]
pub(crate) struct Fmt {
    /// 文件或文件夹；不写是当前文件夹 · files or folders; the current one if none
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// 只看哪些不合，不改 · only say which differ, and change nothing
    #[arg(long)]
    check: bool,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    files: Vec<FileDoc>,
}

#[derive(Serialize)]
struct FileDoc {
    path: String,
    /// `same`, `changed` (or would be), `unreadable`.
    state: &'static str,
}

/// Lays it out.
pub(crate) fn run(args: &Fmt, shell: &Shell) -> Result<Exit, Failure> {
    let mut files = Vec::new();
    for file in library::files(&args.paths, shell.lang)? {
        let state = match laid_out(&file) {
            Err(broken) => {
                if !shell.json() {
                    shell.print(&rendered(shell, &broken));
                    shell.complain(&words::fmt_broken(shell.lang, &file.path));
                }
                "unreadable"
            }
            Ok(text) if text.as_bytes() == file.bytes => "same",
            Ok(text) => {
                if !args.check {
                    let written = std::fs::write(&file.path, text);
                    written.map_err(|e| Failure::unreadable(words::cannot_write(shell.lang, &file.path, e)))?;
                }
                if !shell.json() {
                    let say = if args.check { words::fmt_differs } else { words::fmt_changed };
                    shell.line(&say(shell.lang, &file.path));
                }
                "changed"
            }
        };
        files.push(FileDoc { path: file.path, state });
    }
    let count = |state| files.iter().filter(|file| file.state == state).count();
    let (changed, broken, all) = (count("changed"), count("unreadable"), files.len());
    if shell.json() {
        shell.document(&Doc { schema: "guicheng/fmt/1", files })?;
    } else {
        shell.line(&words::fmt_total(shell.lang, all, changed));
    }
    Ok(if broken > 0 || (args.check && changed > 0) { Exit::Refused } else { Exit::Done })
}

/// The canonical text of a file; what is wrong with it, if it cannot be read. A file in another encoding is one of those.
fn laid_out(file: &File) -> Result<String, Box<Checked>> {
    let source = Source::from_bytes(FileId(0), &file.path, &file.bytes);
    let mut findings = Vec::new();
    let before = doc::parse(&source, &mut findings);
    let text = format_text(&source.text).filter(|_| source.trouble().is_none());
    let (Some(before), Some(text)) = (before, text) else { return Err(Box::new(Checked::found(source, findings))) };
    // Layout is no meaning: a formatter that changed the data would be worse than none.
    let formatted = Source::from_text(FileId(0), &file.path, &text);
    let after = doc::parse(&formatted, &mut Vec::new());
    match after.is_some_and(|after| digest::json(&after) == digest::json(&before)) {
        true => Ok(text),
        false => Err(Box::new(Checked::found(source, findings))),
    }
}
