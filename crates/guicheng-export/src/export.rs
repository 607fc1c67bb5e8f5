//! Our own histories as an event log.

use crate::{Attributes, Class, Course, Event, Extension, Life, Log, Row, Stamp, Trace, Value, Worded, course::uuid};
use guicheng_core::{Seq, Status};
use guicheng_history::sha256;
use std::collections::{BTreeMap, BTreeSet};

/// What activities are called.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Naming {
    /// By their titles; where two cards of a procedure have the same, the name stands behind it.
    #[default]
    Titles,
    /// By their names in the file, as the exported net has them.
    Ids,
}

/// Titles that more than one card of a procedure has.
pub(crate) struct Labels {
    naming: Naming,
    shared: BTreeSet<(Box<str>, Box<str>)>,
}

impl Labels {
    pub(crate) fn of(courses: &[Course], naming: Naming) -> Self {
        let mut ids: BTreeMap<(Box<str>, Box<str>), BTreeSet<&str>> = BTreeMap::new();
        for course in courses {
            for row in &course.rows {
                let key = (course.procedure.id.clone(), row.card.title.clone());
                ids.entry(key).or_default().insert(&row.card.id);
            }
        }
        let shared = ids.into_iter().filter(|(_, ids)| ids.len() > 1).map(|(key, _)| key).collect();
        Self { naming, shared }
    }

    pub(crate) fn of_card(&self, procedure: &Worded, card: &Worded) -> String {
        match self.naming {
            Naming::Ids => card.id.to_string(),
            Naming::Titles if self.shared.contains(&(procedure.id.clone(), card.title.clone())) => {
                format!("{} ({})", card.title, card.id)
            }
            Naming::Titles => card.title.to_string(),
        }
    }
}

/// Where a case stands, as it is written.
pub(crate) const fn status(status: Status) -> &'static str {
    match status {
        Status::New => "new",
        Status::Open => "open",
        Status::Closed => "closed",
        Status::Aborted => "aborted",
        Status::Merged => "merged",
    }
}

/// The row that tells a case in which no work was ever opened: mining tools drop a case without events.
pub fn case_row(course: &Course) -> Row {
    Row {
        seq: Seq(1),
        id: uuid(&sha256(course.case.as_bytes())),
        recorded: course.opened_at,
        occurred: course.opened_at,
        work: None,
        card: course.procedure.clone(),
        class: Class::Case,
        life: Life::Unknown,
        by: None,
        roles: Vec::new(),
        item: None,
        child: None,
        clauses: Vec::new(),
    }
}

/// Courses as an event log, in the order given.
pub fn log_of(courses: &[Course], naming: Naming) -> Log {
    let labels = Labels::of(courses, naming);
    let extension = |name: &str, prefix: &str| Extension {
        name: name.into(),
        prefix: prefix.into(),
        uri: format!("http://www.xes-standard.org/{prefix}.xesext").into(),
    };
    let mut log = Log {
        extensions: vec![
            extension("Concept", "concept"),
            extension("Lifecycle", "lifecycle"),
            extension("Time", "time"),
            extension("Organizational", "org"),
            extension("Identity", "identity"),
        ],
        classifiers: vec![
            ("Activity".into(), "concept:name".into()),
            ("Activity and step".into(), "concept:name lifecycle:transition".into()),
        ],
        ..Log::default()
    };
    log.trace_globals.put_text("concept:name", "?");
    log.event_globals.put_text("concept:name", "?");
    log.event_globals.put_text("lifecycle:transition", "complete");
    log.event_globals.put("time:timestamp", Value::Date(Stamp::default()));
    log.attributes.put_text("concept:name", "guicheng");
    log.attributes.put_text("lifecycle:model", "standard");
    log.traces = courses.iter().map(|course| trace(course, &labels)).collect();
    log
}

