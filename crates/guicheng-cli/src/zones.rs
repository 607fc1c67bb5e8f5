//! Zone rules as files of their own: what their digest is over, so that a newer time-zone database changes nothing.

use guicheng_core::{Timestamp, Zone};
use guicheng_history::{
    canonical::{Json, Writer, parse},
    sha256,
};

/// The rules as canonical JSON; its SHA-256 is the digest that cases pin.
pub(crate) fn text(zone: &Zone) -> String {
    let mut out = Writer::default();
    out.open();
    out.key("changes");
    out.open_list();
    for (at, offset) in &zone.changes {
        out.item();
        out.open_list();
        for number in [at.0, *offset] {
            out.item();
            out.int(number);
        }
        out.close_list();
    }
    out.close_list();
    out.key("first");
    out.int(zone.first);
    out.key("name");
    out.text(&zone.name);
    out.close();
    out.finish()
}

/// Reads them.
pub(crate) fn read(text: &str) -> Option<Zone> {
    let json = parse(text).ok()?;
    let Json::Object(pairs) = &json else { return None };
    let [(changes, Json::List(list)), (first, Json::Int(offset)), (name, Json::Text(own))] = pairs.as_slice() else {
        return None;
    };
    if changes != "changes" || first != "first" || name != "name" {
        return None;
    }
    let change = |item: &Json<'_>| match item {
        Json::List(two) => match two.as_slice() {
            [Json::Int(at), Json::Int(offset)] => Some((Timestamp(*at), *offset)),
            _ => None,
        },
        Json::Null | Json::Bool(_) | Json::Int(_) | Json::Text(_) | Json::Object(_) => None,
    };
    let changes: Option<Vec<_>> = list.iter().map(change).collect();
    Some(Zone { name: (**own).into(), first: *offset, changes: changes?.into(), digest: sha256(text.as_bytes()) })
}
