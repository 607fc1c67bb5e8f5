//! Every kind of finding, by family. A kind knows its code, its gravity, and its words in both languages.

mod clock;
mod data;
mod graph;
mod link;
mod norm;
mod story;
mod text;
mod unlawful;
mod version;

pub use clock::ClockFinding;
pub use data::DataFinding;
pub use graph::{GraphFinding, Unsound};
pub use link::{Kind, LinkFinding};
pub use norm::NormFinding;
pub use story::StoryFinding;

pub(crate) use text::near_words;
pub use text::{Slip, TextFinding, Want};
pub use unlawful::Unlawful;
pub use version::VersionFinding;

use crate::{
    diagnostic::{Severity, Words},
    guard::GuardFinding,
    side::SideFinding,
};

/// What was found.
#[derive(Clone, PartialEq, Debug)]
pub enum Finding {
    /// In the text: encoding, TOML, keys (T).
    Text(TextFinding),
    /// In references (T, I).
    Link(LinkFinding),
    /// In the way work goes (G).
    Graph(GraphFinding),
    /// In clocks (L).
    Clock(ClockFinding),
    /// In fields and personal data (F, P).
    Data(DataFinding),
    /// In clauses, roles, rules, or against the law (M, R, W, LAW).
    Norm(NormFinding),
    /// In a guard, a condition, a computed value or a time (E).
    Guard(GuardFinding),
    /// In a calendar, a roster, a register of clauses (S).
    Side(SideFinding),
    /// In a scenario file (N).
    Story(StoryFinding),
    /// Beside what was published before (V).
    Version(VersionFinding),
}

impl Finding {
    /// Its code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Text(f) => f.code(),
            Self::Link(f) => f.say().0,
            Self::Graph(f) => f.say().0,
            Self::Clock(f) => f.say().0,
            Self::Data(f) => f.say().0,
            Self::Norm(f) => f.say().0,
            Self::Guard(f) => f.code(),
            Self::Side(f) => f.code(),
            Self::Story(f) => f.say().0,
            Self::Version(f) => f.say().0,
        }
    }
    /// How grave it is.
    pub fn severity(&self) -> Severity {
        match self {
            Self::Text(f) => f.severity(),
            Self::Link(f) => f.say().1,
            Self::Graph(f) => f.say().1,
            Self::Clock(f) => f.say().1,
            Self::Data(f) => f.say().1,
            Self::Norm(f) => f.say().1,
            Self::Guard(f) => f.severity(),
            Self::Side(f) => f.severity(),
            Self::Story(f) => f.say().1,
            Self::Version(f) => f.say().1,
        }
    }
    /// Its words.
    pub fn words(&self) -> Words {
        match self {
            Self::Text(f) => f.words(),
            Self::Link(f) => f.say().2,
            Self::Graph(f) => f.say().2,
            Self::Clock(f) => f.say().2,
            Self::Data(f) => f.say().2,
            Self::Norm(f) => f.say().2,
            Self::Guard(f) => f.words(),
            Self::Side(f) => f.words(),
            Self::Story(f) => f.say().2,
            Self::Version(f) => f.say().2,
        }
    }
}

macro_rules! families {
    ($($family:ident: $found:ident;)*) => {$(
        impl From<$found> for Finding {
            fn from(found: $found) -> Self {
                Self::$family(found)
            }
        }
    )*};
}

families! {
    Text: TextFinding;
    Link: LinkFinding;
    Graph: GraphFinding;
    Clock: ClockFinding;
    Data: DataFinding;
    Norm: NormFinding;
    Guard: GuardFinding;
    Side: SideFinding;
    Story: StoryFinding;
    Version: VersionFinding;
}