fn trace(course: &Course, labels: &Labels) -> Trace {
    let mut attributes = Attributes::default();
    attributes.put_text("concept:name", &course.case);
    attributes.put_text("guicheng:procedure", &course.procedure.id);
    attributes.put_text("guicheng:version", &course.version.to_string());
    attributes.put_text("guicheng:status", status(course.status));
    attributes.put("guicheng:opened", Value::Date(Stamp::at(course.opened_at, &course.zone)));
    if let Some(closed) = course.closed_at {
        attributes.put("guicheng:closed", Value::Date(Stamp::at(closed, &course.zone)));
    }
    if let Some(parent) = &course.parent {
        attributes.put_text("guicheng:parent", parent);
    }
    for (field, value) in &course.fields {
        attributes.put_text(&format!("field:{}", field.id), value);
    }
    let events = match course.rows.as_slice() {
        [] => vec![event(course, &case_row(course), labels)],
        rows => rows.iter().map(|row| event(course, row, labels)).collect(),
    };
    Trace { attributes, events }
}

fn event(course: &Course, row: &Row, labels: &Labels) -> Event {
    let mut attributes = Attributes::default();
    attributes.put_text("concept:name", &labels.of_card(&course.procedure, &row.card));
    if let Some(work) = row.work {
        attributes.put_text("concept:instance", &work.0.to_string());
    }
    attributes.put_text("lifecycle:transition", row.life.name());
    attributes.put("time:timestamp", Value::Date(Stamp::at(row.recorded, &course.zone)));
    if let Some(by) = &row.by {
        attributes.put_text("org:resource", by);
    }
    if !row.roles.is_empty() {
        let roles: Vec<&str> = row.roles.iter().map(|role| &*role.title).collect();
        attributes.put_text("org:role", &roles.join("|"));
    }
    attributes.put("identity:id", Value::Id(row.id.clone()));
    attributes.put_text("guicheng:card", &row.card.id);
    attributes.put_text("guicheng:class", row.class.name());
    attributes.put("guicheng:occurred", Value::Date(Stamp::at(row.occurred, &course.zone)));
    attributes.put_text("guicheng:record", &row.seq.0.to_string());
    if let Some(item) = row.item {
        attributes.put_text("guicheng:item", &item.to_string());
    }
    if let Some(child) = &row.child {
        attributes.put_text("guicheng:child", child);
    }
    if !row.clauses.is_empty() {
        attributes.put_text("guicheng:clause", &row.clauses.join("|"));
    }
    Event { attributes }
}

#[cfg(test)]
mod tests {
    use super::{Labels, Naming, log_of};
    use crate::{Class, Course, Life, Row, Worded, ocel};
    use guicheng_core::Timestamp;
    use guicheng_history::Lang;

    fn worded(id: &str, title: &str) -> Worded {
        Worded { id: id.into(), title: title.into() }
    }

    #[test]
    fn a_case_without_work_stands_as_one_row() {
        let procedure = worded("p", "程序");
        let course = Course { case: "P-1".into(), procedure, opened_at: Timestamp(1_000), ..Course::default() };
        let courses = [course];
        let log = log_of(&courses, Naming::Titles);
        let events: Vec<_> = log.traces.iter().flat_map(|trace| &trace.events).collect();
        assert_eq!(events.len(), 1);
        assert!(events.iter().all(|e| e.activity() == "程序" && e.transition() == Some("unknown")));
        assert_eq!(ocel(&courses, Naming::Titles, Lang::Zh).events.len(), 1);
    }

    #[test]
    fn cards_of_one_title_are_told_apart() {
        let row = |id: &str| Row {
            card: worded(id, "回访"),
            class: Class::Task,
            life: Life::Complete,
            ..super::case_row(&Course::default())
        };
        let course = Course { procedure: worded("p", "程序"), rows: vec![row("a"), row("b")], ..Course::default() };
        let labels = Labels::of(&[course], Naming::Titles);
        assert_eq!(labels.of_card(&worded("p", "程序"), &worded("a", "回访")), "回访 (a)");
        assert_eq!(labels.of_card(&worded("q", "程序"), &worded("a", "回访")), "回访");
    }
}
