//! Loading: one procedure file against a library.

use crate::{
    diagnostic::{Diagnostic, has_errors},
    doc::{Cx, Parsed, Table},
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
    let mut cx = Cx::of(parsed.findings);
    let Some((file, procedure)) = read(&mut cx, source, parsed.table.as_ref(), library, false) else {
        return Loaded { findings: told(source, cx.findings), ..Loaded::default() };
    };
    if let Some(procedure) = &procedure {
        survey::survey(&mut cx, &file, procedure, library);
    }
    Loaded { procedure, findings: told(source, cx.findings), places: Places::of(&file) }
}

/// Loads a procedure file to run it. What [`load`] refuses is refused here too, for the same reasons; most of what it
/// only warns of, and what the file cites, is not looked for.
///
/// # Errors
/// What is wrong, in the order of the file, with such warnings as were found on the way.
pub fn load_to_run(source: &Source, library: &Library) -> Result<Procedure, Vec<Diagnostic>> {
    let Parsed { table, findings } = Parsed::of(source);
    let mut cx = Cx::of(findings);
    let procedure = read(&mut cx, source, table.as_ref(), library, true).and_then(|(_, procedure)| procedure);
    procedure.ok_or_else(|| told(source, cx.findings))
}

/// The file as written, and the procedure unless something grave was found; nothing where the text cannot be read.
fn read(
    cx: &mut Cx,
    source: &Source,
    table: Option<&Table>,
    library: &Library,
    to_run: bool,
) -> Option<(File, Option<Procedure>)> {
    let table = table.filter(|_| !cx.findings.iter().any(blinds))?;
    let file = File::read(cx, source.id, table);
    let procedure = lower::lower(cx, table, &file, library, to_run);
    if let Some(procedure) = &procedure {
        survey::gaps(cx, &file, procedure);
    }
    let procedure = procedure.filter(|_| !has_errors(&cx.findings));
    Some((file, procedure))
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
