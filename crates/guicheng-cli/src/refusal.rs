//! Refusals: what was refused, by which key or rule and clause, in whose words, and what is allowed now.

use crate::{lang::Lang, names::Names, words};
use guicheng_core::{
    Refused, Refuser, Rejection,
    org::{Permission, Right},
};
use serde::Serialize;

/// A refusal as programs read it.
#[derive(Debug, Serialize)]
pub(crate) struct Refusal {
    /// The stable code.
    pub(crate) code: &'static str,
    /// In words.
    pub(crate) words: String,
    /// The card or rule that refuses, by name.
    pub(crate) by: Option<String>,
    /// The key of it.
    pub(crate) key: Option<&'static str>,
    /// The clauses it stands on.
    pub(crate) clauses: Vec<String>,
    /// The words of the rule.
    pub(crate) say: Option<String>,
    /// Cards that are open now, by name.
    pub(crate) allowed: Vec<String>,
}

/// A refusal for programs.
pub(crate) fn data(rejection: &Rejection, names: &Names<'_>) -> Refusal {
    Refusal {
        code: rejection.code.code(),
        words: reason(&rejection.code, names),
        by: rejection.by.map(|(by, _)| refuser_id(by, names)),
        key: rejection.by.map(|(_, key)| key.word()).filter(|word| !word.is_empty()),
        clauses: rejection.clauses.iter().map(|c| names.clause(*c).to_owned()).collect(),
        say: say(rejection, names),
        allowed: rejection.allowed.iter().map(|c| names.card_id(*c).to_owned()).collect(),
    }
}

/// A refusal for people.
pub(crate) fn text(rejection: &Rejection, names: &Names<'_>) -> String {
    let lang = names.lang;
    let mut out = words::refused(lang, reason(&rejection.code, names));
    if let Some((by, key)) = rejection.by {
        let key = if key.word().is_empty() { String::new() } else { format!(" · {}", key.word()) };
        out.push_str(&format!("\n{}", words::refused_by(lang, refuser(by, names), refuser_id(by, names), key)));
    }
    if !rejection.clauses.is_empty() {
        let clauses: Vec<&str> = rejection.clauses.iter().map(|c| names.clause(*c)).collect();
        out.push_str(&format!("\n{}", words::refused_clauses(lang, clauses.join(lang.comma()))));
    }
    if let Some(say) = say(rejection, names) {
        out.push_str(&format!("\n{}", words::refused_say(lang, say)));
    }
    let allowed: Vec<String> =
        rejection.allowed.iter().map(|c| format!("{} ({})", names.card(*c), names.card_id(*c))).collect();
    let allowed = if allowed.is_empty() { words::nothing_open(lang).to_owned() } else { allowed.join(lang.comma()) };
    out.push_str(&format!("\n{}", words::refused_allowed(lang, allowed)));
    out
}

/// A refusal because the organisation permits it to others only: for programs, and for people.
pub(crate) fn not_permitted(right: Right, procedure: &str, of: &[Permission], lang: Lang) -> (Refusal, String) {
    let what = match right {
        Right::Open => words::right_open(lang, procedure),
        Right::Read => words::right_read(lang, procedure),
        Right::Report => words::right_report(lang, procedure),
        Right::Disclose => words::right_disclose(lang, procedure),
        Right::Erase => words::right_erase(lang, procedure),
        Right::Write => words::right_write(lang, procedure),
        Right::Approve => words::right_approve(lang, procedure),
    };
    let ids: Vec<String> = of.iter().map(|one| format!("permission.{}", one.id)).collect();
    let mut clauses: Vec<String> = Vec::new();
    for clause in of.iter().flat_map(|one| &one.clauses) {
        if !clauses.iter().any(|known| **known == **clause) {
            clauses.push(clause.to_string());
        }
    }
    let words = words::not_permitted(lang, what);
    let mut text = words::refused(lang, &words);
    for (one, id) in of.iter().zip(&ids) {
        let title = lang.pick(&one.title, one.title_en.as_deref().unwrap_or(&one.title));
        text.push_str(&format!("\n{}", words::refused_by(lang, title, id, format!(" · {}", right.word()))));
    }
    if !clauses.is_empty() {
        text.push_str(&format!("\n{}", words::refused_clauses(lang, clauses.join(lang.comma()))));
    }
    let data = Refusal {
        code: "not_permitted",
        words,
        by: Some(ids.join(" ")),
        key: Some(right.word()),
        clauses,
        say: None,
        allowed: Vec::new(),
    };
    (data, text)
}

fn say(rejection: &Rejection, names: &Names<'_>) -> Option<String> {
    rejection.say.and_then(|say| names.p.texts.get(say)).map(|l| l.title_in(names.lang.code()).to_owned())
}

