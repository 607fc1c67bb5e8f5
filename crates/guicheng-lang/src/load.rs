//! Loading: one procedure file against a library.

use crate::{
    diagnostic::{Diagnostic, has_errors},
    doc::{self, Cx},
    finding::{Finding, TextFinding},
    lower::{self, Library},
    model::File,
    places::Places,
    source::Source,
    survey,
};
use alloc::vec::Vec;
use guicheng_core::Procedure;

/// What came of a file.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The procedure; none if anything grave was found.
    pub procedure: Option<Procedure>,
    /// Everything found, in the order of the file.
    pub findings: Vec<Diagnostic>,
    /// What it cites, and where; nothing if the text could not be read.
    pub places: Places,
}

/// Loads a procedure file.
pub fn load(source: &Source, library: &Library) -> Loaded {
    let mut cx = Cx::default();
    let table = doc::parse(source, &mut cx.findings);
    let Some(table) = table.filter(|_| !cx.findings.iter().any(blinds)) else {
        return Loaded { findings: cx.findings, ..Loaded::default() };
    };
    let file = File::read(&mut cx, source.id, &table);
    let procedure = lower::lower(&mut cx, &table, &file, library);
    if let Some(procedure) = procedure.as_ref().filter(|_| !has_errors(&cx.findings)) {
        survey::survey(&mut cx, &file, procedure, library);
    }
    let mut findings = cx.findings;
    findings.sort_by_key(|found| (found.primary, found.code()));
    findings.dedup();
    Loaded { procedure: procedure.filter(|_| !has_errors(&findings)), findings, places: Places::of(&file) }
}

/// Whether what was found leaves too little of the text to say more about it.
fn blinds(found: &Diagnostic) -> bool {
    match &found.finding {
        Finding::Text(text) => match text {
            TextFinding::Syntax { .. }
            | TextFinding::DuplicateKey { .. }
            | TextFinding::BareKey
            | TextFinding::TooDeep { .. }
            | TextFinding::TooLarge { .. }
            | TextFinding::NotUtf8 { .. } => true,
            TextFinding::Gbk
            | TextFinding::FullWidth { .. }
            | TextFinding::UnknownKey { .. }
            | TextFinding::WrongType { .. }
            | TextFinding::MissingKey { .. }
            | TextFinding::UnknownWord { .. }
            | TextFinding::OutOfRange { .. }
            | TextFinding::BadId { .. }
            | TextFinding::Clash { .. }
            | TextFinding::Together { .. } => false,
        },
        Finding::Link(_)
        | Finding::Graph(_)
        | Finding::Clock(_)
        | Finding::Data(_)
        | Finding::Norm(_)
        | Finding::Guard(_)
        | Finding::Side(_)
        | Finding::Story(_) => false,
    }
}
