//! Which names a value holds, by its key.

use crate::desk::Kind;

/// A set of names of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Space {
    /// Steps, routes, choices, waits, calls, look-ups, holds, `on` cards, gates.
    Card,
    Field,
    Role,
    Clock,
    Table,
    Register,
    Notice,
    Event,
    Rule,
    Calendar,
    Clause,
    Procedure,
    Post,
    Group,
    Roster,
}

impl Space {
    /// The tables whose keys are such names.
    pub(crate) const fn tables(self) -> &'static [&'static str] {
        match self {
            Self::Card => &["step", "route", "choice", "gate", "wait", "call", "lookup", "hold", "on"],
            Self::Field => &["fields"],
            Self::Role => &["roles"],
            Self::Clock => &["clock"],
            Self::Table => &["table"],
            Self::Register => &["register"],
            Self::Notice => &["notice"],
            Self::Event => &["events"],
            Self::Rule => &["rule"],
            Self::Calendar => &["calendar"],
            Self::Clause => &["clause"],
            Self::Procedure => &[],
            Self::Post => &["posts"],
            Self::Group => &["groups"],
            Self::Roster => &["roster"],
        }
    }

    /// Names of the organisation and of the folder: all procedures mean the same by them.
    pub(crate) const fn shared(self) -> bool {
        match self {
            Self::Calendar | Self::Clause | Self::Procedure | Self::Post | Self::Group | Self::Roster => true,
            Self::Card | Self::Field | Self::Role | Self::Clock | Self::Table | Self::Register => false,
            Self::Notice | Self::Event | Self::Rule => false,
        }
    }
}

/// What the text of a key is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Use {
    /// A name of this space.
    Name(Space),
    /// A guard, or something computed.
    Guard,
    /// `step.look.done`, `table.grade.finish`, `roster:desk`; failing that a name of this space.
    Path(Option<Space>),
    /// Words with placeholders.
    Words,
}

/// The space behind the first word of a path.
pub(crate) fn space_of(word: &str) -> Option<Space> {
    Some(match word {
        "step" | "route" | "choice" | "gate" | "wait" | "call" | "lookup" | "hold" | "on" => Space::Card,
        "fields" | "field" => Space::Field,
        "roles" => Space::Role,
        "clock" => Space::Clock,
        "table" => Space::Table,
        "register" => Space::Register,
        "notice" => Space::Notice,
        "events" | "event" => Space::Event,
        "rule" => Space::Rule,
        "calendar" => Space::Calendar,
        _ => return None,
    })
}

/// The space behind the first word of a path that is a value.
pub(crate) fn path_space(kind: &str) -> Option<Space> {
    match kind {
        "step" | "route" | "hold" | "lookup" | "on" | "wait" | "call" | "choice" => Some(Space::Card),
        "field" | "head" => Some(Space::Field),
        "roster" => Some(Space::Roster),
        "post" => Some(Space::Post),
        "group" => Some(Space::Group),
        other => space_of(other),
    }
}

/// What the texts under a key are, in a file of this kind.
pub(crate) fn use_of(key: &str, kind: Kind) -> Option<Use> {
    match kind {
        Kind::Procedure => in_procedure(key),
        Kind::Tests => in_tests(key).or_else(|| in_procedure(key)),
        // A department's head, an alias and who has a permission name sources of people; what it permits, procedures.
        Kind::Org => match key {
            "head" | "aliases" | "who" => Some(Use::Path(None)),
            "open" | "read" | "report" | "disclose" | "erase" | "write" | "approve" => {
                Some(Use::Name(Space::Procedure))
            }
            _ => None,
        },
        Kind::Calendars | Kind::Clauses | Kind::Other => None,
    }
}

fn in_procedure(key: &str) -> Option<Use> {
    Some(match key {
        "steps" | "entry" | "go" | "also" | "during" | "before" | "hold" | "same_as" | "not_same" | "one_at_a_time"
        | "start" | "flows" | "step" | "on" => Use::Path(Some(Space::Card)),
        "who" | "together" | "remind" | "escalate" | "instead" | "owner" | "role" | "to" | "to_any" | "ladder"
        | "held_by" => Use::Path(Some(Space::Role)),
        "fill" | "show" | "by" | "per" | "plus" | "due" | "match" | "columns" | "sort" | "each" | "count" => {
            Use::Path(Some(Space::Field))
        }
        "tell" => Use::Name(Space::Notice),
        "write" => Use::Name(Space::Register),
        "within" => Use::Name(Space::Clock),
        "calendar" => Use::Name(Space::Calendar),
        "event" => Use::Name(Space::Event),
        "clause" | "covers" => Use::Name(Space::Clause),
        "procedure" | "of" => Use::Name(Space::Procedure),
        "roster" => Use::Name(Space::Roster),
        "from" | "until" | "upon" | "limit" | "never" | "order" => Use::Path(None),
        "when" | "only_if" | "must" | "while" | "becomes" | "opens_when" | "enough" | "pause_while" | "where" => {
            Use::Guard
        }
        "set" => Use::Guard,
        "text" | "say" => Use::Words,
        _ => return None,
    })
}

fn in_tests(key: &str) -> Option<Use> {
    Some(match key {
        "does" | "claims" | "starts" | "skips" | "releases" | "delegates" | "reassigns" | "signer" | "urges"
        | "add" | "adds" | "ends" | "open" | "held" | "skipped" | "withdrawn" => Use::Name(Space::Card),
        "todo" | "call" => Use::Name(Space::Card),
        "late" => Use::Name(Space::Clock),
        "written" => Use::Name(Space::Register),
        "told" | "confirms" => Use::Name(Space::Notice),
        "event" => Use::Name(Space::Event),
        "refused" | "broken" => Use::Path(Some(Space::Rule)),
        "people" => Use::Path(Some(Space::Role)),
        // People, instants and reasons: no names of ours.
        "who" | "to" | "start" | "by" | "from" | "names" => Use::Words,
        _ => return None,
    })
}

/// Tables whose keys are names, in a procedure or in its scenarios.
pub(crate) fn keys_of(key: &str, tests: bool) -> Option<Space> {
    match key {
        "set" | "with" | "fills" | "mask" => Some(Space::Field),
        "give" => Some(Space::Field),
        "fields" if tests => Some(Space::Field),
        "clocks" | "used" | "due" if tests => Some(Space::Clock),
        "told" if tests => Some(Space::Notice),
        "answer" if tests => Some(Space::Card),
        _ => None,
    }
}
