//! Roles and references to them.

use super::TableColumn;
use crate::{FieldId, RoleId, StepId};
use alloc::boxed::Box;

/// A role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Where its people come from.
    pub from: RoleSource,
}

/// Where the people of a role come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleSource {
    /// The host's organisation: `roster:X`, `post:X`, `group:X`. Asked.
    Organisation(Box<str>),
    /// The head of the department in a field. Asked.
    HeadOf(FieldId),
    /// The person (or people) in a field.
    Field(FieldId),
    /// Whoever did a step.
    Did(StepId),
    /// Anyone at all (bare names in the graph form).
    Anyone,
}

/// A role, written out or by a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RoleRef {
    /// This role.
    Role(RoleId),
    /// The roles in the cell of the row that the table's field names.
    Table(TableColumn),
}

/// Any of several roles.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Who(pub Box<[RoleRef]>);
