//! What is wrong with records and packs, in Chinese; the libraries say it in English themselves.

use crate::lang::Lang;
use guicheng_evidence::{note::NoteError, pack::Wrong, zip::ZipError};
use guicheng_history::{DecodeError, Difference, Differs, PersonalFault, PersonalWrong, ReplayError, ReplayFault};

/// With the record at which it shows.
pub(crate) fn replay(lang: Lang, error: &ReplayError) -> String {
    match lang {
        Lang::Zh => format!("第 {} 条记录：{}", error.record.0, fault(&error.what)),
        Lang::En => error.to_string(),
    }
}

/// The first difference, with its record.
pub(crate) fn difference(lang: Lang, difference: &Difference) -> String {
    match lang {
        Lang::Zh => format!("第 {} 条记录：{}", difference.record.0, differs(lang, &difference.what)),
        Lang::En => difference.to_string(),
    }
}

/// A record about personal values that does not fit.
pub(crate) fn personal_fault(lang: Lang, fault: &PersonalFault) -> String {
    match lang {
        Lang::Zh => format!("第 {} 条记录：{}", fault.record.0, personal(fault.what)),
        Lang::En => fault.to_string(),
    }
}

/// What differs where everything is decided again.
pub(crate) fn differs(lang: Lang, what: &Differs) -> String {
    if lang == Lang::En {
        return what.to_string();
    }
    match what {
        Differs::Unreadable(what) => fault(what),
        Differs::Value { key, expected, found } => format!("“{key}”写的是 {found}，重判得 {expected}"),
        Differs::Missing { expected } => format!("少一条记录，重判得 {expected}"),
        Differs::NotDecided => "这条记录不是由前面的命令得出的".into(),
        Differs::Refused(_) => "重判时，这条命令会被拒绝".into(),
        Differs::Unanswered => "重判要问的一个问题，记录里没有答复".into(),
        Differs::OtherDefinition { pinned, given } => format!("个案照的规程是 {pinned}，给的却是 {given}"),
    }
}

/// Why a note does not count.
pub(crate) fn note(lang: Lang, error: NoteError) -> String {
    match (lang, error) {
        (Lang::En, error) => error.to_string(),
        (Lang::Zh, NoteError::Form) => "这不是签过名的检查点".into(),
        (Lang::Zh, NoteError::Signature) => "签名不对".into(),
        (Lang::Zh, NoteError::Unsigned) => "不是已知的密钥签的".into(),
    }
}

/// What is wrong with a pack.
pub(crate) fn pack(lang: Lang, what: &Wrong) -> String {
    if lang == Lang::En {
        return what.to_string();
    }
    let words = match what {
        Wrong::Zip(error) => zip(*error),
        Wrong::Missing => "没有这个文件",
        Wrong::Unlisted => "清单里没有这个文件",
        Wrong::Digest => "摘要与清单或文件名不符",
        Wrong::Form => "形式不对",
        Wrong::NotCanonical => "这条记录不是规范形式",
        Wrong::Number => "这条记录的号不对",
        Wrong::OtherCase => "这条记录是别的个案的",
        Wrong::Link => "这条记录接不上前一条",
        Wrong::Head => "最后一条记录不是所写的那条",
        Wrong::Commitment => "与记录里的承诺值不符",
        Wrong::Personal(what) => return personal(*what).into(),
        Wrong::Note(error) => return note(lang, *error),
        Wrong::Key => "不是您所信的那把公钥",
        Wrong::Inclusion => "这条记录不在检查点的那棵树里",
        Wrong::Consistency => "检查点不是更早那个的延续",
    };
    words.into()
}

const fn zip(error: ZipError) -> &'static str {
    match error {
        ZipError::Form => "这不是证据包的 zip 文件",
        ZipError::NotStored => "里面有文件不是原样存放的",
        ZipError::Path => "里面有不允许的路径",
        ZipError::Damaged => "里面有文件坏了",
        ZipError::TooLarge => "太大了",
    }
}

const fn personal(what: PersonalWrong) -> &'static str {
    match what {
        PersonalWrong::Form => "读不懂",
        PersonalWrong::Unknown => "它说的个人信息，前面没有记录填写过",
        PersonalWrong::Gone => "它说的个人信息，前面已经删除了",
        PersonalWrong::OnePerson => "提出和批准的是同一个人",
    }
}

fn fault(what: &ReplayFault) -> String {
    match what {
        ReplayFault::Decode(error) => decode(Lang::Zh, error),
        ReplayFault::NoVersion { procedure } => format!("它照的规程（摘要 {procedure}）不在手边"),
        ReplayFault::Gap { found } => format!("它的号是 {}", found.0),
        ReplayFault::OtherCase { tenant, case } => format!("它是“{tenant}”的个案“{case}”的"),
        ReplayFault::Link { expected, found } => format!("它接的是 {found}，前一条的摘要却是 {expected}"),
    }
}

/// Why a record cannot be read.
pub(crate) fn decode(lang: Lang, error: &DecodeError) -> String {
    if lang == Lang::En {
        return error.to_string();
    }
    match error {
        DecodeError::Json(_) => "不是规范形式的文档".into(),
        DecodeError::Version(version) => format!("不认识格式版本 {version}"),
        DecodeError::OtherProcedure => "它属于别的规程或版本".into(),
        DecodeError::UnknownKind(kind) => format!("没有“{kind}”这种记录"),
        DecodeError::UnknownName { name, .. } => format!("规程里没有“{name}”"),
        DecodeError::WrongType { key, .. } => format!("“{key}”的值不是应有的样子"),
        DecodeError::MissingKey(key) => format!("缺“{key}”"),
        DecodeError::UnknownKey(key) => format!("不该有“{key}”"),
    }
}
