//! Reading keys as they were meant: a misspelt key is told of once, and what stands under it is read all the same, so
//! that nothing seems to be missing that is there.

use super::{Spanned, TOP};
use crate::{
    digest::is_language,
    doc::{Cx, Entry, Node, Table, Value, is_key},
    finding::Unlawful,
    schema::{KEYS, Key, Place, Shape},
};
use alloc::{borrow::Cow, collections::BTreeMap, vec::Vec};

/// A file with its misspelt keys put right, each of them told of; most have none.
pub(super) fn as_meant<'t>(cx: &mut Cx, table: &'t Table<'t>) -> Cow<'t, Table<'t>> {
    if is_right(Place::File, table) {
        return Cow::Borrowed(table);
    }
    let mut meant = table.clone();
    mend(cx, Place::File, &mut meant);
    Cow::Owned(meant)
}

/// Whether nothing is misspelt here or below: as [`mend`] goes through it.
fn is_right(place: Place, table: &Table) -> bool {
    // An attested item has one key of its own.
    let own = usize::from(place == Place::Check);
    let mut strangers = 0;
    let keys = keys_at(place);
    let known = |key: &str| keys.iter().find(|known| is_key(known.key, key)).or_else(|| shared(place, key));
    table.entries.iter().all(|entry| match known(&entry.key.value) {
        Some(key) => is_right_inside(key.shape, &entry.node),
        None => {
            strangers += usize::from(strange(place, &entry.key.value));
            strangers <= own
        }
    })
}

fn is_right_inside(shape: Shape, node: &Node) -> bool {
    let below = |place: Place, table: &Table| {
        table.entries.iter().all(|entry| match &entry.node.value {
            Value::Table(inner) => is_right(place, inner),
            _ => true,
        })
    };
    let each = |place: Place, items: &[Node]| {
        items.iter().all(|item| match &item.value {
            Value::Table(inner) => is_right(place, inner),
            _ => true,
        })
    };
    match (shape, &node.value) {
        (Shape::One(place), Value::Table(table)) => is_right(place, table),
        (Shape::Named(place), Value::Table(table)) => below(place, table),
        (Shape::Rows, Value::Table(rows)) => rows.entries.iter().all(|row| match &row.node.value {
            Value::Table(row) => below(Place::Cell, row),
            _ => true,
        }),
        (Shape::Many(place), Value::List(items)) => each(place, items),
        (Shape::Clauses, Value::List(items)) => each(Place::Whole, items),
        _ => true,
    }
}

fn mend(cx: &mut Cx, place: Place, table: &mut Table) {
    if table.entries.iter().any(|entry| strange(place, &entry.key.value)) {
        rename(cx, place, table);
    }
    for entry in &mut table.entries {
        if let Some(key) = key_of(place, &entry.key.value) {
            inside(cx, key.shape, &mut entry.node);
        }
    }
}

/// Mends the tables below a value.
fn inside(cx: &mut Cx, shape: Shape, node: &mut Node) {
    match (shape, &mut node.value) {
        (Shape::One(place), Value::Table(table)) => mend(cx, place, table),
        (Shape::Named(place), Value::Table(table)) => below(cx, place, table),
        (Shape::Rows, Value::Table(rows)) => {
            for row in &mut rows.entries {
                if let Value::Table(row) = &mut row.node.value {
                    below(cx, Place::Cell, row);
                }
            }
        }
        (Shape::Many(place), Value::List(items)) => tables(items).for_each(|table| mend(cx, place, table)),
        (Shape::Clauses, Value::List(items)) => tables(items).for_each(|table| mend(cx, Place::Whole, table)),
        _ => {}
    }
}

fn tables<'a, 's>(items: &'a mut [Node<'s>]) -> impl Iterator<Item = &'a mut Table<'s>> {
    items.iter_mut().filter_map(|item| match &mut item.value {
        Value::Table(table) => Some(table),
        _ => None,
    })
}

/// Mends tables whose names the author chose.
fn below(cx: &mut Cx, place: Place, table: &mut Table) {
    for entry in &mut table.entries {
        if let Value::Table(inner) = &mut entry.node.value {
            mend(cx, place, inner);
        }
    }
}

/// A key of a place, or of one that shares its keys with it.
fn key_of(place: Place, key: &str) -> Option<&'static Key> {
    keys_at(place).iter().find(|known| is_key(known.key, key)).or_else(|| shared(place, key))
}

/// A key of one of the places that share their keys with this one.
fn shared(place: Place, key: &str) -> Option<&'static Key> {
    place.shares().iter().find_map(|shared| key_of(*shared, key))
}

/// The keys of a place alone; the table of keys has its places in order.
fn keys_at(place: Place) -> &'static [Key] {
    let from = KEYS.partition_point(|known| known.place < place);
    let long = KEYS.get(from..).unwrap_or_default().iter().take_while(|known| known.place == place).count();
    KEYS.get(from..from + long).unwrap_or_default()
}

fn strange(place: Place, key: &str) -> bool {
    key_of(place, key).is_none() && !(place == Place::File && is_language(key)) && Unlawful::of(key).is_none()
}

