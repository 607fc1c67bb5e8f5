//! Procedure files of Guicheng: TOML in, a compiled [`guicheng_core::Procedure`] or findings out.
//!
//! The crate is pure: it opens no file, reads no clock, and answers the same for the same texts. Whatever an author
//! writes, however hostile, becomes a [`Diagnostic`], never a panic. All independent findings come at once;
//! consequences of a broken reference are held back.

#![no_std]
extern crate alloc;

pub mod diagnostic;
pub mod diff;
pub mod digest;
pub mod doc;
pub mod explain;
pub mod filter;
pub mod finding;
mod fmt;
pub mod guard;
mod load;
mod lower;
pub mod model;
mod place;
mod places;
mod render;
pub mod schema;
pub mod side;
mod source;
pub mod starter;
mod survey;
pub mod times;
pub mod zone;

pub use diagnostic::{Both, Diagnostic, Edit, FileId, Fix, Label, Lang, Severity, Span, Words, has_errors};
pub use finding::Finding;
pub use fmt::{FORMATTERS, WIDTH, format_text};
pub use load::{Loaded, load, load_parsed, load_to_run};
pub use lower::{Library, Procedures};
pub use place::place_of;
pub use places::{Cited, Places, Uncited};
#[cfg(feature = "render")]
pub use render::render;
pub use render::{fixed, severity_word, to_json};
pub use source::{LineColumn, SOURCE_BYTES, Source};

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{string::ToString, vec::Vec};

    fn codes(text: &str) -> Vec<&'static str> {
        let mut findings = Vec::new();
        let _ = doc::parse(&Source::from_text(FileId(0), "a.toml", text), &mut findings);
        findings.iter().map(Diagnostic::code).collect()
    }

    #[test]
    fn full_width_is_one_finding_each_and_reads_as_meant() {
        let source = Source::from_text(FileId(0), "a.toml", "a ＝ “一二”\nb = \"，\" # ：\n");
        let mut findings = Vec::new();
        let tree = doc::parse(&source, &mut findings).unwrap();
        assert_eq!(findings.len(), 2);
        assert!(findings.iter().all(|f| f.code() == "T001" && f.fixes.len() == 1));
        assert_eq!(tree.get("a").unwrap().node.text().unwrap().as_str(), "一二");
        assert_eq!(source.place(findings[1].primary.start), LineColumn { line: 1, column: 5 });
    }

    #[test]
    fn hostile_nesting_is_a_finding() {
        assert_eq!(codes(&("a = ".to_string() + &"[".repeat(100_000))), ["T011"]);
        assert_eq!(codes(&(".a".repeat(100_000) + " = 1")), ["T011"]);
        assert_eq!(codes(&("[".to_string() + &"a.".repeat(100_000) + "a]")), ["T011"]);
    }

    #[test]
    fn bare_chinese_key_is_quoted() {
        assert_eq!(codes("级别 = 1\n"), ["T001"]);
        assert_eq!(codes("[step]\na = 1\na = 2\n"), ["T008"]);
    }

    #[test]
    fn gbk_is_recognised() {
        let bytes = [b't', b'=', b'"', 0xBC, 0xB6, 0xB1, 0xF0, b'"', b'\n'];
        let source = Source::from_bytes(FileId(0), "a.toml", &bytes);
        assert_eq!(source.text, "t=\"级别\"\n");
        assert_eq!(source.trouble().unwrap().code(), "T010");
    }
}
