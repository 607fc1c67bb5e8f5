//! Every kind of finding, by family. A kind knows its code, its gravity, and its words in both languages.

mod text;

pub(crate) use text::near_words;
pub use text::{TextFinding, Want};

use crate::{
    diagnostic::{Severity, Words},
    guard::GuardFinding,
    side::SideFinding,
};

/// What was found.
#[derive(Clone, PartialEq, Debug)]
pub enum Finding {
    /// In the text: encoding, TOML, keys, references (T).
    Text(TextFinding),
    /// In a guard, a condition, a computed value or a time (E).
    Guard(GuardFinding),
    /// In a calendar, a roster, a register of clauses (S).
    Side(SideFinding),
}

impl Finding {
    /// Its code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Text(f) => f.code(),
            Self::Guard(f) => f.code(),
            Self::Side(f) => f.code(),
        }
    }
    /// How grave it is.
    pub fn severity(&self) -> Severity {
        match self {
            Self::Text(f) => f.severity(),
            Self::Guard(f) => f.severity(),
            Self::Side(f) => f.severity(),
        }
    }
    /// Its words.
    pub fn words(&self) -> Words {
        match self {
            Self::Text(f) => f.words(),
            Self::Guard(f) => f.words(),
            Self::Side(f) => f.words(),
        }
    }
}

impl From<TextFinding> for Finding {
    fn from(found: TextFinding) -> Self {
        Self::Text(found)
    }
}

impl From<GuardFinding> for Finding {
    fn from(found: GuardFinding) -> Self {
        Self::Guard(found)
    }
}

impl From<SideFinding> for Finding {
    fn from(found: SideFinding) -> Self {
        Self::Side(found)
    }
}
