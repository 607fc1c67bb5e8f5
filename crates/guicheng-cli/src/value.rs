//! Field values as people type and read them, by the kind of the field.

use crate::{failure::Failure, instant, lang::Lang, names::Names, words};
use guicheng_core::{FieldId, FieldKind, Id, OptionId, Procedure, Timestamp, Value, org::Org};
use guicheng_lang::doc::Cx;
use std::path::Path;

/// What typed values are read against.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) procedure: &'a Procedure,
    pub(crate) org: &'a Org,
    pub(crate) now: Timestamp,
    pub(crate) lang: Lang,
}

/// What separates the entries of a list.
const COMMAS: [char; 3] = [',', '，', '、'];

impl Reading<'_> {
    /// Reads a value. Nothing typed empties the field.
    ///
    /// # Errors
    /// In words: what would fit.
    pub(crate) fn read(&self, id: FieldId, text: &str) -> Result<Value, String> {
        let Some(field) = self.procedure.fields.get(id) else { return Err(String::new()) };
        let text = text.trim();
        match (text.is_empty(), field.many) {
            (true, _) => Ok(Value::Empty),
            (false, true) => {
                let items: Result<Vec<Value>, String> = split(text).map(|one| self.one(id, field.kind, one)).collect();
                Ok(Value::List(items?.into()))
            }
            (false, false) => self.one(id, field.kind, text),
        }
    }

    fn one(&self, id: FieldId, kind: FieldKind, text: &str) -> Result<Value, String> {
        let lang = self.lang;
        let or = |value: Option<Value>, fits: String| value.ok_or(fits);
        match kind {
            FieldKind::Text | FieldKind::Note | FieldKind::Phone | FieldKind::Unit => Ok(Value::Text(text.into())),
            FieldKind::Department => {
                let known = self.org.departments.iter().map(|d| &*d.id);
                let fits = self.org.departments.is_empty() || known.clone().any(|d| d == text);
                let list = known.collect::<Vec<_>>().join(lang.comma());
                or(fits.then(|| Value::Text(text.into())), words::fits_one_of(lang, list))
            }
            FieldKind::Number | FieldKind::Money => {
                or(text.parse().ok().map(Value::Decimal), words::fits_number(lang).into())
            }
            FieldKind::YesNo => or(yes_no(text).map(Value::YesNo), words::fits_yes_no(lang).into()),
            FieldKind::Choice(_) => self.option(id, text).map(Value::Choice),
            FieldKind::Choices(_) => {
                let bits: Result<Vec<OptionId>, String> = split(text).map(|one| self.option(id, one)).collect();
                Ok(Value::Choices(
                    bits?.iter().fold(0, |set, option| set | 1_u64.checked_shl(option.0.into()).unwrap_or(0)),
                ))
            }
            FieldKind::Date => or(instant::day(text).map(Value::Date), words::fits_day(lang).into()),
            FieldKind::Moment => {
                let at = instant::read(text, &self.procedure.zone, self.now);
                or(at.map(Value::Moment), words::fits_moment(lang).into())
            }
            FieldKind::Duration => {
                let ms = guicheng_lang::times::span(text).ok();
                or(ms.map(Value::Duration), words::fits_duration(lang).into())
            }
            FieldKind::Person => Ok(Value::Text(person(self.org, self.lang, text).unwrap_or(text).into())),
            FieldKind::File => file(Path::new(text)).ok_or_else(|| words::fits_file(lang).into()),
        }
    }

    fn option(&self, id: FieldId, text: &str) -> Result<OptionId, String> {
        let options = self.procedure.names.options.get(id).map_or(&[][..], |o| o);
        let found = options
            .iter()
            .position(|o| *o.id == *text)
            .or_else(|| options.iter().position(|o| *o.title == *text || o.en.as_deref().is_some_and(|en| en == text)));
        let list = || options.iter().map(|o| format!("{} ({})", o.id, o.title_in(self.lang.code())));
        found
            .map(OptionId::from_index)
            .ok_or_else(|| words::fits_one_of(self.lang, list().collect::<Vec<_>>().join(self.lang.comma())))
    }
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(COMMAS).map(str::trim).filter(|one| !one.is_empty())
}

fn yes_no(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "是" | "对" | "有" => Some(true),
        "no" | "n" | "false" | "0" | "否" | "不" | "不是" | "没有" => Some(false),
        _ => None,
    }
}

fn file(path: &Path) -> Option<Value> {
    let bytes = std::fs::read(path).ok()?;
    let size = u64::try_from(bytes.len()).ok()?;
    Some(Value::File(Box::new(guicheng_history::sha256(&bytes).0), size))
}

/// A person's id: as typed, or of the one person with that name. To an organisation that lists nobody every name is right.
///
/// # Errors
/// Nobody is called so, or several are.
pub(crate) fn person<'a>(org: &'a Org, lang: Lang, text: &'a str) -> Result<&'a str, Failure> {
    if org.people.is_empty() || org.people.iter().any(|p| *p.id == *text) {
        return Ok(text);
    }
    let named: Vec<&str> = org.people.iter().filter(|p| *p.name == *text).map(|p| &*p.id).collect();
    match named.as_slice() {
        [one] => Ok(one),
        [] => {
            let near = Cx::default().near(text, org.people.iter().flat_map(|p| [&*p.id, &*p.name]));
            let words = match near {
                Some(near) => words::no_person_but(lang, text, near),
                None => words::no_person(lang, text),
            };
            Err(Failure::refused("no_person", words))
        }
        several => {
            Err(Failure::refused("several_people", words::several_people(lang, text, several.join(lang.comma()))))
        }
    }
}

/// A value in words; what is personal stays covered.
pub(crate) fn show(names: &Names<'_>, field: Option<FieldId>, value: &Value) -> String {
    let lang = names.lang;
    let option = |id: OptionId| {
        let label = field.and_then(|f| names.p.names.option_label(f, id));
        label.map_or_else(|| id.0.to_string(), |l| l.title_in(lang.code()).to_owned())
    };
    match value {
        Value::Empty => "—".into(),
        Value::Text(text) => text.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::YesNo(yes) => (if *yes { lang.pick("是", "yes") } else { lang.pick("否", "no") }).into(),
        Value::Choice(id) => option(*id),
        Value::Choices(bits) => {
            let ticked = (0..64_u16).filter(|n| bits >> n & 1 == 1).map(|n| option(OptionId(n)));
            ticked.collect::<Vec<_>>().join(lang.comma())
        }
        Value::Date(day) => instant::show_day(*day),
        Value::Moment(at) => names.at(*at),
        Value::Duration(ms) => instant::span(*ms, lang),
        Value::Person(ix) => names.person(*ix),
        Value::File(digest, size) => {
            let hex = guicheng_history::to_hex(&guicheng_core::Digest(**digest));
            words::file(lang, hex.get(..12).unwrap_or_default(), size)
        }
        Value::Sealed(_) => "＊＊＊".into(),
        Value::List(items) => items.iter().map(|one| show(names, field, one)).collect::<Vec<_>>().join(lang.comma()),
    }
}
