//! Both ways between a register of clauses and the procedures of its folder: what has no place, what has no clause.

use crate::{lang::Lang, library::Checked, words};
use guicheng_core::Basis;
use guicheng_lang::{
    Diagnostic, Places, Uncited,
    doc::{Cx, Spanned},
    has_errors,
    model::BASIS,
    side,
};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What came of comparing.
#[derive(Debug)]
pub(crate) enum Coverage {
    /// No folder was checked that has a register and procedures.
    Nothing,
    /// A procedure has errors: what it cites is not known.
    Held,
    /// Both ways.
    Both(Doc),
}

/// The comparison, for programs.
#[derive(Clone, Serialize, Debug, Default)]
pub(crate) struct Doc {
    clauses: Vec<ClauseDoc>,
    without_clause: Vec<CardDoc>,
}

#[derive(Clone, Serialize, Debug)]
struct ClauseDoc {
    id: String,
    places: Vec<SpotDoc>,
    reason: Option<ReasonDoc>,
}

#[derive(Clone, Serialize, Debug)]
struct SpotDoc {
    procedure: String,
    card: String,
}

#[derive(Clone, Serialize, Debug)]
struct ReasonDoc {
    zh: String,
    en: String,
}

#[derive(Clone, Serialize, Debug)]
struct CardDoc {
    procedure: String,
    card: String,
    basis: Option<&'static str>,
}

impl Coverage {
    /// The document, where there is one.
    pub(crate) fn document(&self) -> Option<Doc> {
        match self {
            Self::Both(doc) => Some(doc.clone()),
            Self::Nothing | Self::Held => None,
        }
    }
}

/// Compares each register whose whole folder was asked for with the procedures under that folder; what is wrong with a
/// clause becomes a finding of the register's file.
pub(crate) fn of(paths: &[PathBuf], checked: &mut [Checked]) -> Coverage {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let (mut doc, mut any) = (Doc::default(), false);
    let mut found: Vec<(usize, Vec<Diagnostic>)> = Vec::new();
    for (at, file) in checked.iter().enumerate() {
        let (Some(register), Some(folder)) = (&file.register, folder(file)) else { continue };
        let whole = paths.iter().any(|path| path.is_dir() && folder.starts_with(path));
        let under: Vec<&Checked> = checked.iter().filter(|one| one.places.is_some()).collect();
        let under: Vec<&Checked> = under.into_iter().filter(|one| nearest(one, checked) == Some(at)).collect();
        if !whole || under.is_empty() {
            continue;
        }
        if has_errors(&file.findings) || under.iter().any(|one| has_errors(&one.findings)) {
            return Coverage::Held;
        }
        any = true;
        found.push((at, doc.compare(register, &under)));
    }
    for (at, findings) in found {
        if let Some(file) = checked.get_mut(at) {
            file.findings.extend(findings);
            file.findings.sort_by_key(|found| (found.primary, found.code()));
        }
    }
    if any { Coverage::Both(doc) } else { Coverage::Nothing }
}

fn folder(file: &Checked) -> Option<&Path> {
    Path::new(&*file.source.path).parent()
}

/// Permissions that name a procedure which the folder of their organisation does not have, where that folder was asked
/// for whole and can be read.
pub(crate) fn unknown_procedures(paths: &[PathBuf], checked: &mut [Checked]) {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let mut found: Vec<(usize, Vec<Diagnostic>)> = Vec::new();
    for (at, file) in checked.iter().enumerate().filter(|(_, file)| !file.named.is_empty()) {
        let Some(folder) = folder(file) else { continue };
        let whole = paths.iter().any(|path| path.is_dir() && folder.starts_with(path));
        let under = || checked.iter().filter(|one| Path::new(&*one.source.path).starts_with(folder));
        if !whole || under().any(|one| has_errors(&one.findings)) {
            continue;
        }
        let known: Vec<&str> = under().filter_map(|one| one.procedure.as_ref()).map(|p| &*p.id).collect();
        let stranger = |name: &&Spanned<Box<str>>| !known.contains(&&*name.value);
        let told = |name: &Spanned<Box<str>>| {
            let near = Cx::default().near(&name.value, known.iter().copied());
            let id = name.value.clone();
            let unknown = side::SideFinding::Unknown { what: side::Thing::Procedure, id, near: near.map(Into::into) };
            Diagnostic::new(unknown, name.span).near(near, true)
        };
        found.push((at, file.named.iter().filter(stranger).map(told).collect()));
    }
    for (at, findings) in found {
        if let Some(file) = checked.get_mut(at) {
            file.findings.extend(findings);
            file.findings.sort_by_key(|found| (found.primary, found.code()));
        }
    }
}

