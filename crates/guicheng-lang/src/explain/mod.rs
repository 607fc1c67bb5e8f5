//! A page for each code: what it means, why it matters, how to mend it, a bad and a good example.
//!
//! The examples are pieces of one small set of files (`tests/explain/` and the good files of `tests/bad/`): in the bad
//! file each piece is replaced, in the good one it stands. Tests check that the bad file gives exactly the code and the
//! good one nothing, and that no code is without its page.

mod clock;
mod data;
mod example;
mod graph;
mod guard;
mod link;
mod norm;
mod side;
mod story;
mod text;
mod version;

pub use example::{Base, Example, Swap};

use crate::diagnostic::{Lang, Severity};
use alloc::{format, string::String};

/// Words in both languages that are written once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pair {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl Pair {
    /// The words in one language.
    pub const fn of(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// The page of a code.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The code.
    pub code: &'static str,
    /// How grave its findings are.
    pub severity: Severity,
    /// What it means.
    pub what: Pair,
    /// Why it matters.
    pub why: Pair,
    /// How to mend it.
    pub mend: Pair,
    /// A bad and a good way to write it.
    pub example: Example,
}

/// The families, in the order of the book.
const FAMILIES: [(&[Page], Pair); 10] = [
    (text::PAGES, Pair { zh: "文字", en: "Text" }),
    (link::PAGES, Pair { zh: "名字和译文", en: "Names and translations" }),
    (data::PAGES, Pair { zh: "内容项和个人信息", en: "Fields and personal data" }),
    (guard::PAGES, Pair { zh: "判断、条件、时间", en: "Guards, conditions, times" }),
    (graph::PAGES, Pair { zh: "走法", en: "The way work goes" }),
    (clock::PAGES, Pair { zh: "时限", en: "Clocks" }),
    (norm::PAGES, Pair { zh: "人员、规矩、条款、法律", en: "People, rules, clauses, law" }),
    (side::PAGES, Pair { zh: "日历、组织、条款登记", en: "Calendars, organisation, register of clauses" }),
    (story::PAGES, Pair { zh: "情景", en: "Scenarios" }),
    (version::PAGES, Pair { zh: "版本", en: "Versions" }),
];

/// Every page, family by family.
pub fn pages() -> impl Iterator<Item = &'static Page> {
    FAMILIES.into_iter().flat_map(|(pages, _)| pages)
}

/// The families with their titles and pages.
pub fn families() -> impl Iterator<Item = (Pair, &'static [Page])> {
    FAMILIES.into_iter().map(|(pages, title)| (title, pages))
}

/// The page of a code, however it is spelled.
pub fn page(code: &str) -> Option<&'static Page> {
    pages().find(|page| page.code.eq_ignore_ascii_case(code.trim()))
}

/// All pages as Markdown in both languages: `docs/findings.md`.
pub fn document() -> String {
    let mut out = String::from(HEAD);
    for (title, pages) in families() {
        out.push_str(&format!("\n## {} · {}\n", title.zh, title.en));
        pages.iter().for_each(|page| out.push_str(&section(page)));
    }
    out
}

fn section(page: &Page) -> String {
    let grave = crate::severity_word(page.severity);
    let zh = match page.severity {
        Severity::Error => "错误",
        Severity::Warning => "警告",
        Severity::Note => "说明",
    };
    let Page { code, what, why, mend, example, .. } = page;
    format!(
        "\n### {code}\n\n**{zh}**：{}。{}。\n改法：{}。\n\n**{grave}**: {}. {}.\nTo mend it: {}.\n\n{}",
        what.zh,
        why.zh,
        mend.zh,
        what.en,
        why.en,
        mend.en,
        example.markdown(),
    )
}

const HEAD: &str = "# 检查结果 · Findings

<!-- Made from crates/guicheng-lang/src/explain; GUICHENG_BLESS=1 cargo test -p guicheng-lang writes it anew. -->

`guicheng check` 找到的每一种问题，一个代码一页；`guicheng explain 代码` 显示同样的内容。例子里 `-` 的行会得到这个代码，换成 `+` 的
行就没有了；测试照着检查。

Every kind of finding of `guicheng check`, a page for each code; `guicheng explain CODE` shows the same. In the examples the
lines with `-` give the code, those with `+` do not; tests hold them to it.
";

macro_rules! book {
    ($($code:ident $severity:ident $base:ident
        $what_zh:literal | $what_en:literal,
        $why_zh:literal | $why_en:literal,
        $mend_zh:literal | $mend_en:literal,
        $($bad:literal => $good:literal),+;)*) => {
        pub(super) const PAGES: &[$crate::explain::Page] = &[$($crate::explain::Page {
            code: stringify!($code),
            severity: $crate::diagnostic::Severity::$severity,
            what: $crate::explain::Pair { zh: $what_zh, en: $what_en },
            why: $crate::explain::Pair { zh: $why_zh, en: $why_en },
            mend: $crate::explain::Pair { zh: $mend_zh, en: $mend_en },
            example: $crate::explain::Example {
                base: $crate::explain::Base::$base,
                swaps: &[$($crate::explain::Swap { bad: $bad, good: $good }),+],
            },
        }),*];
    };
}
pub(crate) use book;
