//! The names that an expression may use, and the types of what they stand for.

use alloc::{borrow::ToOwned, vec::Vec};
use guicheng_core::{FieldId, FieldKind, Id, Label, ListRef, OptionId, StepId};

/// A field as an expression sees it.
#[derive(Clone, Debug)]
pub struct FieldInfo {
    /// Its id and titles.
    pub label: Label,
    /// What it holds.
    pub kind: FieldKind,
    /// A list of such values.
    pub many: bool,
    /// Its options, by position.
    pub options: Vec<Label>,
    /// Its options by rank, lowest first; empty: no rank.
    pub order: Vec<OptionId>,
    /// Kept once per item of this list.
    pub per: Option<ListRef>,
    /// Personal data: no expression may read it.
    pub personal: bool,
}

/// The tables from which a [`Scope`] is made. Positions are ids.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// Fields.
    pub fields: Vec<FieldInfo>,
    /// Holds.
    pub holds: Vec<Label>,
    /// Clocks.
    pub clocks: Vec<Label>,
    /// Registers.
    pub registers: Vec<Label>,
    /// Steps, waits, calls and look-ups.
    pub steps: Vec<Label>,
    /// Which of the steps are look-ups.
    pub lookups: Vec<StepId>,
    /// Routes.
    pub scopes: Vec<Label>,
}

/// The names that an expression may use.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    pub(super) fields: Vec<FieldInfo>,
    names: [Names; 6],
    lookups: Vec<StepId>,
}

/// A kind of name: what stands before the dot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Space {
    /// A field: nothing stands before it.
    Field,
    /// `hold.X`
    Hold,
    /// `clock.X.late`
    Clock,
    /// `register.X.written`
    Register,
    /// `step.X.open`, `step.X.done`
    Step,
    /// `lookup.X`
    Lookup,
    /// `route.X.open`
    Route,
}

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Hit {
    /// The one with this id, or the only one with this title.
    One(usize),
    /// Several have this title.
    Several,
    /// Nothing.
    Nothing,
}

impl Scope {
    /// A scope over these tables.
    pub fn new(tables: Tables) -> Self {
        let Tables { fields, holds, clocks, registers, steps, lookups, scopes } = tables;
        let labels: Vec<Label> = fields.iter().map(|field| field.label.clone()).collect();
        let names = [labels, holds, clocks, registers, steps, scopes].map(Names::new);
        Self { fields, names, lookups }
    }

    /// The routes, where they are known only after the rest.
    pub fn routes(&mut self, scopes: &[Label]) {
        let [.., routes] = &mut self.names;
        *routes = Names::new(scopes.to_owned());
    }

    /// A field by its id.
    pub fn field(&self, id: FieldId) -> Option<&FieldInfo> {
        self.fields.get(id.index())
    }

    /// The type of a field's value.
    pub fn type_of(&self, id: FieldId) -> Option<Type> {
        self.field(id).map(|field| Type { base: Base::of(field.kind, id), many: field.many })
    }

    /// Whether a name stands for anything at all.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.names.iter().any(|table| table.get(name).is_some())
    }

    pub(super) fn find(&self, space: Space, name: &str) -> Hit {
        match self.names(space).get(name) {
            Some(Entry::Id(at) | Entry::Title(at)) if self.fits(space, at) => Hit::One(at),
            Some(Entry::Titles) => Hit::Several,
            Some(Entry::Id(_) | Entry::Title(_)) | None => Hit::Nothing,
        }
    }

    fn fits(&self, space: Space, at: usize) -> bool {
        space != Space::Lookup || self.lookups.contains(&StepId::from_index(at))
    }

    /// The id of something by its position.
    pub(super) fn id(&self, space: Space, at: usize) -> &str {
        self.names(space).labels.get(at).map_or("", |label| &label.id)
    }

    /// The ids of a kind that may be written in an expression.
    pub(super) fn ids(&self, space: Space) -> impl Iterator<Item = &str> {
        let ids = self.names(space).labels.iter().map(|label| &*label.id).enumerate();
        ids.filter(move |(at, id)| !id.contains('.') && self.fits(space, *at)).map(|(_, id)| id)
    }

    /// Ids and titles of a kind that may be written in an expression: what a slip of the pen may have meant.
    pub(super) fn words(&self, space: Space) -> impl Iterator<Item = &str> {
        let names = self.names(space);
        let titles = names.by_title.iter().filter_map(|at| names.labels.get(*at)).filter_map(move |label| match names
            .get(&label.title)
        {
            Some(Entry::Title(at)) if self.fits(space, at) => Some(&*label.title),
            Some(Entry::Title(_) | Entry::Id(_) | Entry::Titles) | None => None,
        });
        self.ids(space).chain(titles)
    }

    /// The first field that has an option of this name.
    pub(super) fn field_with_option(&self, name: &str) -> Option<&FieldInfo> {
        self.fields.iter().find(|field| field.options.iter().any(|o| &*o.id == name || &*o.title == name))
    }

    fn names(&self, space: Space) -> &Names {
        let [fields, holds, clocks, registers, steps, scopes] = &self.names;
        match space {
            Space::Field => fields,
            Space::Hold => holds,
            Space::Clock => clocks,
            Space::Register => registers,
            Space::Step | Space::Lookup => steps,
            Space::Route => scopes,
        }
    }
}

