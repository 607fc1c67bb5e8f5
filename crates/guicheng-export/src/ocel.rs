//! OCEL 2.0: events that belong to several objects at once (cases, people, flats, residents).

use crate::{Class, Course, Naming, Row, Stamp, case_row, export};
use guicheng_core::{Timestamp, Zone};
use guicheng_history::Lang;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// An object-centric log; equal courses give equal logs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ocel {
    /// Types of events, in byte order of their names.
    pub event_types: Vec<Type>,
    /// Types of objects, in byte order of their names.
    pub object_types: Vec<Type>,
    /// Events: case by case, each in the order of its records.
    pub events: Vec<OcelEvent>,
    /// Objects, in byte order of their types and ids.
    pub objects: Vec<OcelObject>,
}

/// A type, with the names of its attributes: all are of type `string`, for a number that is missing here and there comes
/// out of mining tools as another number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Type {
    /// Its name.
    pub name: Box<str>,
    /// Its attributes.
    pub attributes: Vec<Box<str>>,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OcelEvent {
    /// Its id.
    pub id: Box<str>,
    /// Its type: the activity.
    pub kind: Box<str>,
    /// When.
    pub at: Stamp,
    /// Attributes: all of its type.
    pub attributes: Vec<(Box<str>, Box<str>)>,
    /// Objects, and what each is to it.
    pub objects: Vec<(Box<str>, Box<str>)>,
}

/// An object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OcelObject {
    /// Its id.
    pub id: Box<str>,
    /// Its type.
    pub kind: Box<str>,
    /// Attributes, with the instant from which each has its value.
    pub attributes: Vec<(Box<str>, Stamp, Box<str>)>,
    /// Other objects, and what each is to it.
    pub objects: Vec<(Box<str>, Box<str>)>,
}

/// Types of objects, in words.
struct Kinds {
    case: &'static str,
    person: &'static str,
    flat: &'static str,
    resident: &'static str,
}

const fn kinds(lang: Lang) -> Kinds {
    match lang {
        Lang::Zh => Kinds { case: "个案", person: "工作人员", flat: "房号", resident: "住户" },
        Lang::En => Kinds { case: "case", person: "staff", flat: "flat", resident: "resident" },
    }
}

/// Attributes that every event has.
const EVENT: [&str; 8] = ["card", "case", "class", "item", "lifecycle", "occurred", "record", "role"];

/// Courses as an object-centric log. Residents and flats are pseudonyms that differ from case to case.
pub fn ocel(courses: &[Course], naming: Naming, lang: Lang) -> Ocel {
    let labels = export::Labels::of(courses, naming);
    let kinds = kinds(lang);
    let mut building = Building { kinds, ..Building::default() };
    for course in courses {
        building.case(course);
        let only = [case_row(course)];
        let rows = if course.rows.is_empty() { &only[..] } else { &course.rows };
        for row in rows {
            building.event(course, row, &labels);
        }
    }
    building.done()
}

#[derive(Default)]
struct Building {
    kinds: Kinds,
    events: Vec<OcelEvent>,
    event_types: BTreeSet<Box<str>>,
    objects: BTreeMap<(Box<str>, Box<str>), OcelObject>,
}

impl Default for Kinds {
    fn default() -> Self {
        kinds(Lang::Zh)
    }
}

impl Building {
    fn object(&mut self, kind: &str, id: &str) -> &mut OcelObject {
        let new = || OcelObject { id: id.into(), kind: kind.into(), attributes: Vec::new(), objects: Vec::new() };
        self.objects.entry((kind.into(), id.into())).or_insert_with(new)
    }

    fn case(&mut self, course: &Course) {
        let stamp = |at: Timestamp, zone: &Zone| Stamp::at(at, zone);
        let opened = stamp(course.opened_at, &course.zone);
        let mut attributes: Vec<(Box<str>, Stamp, Box<str>)> = vec![
            ("procedure".into(), opened, course.procedure.id.clone()),
            ("version".into(), opened, course.version.to_string().into()),
        ];
        for (at, status) in &course.states {
            attributes.push(("state".into(), stamp(*at, &course.zone), export::status(*status).into()));
        }
        for (field, value) in &course.fields {
            let name = format!("field:{}", field.id).into();
            attributes.push((name, stamp(course.last, &course.zone), value.clone()));
        }
        let mut objects: Vec<(Box<str>, Box<str>)> = Vec::new();
        if let Some(parent) = &course.parent {
            self.object(self.kinds.case, &case_id(parent));
            objects.push((case_id(parent), "called-by".into()));
        }
        for pseudonym in &course.pseudonyms {
            let (kind, prefix) =
                if pseudonym.flat { (self.kinds.flat, "flat") } else { (self.kinds.resident, "resident") };
            let id: Box<str> = format!("{prefix}:{}", pseudonym.digits).into();
            self.object(kind, &id);
            objects.push((id, format!("about:{}", pseudonym.field.id).into()));
        }
        let case = self.object(self.kinds.case, &case_id(&course.case));
        (case.attributes, case.objects) = (attributes, objects);
    }

