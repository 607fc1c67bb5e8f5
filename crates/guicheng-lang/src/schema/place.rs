//! Where a key can stand, and what its value looks like.

/// A table of the format, or a set of keys that several tables share.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Place {
    /// The top of a procedure file.
    File,
    /// `[procedure]`.
    Procedure,
    /// `manual` of it.
    Manual,
    /// `[from.N]`.
    From,
    /// `[opens.X]`.
    Opens,
    /// An entry of `[events]`.
    Event,
    /// An entry of `[fields]`.
    Field,
    /// An entry of `[roles]`.
    Role,
    /// `[table.X]`.
    Table,
    /// A cell that names its own source.
    Cell,
    /// `[route.X]`.
    Route,
    /// `repeat` of it.
    Repeat,
    /// `[choice.X]`.
    Choice,
    /// A line of `first` or `all`.
    Line,
    /// A line of `race`.
    RaceLine,
    /// `[gate.X]`.
    Gate,
    /// `[graph]`.
    Graph,
    /// `[step.X]`.
    Step,
    /// An item of `check`.
    Check,
    /// `names` of it.
    Names,
    /// `passes` of it.
    Passes,
    /// `[wait.X]`.
    Wait,
    /// `[call.X]`.
    Call,
    /// `[lookup.X]`.
    Lookup,
    /// `[clock.X]`.
    Clock,
    /// A line of `late`.
    Threshold,
    /// `ack`.
    Ack,
    /// `[on.X]`.
    On,
    /// `[hold.X]`.
    Hold,
    /// `[rule.X]`.
    Rule,
    /// `broken` of it.
    Broken,
    /// `[register.X]`.
    Register,
    /// `[notice.X]`.
    Notice,
    /// `[status.HOST]`.
    Status,
    /// A clause with all below it.
    Whole,
    /// The top of an organisation file.
    OrgFile,
    /// `[org]`.
    Org,
    /// An entry of `[people]`.
    Person,
    /// An entry of `[posts]`.
    Post,
    /// An entry of `[departments]`.
    Department,
    /// `[[absences]]`.
    Absence,
    /// `[roster.X]`.
    Roster,
    /// `[permission.X]`.
    Permission,
    /// The top of a file of calendars.
    CalendarsFile,
    /// `[calendar.X]`.
    Calendar,
    /// The top of a register of clauses.
    ClausesFile,
    /// `[clauses]`.
    Clauses,
    /// `[books.X]`.
    Book,
    /// `[clause.X]`.
    Clause,
    /// Shared: title and source.
    Card,
    /// Shared: where it comes from.
    Cite,
    /// Shared: what happens.
    Acts,
    /// Shared: how often at once.
    Instances,
    /// Shared: what sets it off.
    Trigger,
    /// Shared: how it chooses.
    Ways,
}

impl Place {
    /// All that are tables, in the order of the page.
    pub const TABLES: [Self; 35] = [
        Self::File,
        Self::Procedure,
        Self::Manual,
        Self::From,
        Self::Opens,
        Self::Event,
        Self::Field,
        Self::Role,
        Self::Table,
        Self::Cell,
        Self::Route,
        Self::Repeat,
        Self::Choice,
        Self::Line,
        Self::RaceLine,
        Self::Gate,
        Self::Graph,
        Self::Step,
        Self::Check,
        Self::Names,
        Self::Passes,
        Self::Wait,
        Self::Call,
        Self::Lookup,
        Self::Clock,
        Self::Threshold,
        Self::Ack,
        Self::On,
        Self::Hold,
        Self::Rule,
        Self::Broken,
        Self::Register,
        Self::Notice,
        Self::Status,
        Self::Whole,
    ];

    /// The tables of the files beside procedures, in the order of the page.
    pub const SIDE: [Self; 14] = [
        Self::OrgFile,
        Self::Org,
        Self::Person,
        Self::Post,
        Self::Department,
        Self::Absence,
        Self::Roster,
        Self::Permission,
        Self::CalendarsFile,
        Self::Calendar,
        Self::ClausesFile,
        Self::Clauses,
        Self::Book,
        Self::Clause,
    ];

