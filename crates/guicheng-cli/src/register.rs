//! A row of a register, as it is printed: column by column, masked as the procedure says.

use crate::{
    desk::{Desk, TENANT},
    failure::Failure,
    names::Names,
    table::Table,
    value, words,
};
use guicheng_core::{FieldId, RegisterId, StepId, Value};
use guicheng_store::{CaseKey, Disclosure, Store, View};

/// The row that a case writes in a register.
pub(crate) fn table(desk: &Desk, view: &View, id: RegisterId) -> Result<Table, Failure> {
    let names = desk.names(view);
    let key = CaseKey::new(TENANT, &view.row.case);
    let disclosures = desk.host.store().disclosures(&key).map_err(|e| desk.failed(e.into()))?;
    let row = Row { names, view, disclosures: &disclosures };
    let mut table = Table::bare();
    if let Some(register) = names.p.registers.get(id) {
        for column in &register.columns {
            let mask = register.mask.iter().find(|(c, _)| c == column).map(|(_, how)| &**how);
            let (title, text) = row.cell(column, mask);
            table.row([title, text]);
        }
    }
    Ok(table)
}

struct Row<'a> {
    names: Names<'a>,
    view: &'a View,
    disclosures: &'a [Disclosure],
}

impl Row<'_> {
    fn cell(&self, column: &str, mask: Option<&str>) -> (String, String) {
        let lang = self.names.lang;
        let case = &self.view.case;
        match column.split('.').collect::<Vec<_>>().as_slice() {
            ["case", "number"] => (words::col_case(lang).into(), self.view.row.case.to_string()),
            ["case", "opened_at"] => (words::col_opened(lang).into(), self.names.at(case.opened_at)),
            ["case", "closed_at"] => {
                (words::state_closed(lang).into(), case.closed_at.map_or_else(dash, |at| self.names.at(at)))
            }
            ["step", step, what] => self.of_step(step, what),
            [field] | [field, ..] => self.of_field(field, mask),
            [] => (column.into(), dash()),
        }
    }

    fn of_step(&self, name: &str, what: &str) -> (String, String) {
        let Some(step) = self.names.p.names.steps.find(|l| *l.id == *name) else { return (name.into(), dash()) };
        let title = self.names.step(step);
        let done = || self.view.case.done.iter().filter(|d| d.step == step);
        let text = match what {
            "people" => {
                let mut people: Vec<String> = Vec::new();
                for person in done().filter_map(|d| d.by).map(|ix| self.names.person(ix)) {
                    if !people.contains(&person) {
                        people.push(person);
                    }
                }
                people.join(self.names.lang.comma())
            }
            _ => done().map(|d| d.at).max().map_or_else(String::new, |at| self.names.at(at)),
        };
        (self.titled(title, what, step), if text.is_empty() { dash() } else { text })
    }

    fn titled(&self, title: &str, what: &str, _: StepId) -> String {
        match what {
            "people" => words::column_who(self.names.lang, title),
            _ => words::column_when(self.names.lang, title),
        }
    }

    fn of_field(&self, name: &str, mask: Option<&str>) -> (String, String) {
        let Some(field) = self.names.p.names.fields.find(|l| *l.id == *name) else { return (name.into(), dash()) };
        let stored = self.view.case.value(field);
        let text = match (mask, stored.is_empty()) {
            (_, true) => dash(),
            (Some("last4"), false) => self.last_four(field, stored),
            (Some(_), false) => "＊＊＊".into(),
            (None, false) => value::show(&self.names, Some(field), stored),
        };
        (self.names.field(field).to_owned(), text)
    }

    fn last_four(&self, field: FieldId, stored: &Value) -> String {
        let opened = |value: &Value| match value {
            Value::Sealed(commitment) => {
                let found = self.disclosures.iter().find(|d| d.commitment.0 == **commitment);
                found.map_or_else(dash, |d| d.value.trim_matches('"').to_owned())
            }
            other => value::show(&self.names, Some(field), other),
        };
        let masked = stored.items().iter().map(|value| {
            let text = opened(value);
            let skip = text.chars().count().saturating_sub(4);
            format!("＊{}", text.chars().skip(skip).collect::<String>())
        });
        masked.collect::<Vec<_>>().join(self.names.lang.comma())
    }
}

fn dash() -> String {
    "—".into()
}
