//! Names and titles: used at the edges (records, findings, pictures), never in deciding.

use crate::{
    ClauseId, ClockId, ColumnId, FieldId, HoldId, Map, NodeId, NoticeId, OptionId, ReactionId, RegisterId, RoleId,
    RuleId, ScopeId, SignalId, StepId, TableId,
};
use alloc::{boxed::Box, vec::Vec};

/// A name with its titles.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Label {
    /// The id as written in the file.
    pub id: Box<str>,
    /// The title in the file's own language; the id where none is given.
    pub title: Box<str>,
    /// The English title, if given.
    pub en: Option<Box<str>>,
}

impl Label {
    /// A label whose title is its id.
    pub fn plain(id: &str) -> Self {
        Self { id: id.into(), title: id.into(), en: None }
    }
    /// The title in a language (`en`, or anything else for the file's own).
    pub fn title_in(&self, lang: &str) -> &str {
        match (&self.en, lang) {
            (Some(en), "en") => en,
            _ => &self.title,
        }
    }
}

/// Names of everything in a procedure.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The procedure.
    pub procedure: Label,
    /// Nodes: the card's name for a card, a made name (`work#1`) for gates that the loader adds.
    pub nodes: Map<NodeId, Label>,
    /// Routes (in the graph form one, named `graph`).
    pub scopes: Map<ScopeId, Label>,
    /// Steps, waits, calls and look-ups.
    pub steps: Map<StepId, Label>,
    /// Fields.
    pub fields: Map<FieldId, Label>,
    /// Options of each field, by position.
    pub options: Map<FieldId, Vec<Label>>,
    /// Roles.
    pub roles: Map<RoleId, Label>,
    /// Clocks; the `late` of a card is named `step.X`, a ladder `ack.X`.
    pub clocks: Map<ClockId, Label>,
    /// Tables.
    pub tables: Map<TableId, Label>,
    /// Columns of each table.
    pub columns: Map<TableId, Vec<Label>>,
    /// Notices.
    pub notices: Map<NoticeId, Label>,
    /// Registers.
    pub registers: Map<RegisterId, Label>,
    /// Rules.
    pub rules: Map<RuleId, Label>,
    /// Holds.
    pub holds: Map<HoldId, Label>,
    /// `on` cards.
    pub reactions: Map<ReactionId, Label>,
    /// Outside events.
    pub signals: Map<SignalId, Label>,
    /// Clauses cited; the title is our own short paraphrase where the register of clauses has one.
    pub clauses: Map<ClauseId, Label>,
}

impl Names {
    /// An option of a field by name.
    pub fn option(&self, field: FieldId, id: &str) -> Option<OptionId> {
        let at = self.options.get(field)?.iter().position(|o| &*o.id == id)?;
        u16::try_from(at).ok().map(OptionId)
    }
    /// A column of a table by name.
    pub fn column(&self, table: TableId, id: &str) -> Option<ColumnId> {
        let at = self.columns.get(table)?.iter().position(|c| &*c.id == id)?;
        u16::try_from(at).ok().map(ColumnId)
    }
    /// The English or own-language title of an option.
    pub fn option_label(&self, field: FieldId, option: OptionId) -> Option<&Label> {
        self.options.get(field)?.get(usize::from(option.0))
    }
}