/// The register that a procedure file belongs to: that of the nearest folder upward.
fn nearest(file: &Checked, checked: &[Checked]) -> Option<usize> {
    let own = folder(file)?;
    let registers = checked.iter().enumerate().filter(|(_, one)| one.register.is_some());
    let above = registers.filter_map(|(at, one)| folder(one).filter(|f| own.starts_with(f)).map(|f| (at, f)));
    above.max_by_key(|(_, folder)| folder.components().count()).map(|(at, _)| at)
}

impl Doc {
    /// Adds a register; what is wrong with its clauses.
    fn compare(&mut self, register: &side::Clauses, under: &[&Checked]) -> Vec<Diagnostic> {
        let of = |one: &&'_ Checked| {
            // What is no procedure and cites something is the organisation with its permissions.
            let id = one.procedure.as_ref().map_or_else(|| "org".to_owned(), |procedure| procedure.id.to_string());
            (id, one.places.clone().unwrap_or_default())
        };
        let procedures: Vec<(String, Places)> = under.iter().map(of).collect();
        let cites: Vec<(&str, &Places)> = procedures.iter().map(|(id, places)| (&**id, places)).collect();
        let clauses = side::coverage(register, &cites);
        for clause in &clauses {
            let spot =
                |spot: &side::Spot| SpotDoc { procedure: spot.procedure.to_string(), card: spot.card.to_string() };
            let text = |reason: &side::Reason, language| reason.of(language).to_owned();
            let reason = clause.clause.not_here.as_ref().map(|reason| ReasonDoc {
                zh: text(reason, guicheng_lang::Lang::Zh),
                en: text(reason, guicheng_lang::Lang::En),
            });
            let places = clause.places.iter().map(spot).collect();
            self.clauses.push(ClauseDoc { id: clause.id.into(), places, reason });
        }
        for (id, places) in cites {
            let card = |uncited: &Uncited| CardDoc {
                procedure: id.to_owned(),
                card: uncited.card.to_string(),
                basis: uncited.basis.map(word),
            };
            self.without_clause.extend(places.uncited.iter().map(card));
        }
        clauses.iter().filter_map(side::Covered::finding).collect()
    }
}

/// The word of a basis.
fn word(basis: Basis) -> &'static str {
    let at = match basis {
        Basis::Manual => 0,
        Basis::Family => 1,
        Basis::Law => 2,
        Basis::Contract => 3,
        Basis::House => 4,
    };
    BASIS.get(at).copied().unwrap_or_default()
}

/// For people: how many, then what has no place and why, then what gives no ground at all.
pub(crate) fn table(coverage: &Coverage, lang: Lang) -> String {
    let doc = match coverage {
        Coverage::Nothing => return String::new(),
        Coverage::Held => return format!("{}\n", words::coverage_held(lang)),
        Coverage::Both(doc) => doc,
    };
    let placed = doc.clauses.iter().filter(|c| !c.places.is_empty()).count();
    let reasons = doc.clauses.iter().filter(|c| c.places.is_empty() && c.reason.is_some()).count();
    let bare = doc.clauses.len() - placed - reasons;
    let mut out = format!("{}\n", words::clauses_covered(lang, doc.clauses.len(), placed, reasons, bare));
    let mut rows = crate::table::Table::bare();
    for clause in doc.clauses.iter().filter(|c| c.places.is_empty()) {
        let reason = clause.reason.as_ref().map_or("—", |reason| lang.pick(&reason.zh, &reason.en));
        rows.row([clause.id.clone(), reason.to_owned()]);
    }
    out.push_str(&rows.render("  "));
    let count = |basis: Option<&str>| doc.without_clause.iter().filter(|card| card.basis == basis).count();
    let mut grounds: Vec<String> = BASIS
        .iter()
        .map(|basis| (basis, count(Some(basis))))
        .filter(|(_, n)| *n > 0)
        .map(|(basis, n)| words::by_basis(lang, basis, n))
        .collect();
    grounds.push(words::by_nothing(lang, count(None)));
    let grounds = grounds.join(lang.comma());
    out.push_str(&format!("{}\n", words::cards_uncited(lang, doc.without_clause.len(), grounds)));
    let mut rows = crate::table::Table::bare();
    let mut last = "";
    for card in doc.without_clause.iter().filter(|card| card.basis.is_none()) {
        if card.procedure != last {
            last = &card.procedure;
            let same = doc.without_clause.iter().filter(|c| c.basis.is_none() && c.procedure == last);
            rows.row([last.to_owned(), same.map(|c| &*c.card).collect::<Vec<_>>().join(" ")]);
        }
    }
    out.push_str(&rows.render("  "));
    out
}
