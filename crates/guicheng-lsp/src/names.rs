//! Which names a value holds, by its key.

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

/// What the texts under a key are, in a procedure or in its scenarios.
pub(crate) fn use_of(key: &str, tests: bool) -> Option<Use> {
    if tests && let Some(found) = in_tests(key) {
        return Some(found);
    }
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
        "clocks" | "used" if tests => Some(Space::Clock),
        _ => None,
    }
}