fn refuser(by: Refuser, names: &Names<'_>) -> String {
    match by {
        Refuser::Card(card) => names.card(card).to_owned(),
        Refuser::Rule(rule) => names.rule(rule).to_owned(),
        Refuser::Field(field) => names.field(field).to_owned(),
        Refuser::Notice(notice) => names.notice(notice).to_owned(),
        Refuser::Work(work) => format!("#{}", work.0),
    }
}

fn refuser_id(by: Refuser, names: &Names<'_>) -> String {
    let labels = &names.p.names;
    let label = match by {
        Refuser::Card(card) => return names.card_id(card).to_owned(),
        Refuser::Rule(rule) => labels.rules.get(rule),
        Refuser::Field(field) => labels.fields.get(field),
        Refuser::Notice(notice) => labels.notices.get(notice),
        Refuser::Work(work) => return format!("#{}", work.0),
    };
    label.map_or_else(String::new, |l| l.id.to_string())
}

/// Why, in words: the code with the names of what it means.
pub(crate) fn reason(code: &Refused, names: &Names<'_>) -> String {
    let lang = names.lang;
    let field = |id: &guicheng_core::FieldId| {
        let id_word = names.p.names.fields.get(*id).map_or("?", |l| &l.id);
        format!("{} ({id_word})", names.field(*id))
    };
    match code {
        Refused::MissingField(f) => words::missing_field(lang, field(f)),
        Refused::WrongValue(f) => words::wrong_value(lang, field(f)),
        Refused::NotAsked(f) => words::not_asked(lang, field(f)),
        Refused::NotSealed(f) => words::not_sealed(lang, field(f)),
        Refused::MissingCheck(id) => words::missing_check(lang, id),
        Refused::RuleForbids(rule) => words::rule_forbids(lang, names.rule(*rule)),
        Refused::OutOfTime(clock) => words::out_of_time(lang, names.clock(*clock)),
        Refused::Stale { seen } => words::stale(lang, seen.0),
        Refused::TooMany(_)
        | Refused::WrongState
        | Refused::Ended
        | Refused::NotOpen
        | Refused::NotYet
        | Refused::Held
        | Refused::NotYours
        | Refused::TakenByAnother
        | Refused::ClaimFirst
        | Refused::NotDistinct
        | Refused::MissingReason
        | Refused::MissingSignature
        | Refused::MissingName
        | Refused::MissingChoice
        | Refused::WrongChoice
        | Refused::AtMost
        | Refused::ConditionFails
        | Refused::NotOptional
        | Refused::NotGrowing
        | Refused::SectionBusy
        | Refused::NoSuchNotice
        | Refused::KeyReused
        | Refused::DueFirst
        | Refused::PlanDiffers
        | Refused::WrongOccurred => plain(code, lang),
    }
}

fn plain(code: &Refused, lang: Lang) -> String {
    let zh = match code {
        Refused::WrongState => "个案现在的状态不能这样做",
        Refused::Ended => "个案已经结束",
        Refused::NotOpen => "这一步现在没有开着",
        Refused::NotYet => "还没到做这一步的时候",
        Refused::Held => "暂停中",
        Refused::NotYours => "不该由这个人做",
        Refused::TakenByAnother => "别人已经接手",
        Refused::ClaimFirst => "要先领取再办",
        Refused::NotDistinct => "要由另一个人做",
        Refused::MissingReason => "缺原因",
        Refused::MissingSignature => "缺签字",
        Refused::MissingName => "还没点名由谁做后面那一步",
        Refused::MissingChoice => "要选一条路",
        Refused::WrongChoice => "这里不能选这条路",
        Refused::AtMost => "已到允许的次数",
        Refused::ConditionFails => "条件不成立",
        Refused::NotOptional => "这一步不能省",
        Refused::NotGrowing => "不能再加一份",
        Refused::SectionBusy => "同一组里另一步正在做",
        Refused::NoSuchNotice => "没有待确认的这条通知",
        Refused::KeyReused => "同一个键已用于别的命令",
        Refused::DueFirst => "有到时未触发的时限，要先触发",
        Refused::PlanDiffers => "个案或版本已变，与计划不符，请重新计划",
        Refused::TooMany(_) => "到了引擎的上限",
        Refused::WrongOccurred => "发生的时刻不对：在将来，或早于开案",
        Refused::MissingField(_)
        | Refused::WrongValue(_)
        | Refused::NotAsked(_)
        | Refused::NotSealed(_)
        | Refused::MissingCheck(_)
        | Refused::RuleForbids(_)
        | Refused::OutOfTime(_)
        | Refused::Stale { .. } => "",
    };
    match lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => code.to_string(),
    }
}