/// Ids and titles of one kind: an id counts before a title.
#[derive(Clone, Debug, Default)]
struct Names {
    labels: Vec<Label>,
    /// Positions in the order of the ids, and in that of the titles.
    by_id: Vec<usize>,
    by_title: Vec<usize>,
}

#[derive(Clone, Copy, Debug)]
enum Entry {
    Id(usize),
    Title(usize),
    Titles,
}

impl Names {
    fn new(labels: Vec<Label>) -> Self {
        let by_id = sorted(&labels, |label| &label.id);
        let by_title = sorted(&labels, |label| &label.title);
        Self { labels, by_id, by_title }
    }

    fn get(&self, name: &str) -> Option<Entry> {
        if let [at, ..] = self.range(&self.by_id, name, |label| &label.id) {
            return Some(Entry::Id(*at));
        }
        match self.range(&self.by_title, name, |label| &label.title) {
            [] => None,
            [at] => Some(Entry::Title(*at)),
            _ => Some(Entry::Titles),
        }
    }

    /// The positions of what is called so.
    fn range<'n>(&'n self, order: &'n [usize], name: &str, of: fn(&Label) -> &str) -> &'n [usize] {
        let called = |at: &usize| self.labels.get(*at).map_or("", of);
        let from = order.partition_point(|at| called(at) < name);
        let rest = order.get(from..).unwrap_or_default();
        // Two are as good as many.
        let long = rest.iter().take(2).take_while(|at| called(at) == name).count();
        rest.get(..long).unwrap_or_default()
    }
}

fn sorted(labels: &[Label], of: fn(&Label) -> &str) -> Vec<usize> {
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by_key(|at| labels.get(*at).map_or("", of));
    order
}

/// The type of an expression.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Type {
    /// Of one value.
    pub base: Base,
    /// A list of such values.
    pub many: bool,
}

/// The type of one value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Base {
    /// Yes or no: what a guard or condition must be.
    YesNo,
    /// A number or an amount of money.
    Number,
    /// Text, note, phone, unit, department.
    Text,
    /// One of the options of this field.
    Choice(FieldId),
    /// Some of the options of this field.
    Choices(FieldId),
    /// A day.
    Date,
    /// An instant.
    Moment,
    /// A length of time.
    Duration,
    /// A person.
    Person,
    /// A file.
    File,
    /// The cases that a look-up found: only counted.
    Found,
}

impl Base {
    fn of(kind: FieldKind, id: FieldId) -> Self {
        match kind {
            FieldKind::Text | FieldKind::Note | FieldKind::Phone | FieldKind::Unit | FieldKind::Department => {
                Self::Text
            }
            FieldKind::Number | FieldKind::Money => Self::Number,
            FieldKind::YesNo => Self::YesNo,
            FieldKind::Choice(_) => Self::Choice(id),
            FieldKind::Choices(_) => Self::Choices(id),
            FieldKind::Date => Self::Date,
            FieldKind::Moment => Self::Moment,
            FieldKind::Duration => Self::Duration,
            FieldKind::Person => Self::Person,
            FieldKind::File => Self::File,
        }
    }
}

impl Type {
    /// Yes or no: what a guard or condition must be.
    pub const YES_NO: Self = Self::one(Base::YesNo);
    /// A number.
    pub const NUMBER: Self = Self::one(Base::Number);

    /// The type of a single value.
    pub const fn one(base: Base) -> Self {
        Self { base, many: false }
    }

    /// The type in Chinese.
    pub const fn zh(self) -> &'static str {
        match (self.many, self.base) {
            (true, _) => "多个值",
            (_, Base::YesNo) => "是否",
            (_, Base::Number) => "数",
            (_, Base::Text) => "文字",
            (_, Base::Choice(_)) => "选项",
            (_, Base::Choices(_)) => "多选",
            (_, Base::Date) => "日期",
            (_, Base::Moment) => "时刻",
            (_, Base::Duration) => "时长",
            (_, Base::Person) => "人员",
            (_, Base::File) => "文件",
            (_, Base::Found) => "查到的个案",
        }
    }

    /// The type in English.
    pub const fn en(self) -> &'static str {
        match (self.many, self.base) {
            (true, _) => "a list of values",
            (_, Base::YesNo) => "a yes or no",
            (_, Base::Number) => "a number",
            (_, Base::Text) => "a text",
            (_, Base::Choice(_)) => "an option",
            (_, Base::Choices(_)) => "a set of options",
            (_, Base::Date) => "a date",
            (_, Base::Moment) => "a moment",
            (_, Base::Duration) => "a duration",
            (_, Base::Person) => "a person",
            (_, Base::File) => "a file",
            (_, Base::Found) => "the cases found",
        }
    }
}
