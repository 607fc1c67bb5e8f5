//! Personal values of a case, read from its records alone: which were filled, shown and deleted, and by whom.

use crate::{
    Verified,
    canonical::{Json, parse},
    digest::from_hex,
    instant::read_instant,
    version::kind_of,
};
use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};
use guicheng_core::{Digest, Seq, Timestamp};

/// The personal values of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Personal {
    /// Every commitment, with the record that brought it and its field.
    pub filled: BTreeMap<Digest, (Seq, Box<str>)>,
    /// Which of them were deleted.
    pub erased: BTreeMap<Digest, Lifted>,
    /// Which were shown, each time.
    pub disclosed: Vec<(Digest, Lifted)>,
}

/// A deletion, or a showing, by its record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifted {
    /// The record.
    pub record: Seq,
    /// When it was recorded.
    pub at: Timestamp,
    /// Who asked for it.
    pub by: Box<str>,
    /// Who approved it.
    pub approved: Box<str>,
    /// The ground, or the purpose.
    pub why: Box<str>,
}

/// Why records about personal values do not hold together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("record {}: {what}", record.0)]
pub struct PersonalFault {
    /// The record.
    pub record: Seq,
    /// What is wrong with it.
    pub what: PersonalWrong,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonalWrong {
    /// It is no record.
    #[error("it cannot be read")]
    Form,
    /// It deletes or shows a value that no record before it filled.
    #[error("it names a personal value that no record before it filled")]
    Unknown,
    /// The value was deleted before.
    #[error("it names a personal value that was deleted before")]
    Gone,
    /// One person alone stands by it.
    #[error("the same person asked and approved")]
    OnePerson,
}

/// Reads them from the lines of a case, in order.
///
/// # Errors
/// [`PersonalFault`], at the first record that does not fit those before it.
pub fn personal<'l>(lines: impl IntoIterator<Item = &'l str>) -> Result<Personal, PersonalFault> {
    // Most records say nothing of the kind, and need not be read for it.
    let numbered =
        lines.into_iter().zip(1..).filter(|(line, _)| matches!(kind_of(line), "filled" | "erased" | "disclosed"));
    read_all(numbered.map(|(line, at)| (line, Seq(at))))
}

/// The same for a history that was decided again ([`crate::verify_across`]): only the records that this noted are read.
///
/// # Errors
/// As [`personal`].
pub fn personal_of(verified: &Verified, lines: &[&str]) -> Result<Personal, PersonalFault> {
    let line = |seq: &Seq| Some((*lines.get(usize::try_from(seq.0).ok()?.checked_sub(1)?)?, *seq));
    read_all(verified.personal.iter().filter_map(line))
}

fn read_all<'l>(records: impl Iterator<Item = (&'l str, Seq)>) -> Result<Personal, PersonalFault> {
    let mut all = Personal::default();
    for (line, record) in records {
        read(line, record, &mut all).map_err(|what| PersonalFault { record, what })?;
    }
    Ok(all)
}

fn read(line: &str, record: Seq, all: &mut Personal) -> Result<(), PersonalWrong> {
    let json = parse(line).map_err(|_| PersonalWrong::Form)?;
    let data = get(&json, "data").ok_or(PersonalWrong::Form)?;
    match text(&json, "kind")? {
        "filled" => {
            let field = text(data, "field")?;
            let mut here = Vec::new();
            commitments(data, &mut here);
            for commitment in here {
                all.filled.entry(commitment).or_insert_with(|| (record, field.into()));
            }
        }
        kind @ ("erased" | "disclosed") => lifted(&json, data, record, kind == "erased", all)?,
        _ => {}
    }
    Ok(())
}

fn lifted(
    json: &Json<'_>,
    data: &Json<'_>,
    record: Seq,
    erased: bool,
    all: &mut Personal,
) -> Result<(), PersonalWrong> {
    let of = get(data, "of").ok_or(PersonalWrong::Form)?;
    let own = Lifted {
        record,
        at: read_instant(text(json, "recorded")?).ok_or(PersonalWrong::Form)?,
        by: text(data, "by")?.into(),
        approved: text(of, "approved")?.into(),
        why: text(of, "why")?.into(),
    };
    if own.by == own.approved {
        return Err(PersonalWrong::OnePerson);
    }
    let Some(Json::List(values)) = get(of, "values") else { return Err(PersonalWrong::Form) };
    for value in values {
        let commitment = from_hex(text(value, "commitment")?).ok_or(PersonalWrong::Form)?;
        let Some(Json::Int(filled)) = get(value, "record") else { return Err(PersonalWrong::Form) };
        let known = all.filled.get(&commitment);
        if !known.is_some_and(|(at, field)| i64::from(at.0) == *filled && text(value, "field") == Ok(&**field)) {
            return Err(PersonalWrong::Unknown);
        }
        if all.erased.contains_key(&commitment) {
            return Err(PersonalWrong::Gone);
        }
        if erased {
            all.erased.insert(commitment, own.clone());
        } else {
            all.disclosed.push((commitment, own.clone()));
        }
    }
    Ok(())
}

fn get<'j, 'a>(json: &'j Json<'a>, key: &str) -> Option<&'j Json<'a>> {
    let Json::Object(pairs) = json else { return None };
    pairs.iter().find(|(k, _)| k == key).map(|(_, value)| value)
}

fn text<'j>(json: &'j Json<'_>, key: &str) -> Result<&'j str, PersonalWrong> {
    if let Some(Json::Text(text)) = get(json, key) { Ok(text) } else { Err(PersonalWrong::Form) }
}

fn commitments(json: &Json<'_>, found: &mut Vec<Digest>) {
    match json {
        Json::Object(pairs) => {
            for (key, value) in pairs {
                match value {
                    Json::Text(text) if key == "sealed" => found.extend(from_hex(text)),
                    other => commitments(other, found),
                }
            }
        }
        Json::List(items) => items.iter().for_each(|item| commitments(item, found)),
        Json::Null | Json::Bool(_) | Json::Int(_) | Json::Text(_) => {}
    }
}

/// The cases that a case has called.
pub fn children<'l>(lines: impl IntoIterator<Item = &'l str>) -> Vec<Box<str>> {
    let called = lines.into_iter().filter(|line| kind_of(line) == "called");
    let child = |line: &str| {
        let json = parse(line).ok()?;
        if text(&json, "kind") != Ok("called") {
            return None;
        }
        text(get(&json, "data")?, "child").ok().map(Into::into)
    };
    called.filter_map(child).collect()
}
