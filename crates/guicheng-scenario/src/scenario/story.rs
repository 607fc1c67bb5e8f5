//! A scenario file as read: tests, openings and their story lines. Names are resolved against a procedure when it runs.

use alloc::{boxed::Box, vec::Vec};
use guicheng_lang::{
    Span,
    doc::{Node, Spanned},
};

/// A name or text with its place.
pub type Word = Spanned<Box<str>>;
/// Keys that the author chose, with their values.
pub type Values = Vec<(Word, Node<'static>)>;

/// A scenario file.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Story {
    /// Its path, as shown.
    pub path: Box<str>,
    /// The procedure that it tries.
    pub procedure: Word,
    /// When its tests start, if they do not say otherwise.
    pub start: Option<When>,
    /// Invented people, in the order of the file.
    pub people: Vec<Person>,
    /// People come from an organisation instead.
    pub organisation: Option<Organisation>,
    /// Duties that people have signed for when a test starts: the duty, the person.
    pub duties: Vec<(Word, Word)>,
    /// Further versions of the procedure.
    pub versions: Vec<super::version::Version>,
    /// Values given at opening, if a test does not say otherwise.
    pub give: Values,
    /// Beginnings that several tests share.
    pub openings: Vec<(Word, Vec<Line>)>,
    /// The tests.
    pub tests: Vec<Test>,
}

/// Which organisation a file's people come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Organisation {
    /// That of the folder: its `org.toml`.
    Nearest,
    /// This file, beside the stories.
    File(Word),
}

/// An invented person and the roles or sources of people (`receptionist`, `head:repair`) that they hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// Their id.
    pub id: Box<str>,
    /// What they hold.
    pub holds: Vec<Box<str>>,
}

/// A test.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// Its name.
    pub name: Word,
    /// When it starts.
    pub start: Option<When>,
    /// People that it has besides, or otherwise, than the file.
    pub people: Vec<Person>,
    /// Values given at opening.
    pub give: Values,
    /// Its story.
    pub story: Vec<Line>,
}

/// A moment: so long after the start, or an instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// Milliseconds after the start.
    After(i64),
    /// An instant: milliseconds since 1970 in the zone given.
    At(i64),
    /// A local time in the procedure's zone: milliseconds since 1970 as if it were UTC.
    Local(i64),
}

/// A story line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Where it stands.
    pub span: Span,
    /// Its line in the file, from 1.
    pub number: u32,
    /// When.
    pub at: When,
    /// The host's clock jumps here, forward without waking in between, or back.
    pub jump: bool,
    /// Which case is meant; none: the first.
    pub case: Option<Word>,
    /// What is done.
    pub deed: Option<Deed>,
    /// The key of its command: a second line with the same key is the same command once more.
    pub key: Option<Word>,
    /// Its command is delivered twice.
    pub again: bool,
    /// When the person had last looked at the case.
    pub seen: Option<When>,
    /// It must be refused, by this key path.
    pub refused: Option<Word>,
    /// What must be so afterwards.
    pub expect: Vec<(Expect, Node<'static>)>,
}

/// What is done in a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed {
    /// What kind of deed.
    pub verb: Verb,
    /// What it is about: a card, an event, a hold; empty for some verbs.
    pub target: Word,
    /// By whom.
    pub who: Option<Word>,
    /// When it happened, if earlier.
    pub occurred: Option<When>,
    /// The item of an `each` that is meant.
    pub item: Option<Word>,
    /// To whom work goes.
    pub to: Option<Word>,
    /// Fields.
    pub with: Values,
    /// Attested items, with a count where one is given.
    pub check: Vec<(Box<str>, Option<i64>)>,
    /// The reason.
    pub why: Option<Box<str>>,
    /// Signed, or not; not written: as the card asks.
    pub sign: Option<bool>,
    /// People named for a later step.
    pub names: Vec<Box<str>>,
    /// Ways chosen at a gate, or whether a loop goes on.
    pub choose: Vec<Word>,
    /// Of which procedure a case is opened; none: of the one that is tried.
    pub procedure: Option<Word>,
    /// What is answered, or given back.
    pub given: Vec<Word>,
}

/// The kinds of deeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// The shared beginning is taken in.
    Use,
    /// A step is done, an `on` or `hold` card is set off, a way is chosen.
    Does,
    /// Work is taken up.
    Claims,
    /// Work is begun.
    Starts,
    /// Optional work is left out.
    Skips,
    /// Work is given back.
    Releases,
    /// Work is passed on by its holder.
    Delegates,
    /// Work is passed on by the owner of the procedure.
    Reassigns,
    /// A further signer is asked for.
    Signer,
    /// Whoever has it is urged.
    Urges,
    /// One more instance.
    Adds,
    /// A hold is ended.
    Ends,
    /// Fields are filled outside any step.
    Fills,
    /// An outside event is reported.
    Event,
    /// A look-up is answered.
    Answer,
    /// A child case has ended.
    Child,
    /// A notice is confirmed.
    Confirms,
    /// The case is broken off.
    Aborts,
    /// Other people hold roles from now on.
    People,
    /// A further case is opened.
    Opens,
    /// Another case is merged into this one.
    Merges,
    /// It is taken out again.
    Unmerges,
}

/// What may be expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expect {
    /// Open work.
    Open,
    /// Held work.
    Held,
    /// Values of fields.
    Fields,
    /// How clocks stand.
    Clocks,
    /// The case is closed.
    Closed,
    /// Where the case stands.
    State,
    /// Codes for hosts.
    Status,
    /// What somebody has in hand, or may take up.
    Todo,
    /// Clocks that became late.
    Late,
    /// When those were due.
    Due,
    /// People who were urged.
    Reminded,
    /// People to whom it was handed up.
    Escalated,
    /// Cards that were skipped.
    Skipped,
    /// Cards that were withdrawn.
    Withdrawn,
    /// Rules that were broken.
    Broken,
    /// Time used by clocks.
    Used,
    /// Notices that went out.
    Told,
    /// Registers that were written.
    Written,
}

impl Expect {
    /// All, by key.
    pub(crate) const ALL: [(&'static str, Self); 18] = [
        ("open", Self::Open),
        ("held", Self::Held),
        ("fields", Self::Fields),
        ("clocks", Self::Clocks),
        ("closed", Self::Closed),
        ("state", Self::State),
        ("status", Self::Status),
        ("todo", Self::Todo),
        ("late", Self::Late),
        ("due", Self::Due),
        ("reminded", Self::Reminded),
        ("escalated", Self::Escalated),
        ("skipped", Self::Skipped),
        ("withdrawn", Self::Withdrawn),
        ("broken", Self::Broken),
        ("used", Self::Used),
        ("told", Self::Told),
        ("written", Self::Written),
    ];

    /// The key as written.
    pub fn key(self) -> &'static str {
        Self::ALL.iter().find(|(_, e)| *e == self).map_or("", |(k, _)| k)
    }
}
