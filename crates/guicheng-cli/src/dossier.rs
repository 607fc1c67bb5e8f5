//! The reports of a pack: the timeline as text in both languages, and one page that any browser shows without the net.

use crate::{instant, lang::Lang};
use guicheng_core::Zone;
use guicheng_history::{Breach, Entry};

/// What a page says of a case in one language.
pub(crate) struct Side {
    pub(crate) lang: Lang,
    pub(crate) title: String,
    pub(crate) entries: Vec<Entry>,
    pub(crate) breaches: Vec<Breach>,
}

/// A timeline as text.
pub(crate) fn timeline(side: &Side) -> String {
    let mut out = format!("{}\n", side.title);
    for entry in &side.entries {
        out.push_str(&format!("{:>5}  {}\n", entry.seq.0, entry.line));
    }
    out
}

const STYLE: &str = "body{font:15px/1.6 'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif;margin:2em auto;max-width:70em;\
padding:0 1em;color:#222}h1{font-size:1.4em}h2{font-size:1.15em;margin-top:2em;border-bottom:1px solid #999}\
table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ddd;padding:.25em .6em;text-align:left;\
vertical-align:top}th{background:#f3f3f3}td.n{text-align:right;color:#666}tr.late td{background:#fff6e0}\
.breach{color:#a00}.note{color:#555}@media print{body{margin:0;max-width:none}}";

/// One page with the case in Chinese and in English: nothing is loaded from anywhere.
pub(crate) fn page(case: &str, sides: &[Side], zone: &Zone) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>{}</h1>\n",
        escaped(case),
        escaped(case),
    );
    for side in sides {
        out.push_str(&section(side, zone));
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn section(side: &Side, zone: &Zone) -> String {
    let say = |zh: &'static str, en: &'static str| side.lang.pick(zh, en);
    let code = say("zh-CN", "en");
    let mut out = format!("<section lang=\"{code}\">\n<h2>{}</h2>\n", escaped(&side.title));
    out.push_str(&format!("<p class=\"note\">{}</p>\n", say(NOTE_ZH, NOTE_EN)));
    out.push_str(&format!("<h3>{}</h3>\n", say("违反与偏离", "Breaches and deviations")));
    if side.breaches.is_empty() {
        out.push_str(&format!("<p>{}</p>\n", say("没有", "none")));
    } else {
        out.push_str("<ul>\n");
        for breach in &side.breaches {
            let class = if breach.kind.is_breach() { " class=\"breach\"" } else { "" };
            let at = instant::show(breach.at, zone);
            let clauses = breach.clauses.join("、");
            out.push_str(&format!("<li{class}>{at} {} {}</li>\n", escaped(&breach.words), escaped(&clauses)));
        }
        out.push_str("</ul>\n");
    }
    let heads = [
        say("记录", "Record"),
        say("写下", "Written down"),
        say("发生", "Happened"),
        say("谁", "Who"),
        say("角色", "Role"),
        say("什么", "What"),
        say("条款", "Clauses"),
    ];
    out.push_str(&format!("<h3>{}</h3>\n<table>\n<tr>", say("经过", "Course")));
    heads.iter().for_each(|head| out.push_str(&format!("<th>{head}</th>")));
    out.push_str("</tr>\n");
    side.entries.iter().for_each(|entry| out.push_str(&row(entry, zone)));
    out.push_str("</table>\n</section>\n");
    out
}

const NOTE_ZH: &str = "本页由记录生成，供人阅读；证据是 data/history.jsonl。个人信息不在本页。黄底：后来补记的。";
const NOTE_EN: &str = "This page is made from the records, for people to read; the evidence is data/history.jsonl. Personal \
values are not on it. On yellow: entered later.";

fn row(entry: &Entry, zone: &Zone) -> String {
    let late = if entry.occurred.is_some() { " class=\"late\"" } else { "" };
    let occurred = entry.occurred.map_or_else(String::new, |at| instant::show(at, zone));
    format!(
        "<tr{late}><td class=\"n\">{}</td><td>{}</td><td>{occurred}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        entry.seq.0,
        instant::show(entry.recorded, zone),
        escaped(entry.who.as_deref().unwrap_or_default()),
        escaped(entry.role.as_deref().unwrap_or_default()),
        escaped(&entry.what),
        escaped(&entry.clauses.join(" ")),
    )
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}
