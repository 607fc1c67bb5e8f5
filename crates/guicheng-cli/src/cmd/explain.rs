//! `guicheng explain`: the page of a code, or the list of all.

use crate::{
    failure::{Exit, Failure},
    lang::Lang,
    shell::Shell,
    words,
};
use clap::Args;
use guicheng_lang::{
    Severity,
    doc::Cx,
    explain::{self, Page, Pair},
    severity_word,
};
use serde::Serialize;

/// Which code.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// 代码，如 T003；不写就列出全部 · a code such as T003; all of them if none
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    pages: Vec<PageDoc>,
}

#[derive(Serialize)]
struct PageDoc {
    code: &'static str,
    severity: &'static str,
    what: BothDoc,
    why: BothDoc,
    mend: BothDoc,
    bad: String,
    good: String,
}

#[derive(Serialize)]
struct BothDoc {
    zh: &'static str,
    en: &'static str,
}

/// Shows it.
pub(crate) fn run(args: &Explain, shell: &Shell) -> Result<Exit, Failure> {
    let pages: Vec<&Page> = match &args.code {
        None => explain::pages().collect(),
        Some(code) => vec![explain::page(code).ok_or_else(|| unknown(code, shell.lang))?],
    };
    if shell.json() {
        shell.document(&Doc { schema: "guicheng/explain/1", pages: pages.into_iter().map(document).collect() })?;
        return Ok(Exit::Done);
    }
    match (pages.as_slice(), &args.code) {
        ([page], Some(_)) => shell.print(&page_text(page, shell.lang)),
        _ => shell.print(&list(shell.lang)),
    }
    Ok(Exit::Done)
}

fn unknown(code: &str, lang: Lang) -> Failure {
    let code = code.to_uppercase();
    let near = Cx::default().near(&code, explain::pages().map(|page| page.code)).map(str::to_owned);
    Failure::usage(match near {
        Some(near) => words::no_code_near(lang, code, near),
        None => words::no_code(lang, code),
    })
}

fn list(lang: Lang) -> String {
    let language: guicheng_lang::Lang = lang.into();
    let mut out = String::new();
    for (title, pages) in explain::families() {
        out.push_str(&format!("{}\n", title.of(language)));
        for page in pages {
            let grave = severity(page.severity, lang);
            out.push_str(&format!("  {:<10}{grave}  {}\n", page.code, page.what.of(language)));
        }
    }
    out
}

fn severity(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Error => lang.pick("错误", "error  "),
        Severity::Warning => lang.pick("警告", "warning"),
        Severity::Note => lang.pick("说明", "note   "),
    }
}

fn page_text(page: &Page, lang: Lang) -> String {
    let language: guicheng_lang::Lang = lang.into();
    let line = |head: &str, words: Pair| format!("{head}{}\n", words.of(language));
    let mut out = format!("{} {}\n", page.code, severity(page.severity, lang).trim_end());
    out.push_str(&line(lang.pick("意思：", "It means:  "), page.what));
    out.push_str(&line(lang.pick("要紧：", "It matters: "), page.why));
    out.push_str(&line(lang.pick("改法：", "To mend it: "), page.mend));
    for (head, lines) in [
        (lang.pick("不要这样：", "Not so:"), page.example.bad_lines()),
        (lang.pick("要这样：", "But so:"), page.example.good_lines()),
    ] {
        out.push_str(&format!("\n{head}\n"));
        lines.iter().for_each(|line| out.push_str(&format!("{}\n", format!("    {line}").trim_end())));
    }
    out
}

fn document(page: &Page) -> PageDoc {
    let both = |pair: Pair| BothDoc { zh: pair.zh, en: pair.en };
    PageDoc {
        code: page.code,
        severity: severity_word(page.severity),
        what: both(page.what),
        why: both(page.why),
        mend: both(page.mend),
        bad: page.example.bad_lines().join("\n"),
        good: page.example.good_lines().join("\n"),
    }
}