/// Gives every key that nobody knows the name of the nearest that is free and whose values look like this one.
fn rename(cx: &mut Cx, place: Place, table: &mut Table) {
    if place == Place::Check {
        return rename_check(cx, table);
    }
    let mut free: Vec<&'static str> =
        names(place).into_iter().filter(|key| table.get(key).is_none() || joins(place, key)).collect();
    for at in 0..table.entries.len() {
        let Some(entry) = table.entries.get(at).filter(|entry| strange(place, &entry.key.value)) else { continue };
        let fits = |key: &&'static str| match key_of(place, key) {
            Some(known) => fits(known.shape, &entry.node.value),
            None => matches!(entry.node.value, Value::Table(_)),
        };
        let Some(near) = cx.near(&entry.key.value, free.iter().copied().filter(fits)) else { continue };
        cx.unknown_key(&entry.key, Some(near));
        free.retain(|key| *key != near || joins(place, key));
        if let Some(entry) = table.entries.get_mut(at) {
            entry.key.value = Cow::Borrowed(near);
        }
    }
    join(place, table);
}

/// Cards under a misspelt kind stand beside those under the right one.
fn join(place: Place, table: &mut Table) {
    let mut joined: Vec<Entry> = Vec::new();
    for entry in core::mem::take(&mut table.entries) {
        let same = |known: &&mut Entry| known.key.value == entry.key.value;
        let known = if joins(place, &entry.key.value) { joined.iter_mut().find(same) } else { None };
        let Some(known) = known else {
            joined.push(entry);
            continue;
        };
        if let (Value::Table(known), Value::Table(more)) = (&mut known.node.value, entry.node.value) {
            merge(known, more);
        }
    }
    table.entries = joined;
}

/// Puts the entries of one table into another; tables that both have are put together in turn.
fn merge<'s>(known: &mut Table<'s>, more: Table<'s>) {
    let names = known.entries.iter().enumerate().map(|(at, entry)| (entry.key.value.clone(), at));
    let names: BTreeMap<Cow<'_, str>, usize> = names.collect();
    for entry in more.entries {
        let at = names.get(&entry.key.value).and_then(|at| known.entries.get_mut(*at));
        match (at.map(|entry| &mut entry.node.value), entry.node.value) {
            (Some(Value::Table(known)), Value::Table(more)) => merge(known, more),
            (Some(_), _) => {}
            (None, value) => known.entries.push(Entry { node: Node { value, ..entry.node }, ..entry }),
        }
    }
}

/// Whether a key holds cards, or rows, that may stand in several pieces.
fn joins(place: Place, key: &str) -> bool {
    key_of(place, key).is_some_and(|known| matches!(known.shape, Shape::Named(_) | Shape::Rows | Shape::One(_)))
}

/// An attested item has one key of its own beside those that are known.
fn rename_check(cx: &mut Cx, table: &mut Table) {
    let own = table.entries.iter().filter(|entry| strange(Place::Check, &entry.key.value)).count();
    if own < 2 {
        return;
    }
    let free: Vec<&'static str> = names(Place::Check).into_iter().filter(|key| table.get(key).is_none()).collect();
    for entry in &mut table.entries {
        let Spanned { value, .. } = &entry.key;
        let known = key_of(Place::Check, value).is_some();
        let near = cx.near(value, free.iter().copied()).filter(|_| !known);
        if let Some(near) = near.filter(|_| matches!(entry.node.value, Value::YesNo(_))) {
            cx.unknown_key(&entry.key, Some(near));
            entry.key.value = Cow::Borrowed(near);
        }
    }
}

/// The keys of a place.
fn names(place: Place) -> Vec<&'static str> {
    if place == Place::File {
        return TOP.to_vec();
    }
    crate::schema::keys_of(place).into_iter().map(|key| key.key).collect()
}

/// Whether a value looks like those of a key.
fn fits(shape: Shape, value: &Value) -> bool {
    match shape {
        Shape::Text | Shape::Word(_) => matches!(value, Value::Text(_)),
        Shape::Whole(..) => matches!(value, Value::Whole(_)),
        Shape::YesNo | Shape::True => matches!(value, Value::YesNo(_)),
        Shape::Day => matches!(value, Value::Time(_)),
        Shape::Texts | Shape::Stops | Shape::Flows | Shape::Ladder | Shape::Many(_) | Shape::Days => {
            matches!(value, Value::List(_))
        }
        Shape::TextOrTexts | Shape::Clauses => matches!(value, Value::Text(_) | Value::List(_)),
        Shape::Count(..) => matches!(value, Value::Whole(_) | Value::Text(_)),
        Shape::Instant => matches!(value, Value::Time(_) | Value::Text(_)),
        Shape::Hours => matches!(value, Value::Text(_) | Value::Table(_)),
        Shape::Value => true,
        Shape::Pairs | Shape::Values | Shape::One(_) | Shape::Named(_) | Shape::Rows | Shape::Lists | Shape::Duty => {
            matches!(value, Value::Table(_))
        }
    }
}
