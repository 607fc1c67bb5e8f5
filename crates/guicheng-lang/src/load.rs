//! Loading: one procedure file against a library.

use crate::{
    diagnostic::{Diagnostic, has_errors},
    doc::{Cx, Parsed},
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
    load_parsed(source, Parsed::of(source), library)
}

/// Loads a procedure file that was read already.
pub fn load_parsed(source: &Source, parsed: Parsed, library: &Library) -> Loaded {
    let Parsed { table, findings } = parsed;
    let mut cx = Cx::of(findings);
    let Some(table) = table.filter(|_| !cx.findings.iter().any(blinds)) else {
        return Loaded { findings: told(source, cx.findings), ..Loaded::default() };
    };
    let file = File::read(&mut cx, source.id, &table);
    let procedure = lower::lower(&mut cx, &table, &file, library);
    if let Some(procedure) = &procedure {
        survey::gaps(&mut cx, &file, procedure);
    }
    if let Some(procedure) = procedure.as_ref().filter(|_| !has_errors(&cx.findings)) {
        survey::survey(&mut cx, &file, procedure, library);
    }
    let procedure = procedure.filter(|_| !has_errors(&cx.findings));
    Loaded { procedure, findings: told(source, cx.findings), places: Places::of(&file) }
}

/// Findings in the order of the file, each once; of very many the gravest, and how many there are.
fn told(source: &Source, mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let by_place = |found: &Diagnostic| (found.primary, found.code());
    findings.sort_by_key(by_place);
    findings.dedup();
    let all = findings.len();
    if all > MOST {
        findings.sort_by_key(Diagnostic::severity);
        findings.truncate(MOST);
        findings.sort_by_key(by_place);
        let more = TextFinding::TooManyFindings { shown: MOST, all };
        findings.push(Diagnostic::new(more, source.span(source.text.len()..source.text.len())));
    }
    findings
}

/// The most findings told of in one file: nobody reads more, and each costs a screenful.
const MOST: usize = 500;

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
            | TextFinding::Slip(_)
            | TextFinding::TooManyFindings { .. }
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
        | Finding::Story(_)
        | Finding::Version(_) => false,
    }
}