    fn event(&mut self, course: &Course, row: &Row, labels: &export::Labels) {
        let kind: Box<str> = labels.of_card(&course.procedure, &row.card).into();
        self.event_types.insert(kind.clone());
        let roles: Vec<&str> = row.roles.iter().map(|role| &*role.title).collect();
        let values: [Box<str>; 8] = [
            row.card.id.clone(),
            course.case.clone(),
            row.class.name().into(),
            row.item.map_or_else(Box::default, |item| item.to_string().into()),
            row.life.name().into(),
            Stamp::at(row.occurred, &course.zone).utc().into(),
            row.seq.0.to_string().into(),
            roles.join("|").into(),
        ];
        let mut objects: Vec<(Box<str>, Box<str>)> = vec![(case_id(&course.case), "case".into())];
        if let Some(by) = &row.by {
            let id: Box<str> = format!("staff:{by}").into();
            self.object(self.kinds.person, &id);
            objects.push((id, "performed-by".into()));
        }
        if let Some(child) = &row.child {
            self.object(self.kinds.case, &case_id(child));
            objects.push((case_id(child), "calls".into()));
        }
        if row.class != Class::Case {
            for pseudonym in &course.pseudonyms {
                let prefix = if pseudonym.flat { "flat" } else { "resident" };
                objects.push((format!("{prefix}:{}", pseudonym.digits).into(), "about".into()));
            }
        }
        let attributes = EVENT.iter().map(|name| Box::from(*name)).zip(values).collect();
        let at = Stamp::at(row.recorded, &course.zone);
        self.events.push(OcelEvent { id: row.id.clone(), kind, at, attributes, objects });
    }

    fn done(self) -> Ocel {
        let names = EVENT.map(Box::from).to_vec();
        let event_types = self.event_types.into_iter().map(|name| Type { name, attributes: names.clone() }).collect();
        let mut types: BTreeMap<Box<str>, BTreeSet<Box<str>>> = BTreeMap::new();
        for object in self.objects.values() {
            let known = types.entry(object.kind.clone()).or_default();
            known.extend(object.attributes.iter().map(|(name, _, _)| name.clone()));
        }
        let object_types =
            types.into_iter().map(|(name, known)| Type { name, attributes: known.into_iter().collect() }).collect();
        Ocel { event_types, object_types, events: self.events, objects: self.objects.into_values().collect() }
    }
}

fn case_id(case: &str) -> Box<str> {
    format!("case:{case}").into()
}

impl Ocel {
    /// As a JSON document.
    pub fn json(&self) -> String {
        let types = |types: &[Type]| -> Vec<Value> {
            let one = |of: &Type| {
                let each = of.attributes.iter().map(|name| json!({"name": name, "type": "string"}));
                json!({"name": of.name, "attributes": each.collect::<Vec<_>>()})
            };
            types.iter().map(one).collect()
        };
        let related = |list: &[(Box<str>, Box<str>)]| -> Vec<Value> {
            list.iter().map(|(id, qualifier)| json!({"objectId": id, "qualifier": qualifier})).collect()
        };
        let events = self.events.iter().map(|event| {
            let attributes = event.attributes.iter().map(|(name, value)| json!({"name": name, "value": value}));
            json!({
                "id": event.id, "type": event.kind, "time": event.at.utc(),
                "attributes": attributes.collect::<Vec<_>>(), "relationships": related(&event.objects),
            })
        });
        let objects = self.objects.iter().map(|object| {
            let each = object.attributes.iter();
            let attributes = each.map(|(name, at, value)| json!({"name": name, "time": at.utc(), "value": value}));
            json!({
                "id": object.id, "type": object.kind,
                "attributes": attributes.collect::<Vec<_>>(), "relationships": related(&object.objects),
            })
        });
        let mut document = Map::new();
        document.insert("eventTypes".into(), types(&self.event_types).into());
        document.insert("objectTypes".into(), types(&self.object_types).into());
        document.insert("events".into(), events.collect::<Vec<_>>().into());
        document.insert("objects".into(), objects.collect::<Vec<_>>().into());
        let mut text = serde_json::to_string_pretty(&Value::Object(document)).unwrap_or_default();
        text.push('\n');
        text
    }
}