    /// The sets of keys that it shares with others.
    pub const fn shares(self) -> &'static [Self] {
        match self {
            Self::Opens | Self::Event | Self::Field | Self::Role | Self::Table | Self::Route => &[Self::Card],
            Self::Wait | Self::Lookup | Self::Clock | Self::Rule | Self::Register | Self::Notice => &[Self::Card],
            Self::Choice | Self::Gate => &[Self::Card, Self::Ways],
            Self::Step | Self::Call => &[Self::Card, Self::Instances],
            Self::Line | Self::Threshold => &[Self::Acts, Self::Cite],
            Self::On => &[Self::Card, Self::Trigger, Self::Acts],
            Self::Hold => &[Self::Card, Self::Trigger],
            Self::Broken => &[Self::Acts],
            Self::Cell | Self::Ack => &[Self::Cite],
            Self::Card => &[Self::Cite],
            Self::File | Self::Procedure | Self::Manual | Self::From | Self::Repeat | Self::RaceLine => &[],
            Self::Graph | Self::Names | Self::Passes | Self::Check | Self::Status | Self::Whole => &[],
            Self::Cite | Self::Acts | Self::Instances | Self::Trigger | Self::Ways => &[],
            Self::OrgFile | Self::Org | Self::Person | Self::Post | Self::Department | Self::Absence => &[],
            Self::Roster | Self::CalendarsFile | Self::Calendar | Self::ClausesFile | Self::Clauses => &[],
            Self::Permission | Self::Book | Self::Clause => &[],
        }
    }

    /// Its name in the schema.
    pub const fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Procedure => "procedure",
            Self::Manual => "manual",
            Self::From => "from",
            Self::Opens => "opens",
            Self::Event => "event",
            Self::Field => "field",
            Self::Role => "role",
            Self::Table => "table",
            Self::Cell => "cell",
            Self::Route => "route",
            Self::Repeat => "repeat",
            Self::Choice => "choice",
            Self::Line => "line",
            Self::RaceLine => "race_line",
            Self::Gate => "gate",
            Self::Graph => "graph",
            Self::Step => "step",
            Self::Names => "names",
            Self::Passes => "passes",
            Self::Check => "check",
            Self::Wait => "wait",
            Self::Call => "call",
            Self::Lookup => "lookup",
            Self::Clock => "clock",
            Self::Threshold => "threshold",
            Self::Ack => "ack",
            Self::On => "on",
            Self::Hold => "hold",
            Self::Rule => "rule",
            Self::Broken => "broken",
            Self::Register => "register",
            Self::Notice => "notice",
            Self::Status => "status",
            Self::Whole => "whole",
            Self::OrgFile => "org_file",
            Self::Org => "org",
            Self::Person => "person",
            Self::Post => "post",
            Self::Department => "department",
            Self::Absence => "absence",
            Self::Roster => "roster",
            Self::Permission => "permission",
            Self::CalendarsFile => "calendars_file",
            Self::Calendar => "calendar",
            Self::ClausesFile => "clauses_file",
            Self::Clauses => "clauses",
            Self::Book => "book",
            Self::Clause => "clause",
            Self::Card => "card",
            Self::Cite => "cite",
            Self::Acts => "acts",
            Self::Instances => "instances",
            Self::Trigger => "trigger",
            Self::Ways => "ways",
        }
    }
}

/// What a value looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// A text.
    Text,
    /// A whole number between these.
    Whole(i64, i64),
    /// Yes or no.
    YesNo,
    /// `true`, or not written.
    True,
    /// A day.
    Day,
    /// A list of texts.
    Texts,
    /// A text, or a list of them.
    TextOrTexts,
    /// One of these.
    Word(&'static [&'static str]),
    /// A whole number from this one on, or one of these words, or (without words) a name.
    Count(i64, &'static [&'static str]),
    /// A value of whatever type a field has.
    Value,
    /// Names with texts.
    Pairs,
    /// Names with values.
    Values,
    /// Cards and lists of cards.
    Stops,
    /// Pairs of names.
    Flows,
    /// Roles and lists of roles.
    Ladder,
    /// Clause ids, or such with all below them.
    Clauses,
    /// A table.
    One(Place),
    /// A list of tables.
    Many(Place),
    /// A table of tables whose names the author chose.
    Named(Place),
    /// Rows of cells.
    Rows,
    /// A list of days, and of runs of days with `from` and `to`.
    Days,
    /// A day or an instant.
    Instant,
    /// Names with lists of names.
    Lists,
    /// Open hours: `"always"`, or stretches of the day by weekdays.
    Hours,
    /// For each day, for each shift, people.
    Duty,
}
