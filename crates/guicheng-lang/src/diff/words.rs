//! Sentences about differences.

use super::{Deed, object, unit};
use crate::{
    diagnostic::{Both, Lang},
    digest::{Json, is_language},
    schema::{Key, Place, Shape, keys_of},
};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

pub(super) fn sentence(deed: Deed, path: &str, old: Option<&Json>, new: Option<&Json>, unit: bool) -> Both {
    if is_language(path) {
        return Both::new(format!("{path} 译文有改动"), format!("the translations into {path} differ"));
    }
    Both::new(of(deed, path, old, new, unit, Lang::Zh), of(deed, path, old, new, unit, Lang::En))
}

fn of(deed: Deed, path: &str, old: Option<&Json>, new: Option<&Json>, unit: bool, lang: Lang) -> String {
    let place = place(path, lang);
    let (was, is) = (old.map(|v| shown(v, lang)), new.map(|v| shown(v, lang)));
    let (was, is) = (was.unwrap_or_default(), is.unwrap_or_default());
    let mut out = match (deed, lang) {
        (Deed::Renamed, Lang::Zh) => format!("{place} 改名为 {is}"),
        (Deed::Renamed, Lang::En) => format!("{place} is now called {is}"),
        (Deed::Added, Lang::Zh) => format!("{place}：新加 {is}"),
        (Deed::Added, Lang::En) => format!("{place}: added {is}"),
        (Deed::Removed, Lang::Zh) => format!("{place}：去掉 {was}"),
        (Deed::Removed, Lang::En) => format!("{place}: removed {was}"),
        (Deed::Changed, Lang::Zh) => format!("{place}：{was} 改为 {is}"),
        (Deed::Changed, Lang::En) => format!("{place}: {was} becomes {is}"),
    };
    if let (true, Some((old_zh, old_en)), Some((new_zh, new_en))) = (unit, units(old), units(new)) {
        out.push_str(&match lang {
            Lang::Zh => format!("（注意单位：{old_zh} → {new_zh}）"),
            Lang::En => format!(" (mind the unit: {old_en} -> {new_en})"),
        });
    }
    out
}

fn units(json: Option<&Json>) -> Option<(&'static str, &'static str)> {
    match json {
        Some(Json::Text(text)) => unit::names(text),
        _ => None,
    }
}

pub(super) fn add_guards(words: &mut Both, guards: &[String]) {
    if guards.is_empty() {
        words.zh.push_str("；没有判断提到它");
        words.en.push_str("; no guard names it");
    } else {
        words.zh.push_str(&format!("；提到它的判断：{}", guards.join("；")));
        words.en.push_str(&format!("; guards that name it: {}", guards.join("; ")));
    }
}

/// `step.look.who` in words: the kind of card, its id, the key with its meaning.
fn place(path: &str, lang: Lang) -> String {
    let mut parts = path.split('.');
    let kind = parts.next().unwrap_or_default();
    let mut out = kind_words(kind, lang).to_string();
    for part in parts {
        out.push_str(&format!(" {part}"));
    }
    let meant = meant(path);
    match (meant, lang) {
        (Some(key), Lang::Zh) => format!("{out}（{}）", key.zh),
        (Some(key), Lang::En) => format!("{out} ({})", key.en),
        (None, _) => out,
    }
}

/// The key that a path ends in, as the tables on the way know it.
fn meant(path: &str) -> Option<&'static Key> {
    let mut parts = path.split('.');
    let section = parts.next()?;
    let file = keys_of(Place::File).into_iter().find(|key| key.key == section)?;
    let mut place = match file.shape {
        Shape::Named(place) => {
            parts.next()?;
            place
        }
        Shape::One(place) => place,
        _ => return None,
    };
    let mut last = None;
    for part in parts.filter(|part| part.parse::<u32>().is_err()) {
        last = keys_of(place).into_iter().find(|key| key.key == part);
        match last.map(|key| key.shape) {
            Some(Shape::One(inner) | Shape::Many(inner)) => place = inner,
            Some(_) => {}
            None => return None,
        }
    }
    last
}

fn kind_words(kind: &str, lang: Lang) -> &str {
    let all = [
        ("procedure", "抬头", "head"),
        ("from", "旧版本的个案", "cases of version"),
        ("opens", "自动开案", "opening"),
        ("events", "外部事件", "event"),
        ("fields", "内容项", "field"),
        ("roles", "角色", "role"),
        ("table", "表", "table"),
        ("route", "路线", "route"),
        ("choice", "选择", "choice"),
        ("gate", "关口", "gate"),
        ("graph", "图", "graph"),
        ("step", "步骤", "step"),
        ("wait", "等候", "wait"),
        ("call", "调用", "call"),
        ("lookup", "查旧案", "look-up"),
        ("clock", "时限", "clock"),
        ("on", "事件卡片", "on"),
        ("hold", "挂起", "hold"),
        ("rule", "规矩", "rule"),
        ("register", "登记表", "register"),
        ("notice", "通知", "notice"),
        ("status", "状态码", "status"),
    ];
    let found = all.iter().find(|(key, ..)| *key == kind);
    match (found, lang) {
        (Some((_, zh, _)), Lang::Zh) => zh,
        (Some((_, _, en)), Lang::En) => en,
        (None, _) => kind,
    }
}

/// A value as people read it: a card by its title.
fn shown(json: &Json, lang: Lang) -> String {
    match json {
        Json::Text(text) => format!("“{text}”"),
        Json::Whole(number) => number.to_string(),
        Json::YesNo(true) => "true".into(),
        Json::YesNo(false) => "false".into(),
        Json::List(items) => {
            let items: Vec<String> = items.iter().map(|item| shown(item, lang)).collect();
            format!("[{}]", items.join(if lang == Lang::Zh { "、" } else { ", " }))
        }
        Json::Object(_) => match object(json).and_then(|entries| entries.get("title")) {
            Some(Json::Text(title)) => format!("“{title}”"),
            _ => json.canonical(),
        },
        Json::Null => String::new(),
    }
}
