//! Procedures of many steps in one line, for measures that grow with them.

use crate::{Failure, workload};
use guicheng_core::{Act, Command, Input, Pointer, Procedure, Timestamp};
use guicheng_lang::{FileId, Source, load};
use std::fmt::Write as _;

/// The file of a procedure with so many steps.
pub fn text(steps: usize) -> String {
    let mut text = String::from(
        "[procedure]\nid = \"line\"\ntitle = \"一条线\"\nversion = 1\neffective = 2026-11-20\nlang = \"zh-CN\"\n\
         time_zone = \"Asia/Shanghai\"\ncalendar = \"all_day\"\nowner = \"desk\"\nchange = \"首版\"\n\n\
         [roles]\ndesk = { title = \"接待员\", from = \"group:desk\" }\n\n[route.main]\ntitle = \"全程\"\nsteps = [",
    );
    (0..steps).for_each(|n| {
        let _ = write!(text, "\"step_{n}\", ");
    });
    text += "]\n";
    (0..steps).for_each(|n| {
        let _ = write!(text, "\n[step.step_{n}]\ntitle = \"第 {n} 步\"\nbasis = \"house\"\nwho = \"desk\"\n");
    });
    text
}

/// The procedure of a file.
///
/// # Errors
/// It does not load.
pub fn procedure(text: &str) -> Result<Procedure, Failure> {
    let loaded = load(&Source::from_text(FileId(0), "line.toml", text), &workload::library()?);
    loaded.procedure.ok_or_else(|| Failure::at("line.toml does not load", &loaded.findings))
}

/// The commands of a case of it, with the answers that they ask for.
///
/// # Errors
/// A step is missing, or a case does not close.
pub fn commands(p: &Procedure) -> Result<Vec<Command>, Failure> {
    let mut commands = vec![workload::opening(p)];
    for (n, now) in (0..p.steps.len()).zip(workload::opens().0 + 1..) {
        let id = format!("step_{n}");
        let step = p.names.steps.find(|label| *label.id == *id);
        let step = step.ok_or_else(|| Failure(format!("there is no step {id}")))?;
        commands.push(Command {
            key: id.into(),
            now: Timestamp(now),
            act: Act::Complete(Pointer::Step(step, None), Box::<Input>::default()),
            ..workload::opening(p)
        });
    }
    workload::with_answers(p, commands)
}
