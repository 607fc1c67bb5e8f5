//! `guicheng publish`: a new version of a procedure, with two names and a reason. Running cases stay where they are.

use crate::{
    desk::{Desk, machine_random},
    failure::{Exit, Failure},
    instant,
    library::{self, Library},
    proof,
    shell::Shell,
    words,
};
use clap::Args;
use guicheng_core::{Timestamp, org::Right};
use guicheng_lang::has_errors;
use guicheng_store::{Publication, Published};
use serde::Serialize;
use std::path::PathBuf;

/// What to publish.
#[derive(Debug, Args)]
pub(crate) struct Publish {
    /// 流程文件 · procedure files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// 写的人 · who wrote it
    #[arg(long = "as", value_name = "PERSON")]
    author: String,
    /// 批的人 · who approves it
    #[arg(long, value_name = "PERSON")]
    approved_by: String,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    published: Vec<One>,
}

#[derive(Serialize)]
struct One {
    procedure: String,
    version: u32,
    digest: String,
    effective: String,
    change: String,
    new: bool,
}

/// Publishes them.
pub(crate) fn run(args: &Publish, shell: &Shell) -> Result<Exit, Failure> {
    let mut desk = Desk::create(shell, machine_random())?;
    let now = desk.now()?;
    let mut published = Vec::new();
    for path in &args.files {
        published.push(publish(&mut desk, args, path, now)?);
    }
    if shell.json() {
        shell.document(&Doc { schema: "guicheng/publish/1", published })?;
        return Ok(Exit::Done);
    }
    for one in &published {
        shell.line(&if one.new {
            words::published_as(shell.lang, &one.procedure, one.version, &one.effective)
        } else {
            words::published_before(shell.lang, &one.procedure, one.version)
        });
    }
    Ok(Exit::Done)
}

fn publish(desk: &mut Desk, args: &Publish, path: &std::path::Path, now: Timestamp) -> Result<One, Failure> {
    let lang = desk.shell.lang;
    let file = library::read(path, lang)?;
    let library = Library::of_path(path, lang)?;
    let mut checked = library.compile(&file.path, &file.bytes);
    proof::prove(&mut checked);
    let failure = || {
        let shown = super::check::rendered(&desk.shell, &checked);
        Failure::refused("findings", format!("{shown}{}", words::has_findings(lang, &file.path)))
    };
    if has_errors(&checked.findings) {
        return Err(failure());
    }
    let procedure = checked.procedure.clone().ok_or_else(failure)?;
    let (change, day) = library::change_of(&file.path, &file.bytes);
    let change = change.ok_or_else(|| Failure::refused("no_change", words::no_change(lang, &file.path)))?;
    desk.take_over(&library, now)?;
    let (author, approver) = (desk.person(&args.author)?, desk.person(&args.approved_by)?);
    if author == approver {
        return Err(Failure::refused("two_names", words::two_names(lang, author)));
    }
    for (right, person) in [(Right::Write, &author), (Right::Approve, &approver)] {
        desk.host.permitted(right, &procedure.id, person, now).map_err(|e| desk.failed(e))?;
    }
    // Without a day it counts at once.
    let day = day.and_then(|day| instant::read(&format!("{day}T00:00"), &procedure.zone, now));
    let effective = day.unwrap_or(now);
    let (id, version) = (procedure.id.to_string(), procedure.version);
    let publication = Publication {
        procedure,
        source: &file.bytes,
        calendars: library.calendar_bytes.as_deref(),
        effective,
        now,
        by: &format!("{author}, {approver}"),
    };
    let (published, linked) = desk.host.publish(publication).map_err(|e| desk.failed(e))?;
    let new = match published {
        Published::New => true,
        Published::Same => false,
        Published::Taken(_) => {
            return Err(Failure::refused("version_taken", words::version_taken(lang, &id, version)));
        }
    };
    let digest = guicheng_history::to_hex(&linked.pins.procedure);
    Ok(One { procedure: id, version, digest, effective: instant::rfc3339(effective, &desk.zone), change, new })
}
