//! `guicheng new`: a procedure to begin with, its scenarios, and the side files where there are none.

use crate::{
    failure::{Exit, Failure},
    library::Library,
    shell::Shell,
    words,
};
use clap::Args;
use guicheng_core::org::Org;
use guicheng_lang::starter::{self, Wish};
use serde::Serialize;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// What to begin.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// 规程的名字；写 org 或 calendars 只要那一个文件 · the id of the procedure; `org` or `calendars` for that file alone
    #[arg(value_name = "ID|KIND")]
    id: String,
    /// 标题 · its title
    #[arg(long)]
    title: Option<String>,
    /// 放在哪个文件夹 · the folder to put it in
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    at: PathBuf,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    written: Vec<String>,
}

/// Writes the files; none that is there already is touched.
pub(crate) fn run(args: &New, shell: &Shell) -> Result<Exit, Failure> {
    let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    if args.id.is_empty() || args.id.len() > 96 || !args.id.chars().all(plain) {
        return Err(Failure::usage(words::bad_new_id(shell.lang, &args.id)));
    }
    fs::create_dir_all(&args.at).map_err(|e| unwritable(&args.at, &e, shell))?;
    let files = match args.id.as_str() {
        "org" => vec![("org.toml".into(), starter::ORG.into())],
        "calendars" => vec![("calendars.toml".into(), starter::CALENDARS.into())],
        id => files(id, args, shell)?,
    };
    let paths: Vec<(PathBuf, String)> = files.into_iter().map(|(name, text)| (args.at.join(name), text)).collect();
    if let Some((path, _)) = paths.iter().find(|(path, _)| path.exists()) {
        return Err(Failure::refused("exists", words::new_exists(shell.lang, path.display())));
    }
    let mut written = Vec::new();
    for (path, text) in paths {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|e| unwritable(folder, &e, shell))?;
        }
        fs::write(&path, text).map_err(|e| unwritable(&path, &e, shell))?;
        written.push(path.display().to_string());
    }
    if shell.json() {
        shell.document(&Doc { schema: "guicheng/new/1", written })?;
        return Ok(Exit::Done);
    }
    written.iter().for_each(|path| shell.line(&words::new_written(shell.lang, path)));
    shell.line(words::new_next(shell.lang));
    Ok(Exit::Done)
}

fn unwritable(path: &Path, error: &std::io::Error, shell: &Shell) -> Failure {
    Failure::unreadable(words::cannot_write(shell.lang, path.display(), error))
}

/// A procedure in a folder of its own, its scenarios beside it; side files where no folder upward has any.
fn files(id: &str, args: &New, shell: &Shell) -> Result<Vec<(String, String)>, Failure> {
    let there = Library::above(&args.at, shell.lang)?;
    let (desk, boss) = there.as_ref().and_then(|library| sources(&library.org)).unwrap_or_else(|| {
        let (desk, boss) = starter::SOURCES;
        (desk.into(), boss.into())
    });
    let wish = Wish { id, title: args.title.as_deref().unwrap_or(id), desk: &desk, boss: &boss };
    let mut files = vec![
        (format!("{id}/{id}.toml"), starter::procedure(wish)),
        (format!("{id}/{id}.test.toml"), starter::story(wish)),
    ];
    if there.is_none() {
        // Settings of other tools that are there already are the reader's own.
        let side = starter::side_files().into_iter().filter(|(name, _)| !args.at.join(name).exists());
        files.extend(side.map(|(name, text)| (name.into(), text.into())));
    }
    Ok(files)
}

/// Sources of people that this organisation has: for the desk, for the manager.
fn sources(org: &Org) -> Option<(String, String)> {
    let rosters = org.rosters.iter().map(|roster| format!("roster:{}", roster.id));
    let groups = org.groups.iter().map(|group| format!("group:{}", group.id));
    let posts = || org.posts.iter().map(|post| format!("post:{}", post.id));
    let desk = rosters.chain(groups).chain(posts()).next()?;
    let boss = posts().find(|post| post.ends_with("manager")).or_else(|| posts().next())?;
    Some((desk, boss))
}
