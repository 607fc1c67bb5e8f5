//! What the editor shows beside the cursor: what a card says, its clauses in our own words, the outline of the procedure.

use crate::{names::Space, uses::Spot};
use guicheng_core::Procedure;
use guicheng_lang::{
    Lang, Library,
    doc::{Node, Table},
    explain,
    schema::{Place, Shape, keys_of},
};

/// What is known of a name.
pub(crate) fn of_name(spot: &Spot, table: &Table, library: &Library, procedure: Option<&Procedure>) -> Option<String> {
    if spot.space == Space::Clause {
        let clause = library.clauses.as_ref()?.clauses.get(spot.name.as_str())?;
        let en = clause.label.en.as_deref().unwrap_or_default();
        return Some(format!("**{}** {}\n\n{en}", spot.name, clause.label.title));
    }
    let (kind, card) = card(spot, table)?;
    let text = |key: &str| card.get(key).and_then(|entry| entry.node.text()).map(|text| text.value.to_string());
    let mut out = format!("**{}** `{kind}.{}`", text("title").unwrap_or_else(|| spot.name.clone()), spot.name);
    for key in ["who", "fill", "from", "until", "limit", "must", "text", "type"] {
        if let Some(value) = card.get(key).map(|entry| shown(&entry.node)).filter(|value| !value.is_empty()) {
            let meaning = place(kind).and_then(|place| keys_of(place).into_iter().find(|known| known.key == key));
            out.push_str(&format!("\n- {}：{value}", meaning.map_or(key, |known| known.zh)));
        }
    }
    let clauses = card.get("clause").map(|entry| texts(&entry.node)).unwrap_or_default();
    for id in clauses {
        let known = library.clauses.as_ref().and_then(|register| register.clauses.get(id.as_str()));
        let words = known.map_or("条款登记里没有", |clause| &*clause.label.title);
        out.push_str(&format!("\n- 条款 {id}：{words}"));
    }
    if let (true, Some(procedure)) = (kind == "route", procedure) {
        out.push_str(&format!("\n\n{}", picture(procedure)));
    }
    Some(out)
}

/// The procedure as an outline.
pub(crate) fn picture(procedure: &Procedure) -> String {
    format!("```text\n{}```", guicheng_draw::outline(procedure, guicheng_draw::Lang::Zh))
}

/// What a key means.
pub(crate) fn of_key(section: &str, around: Option<&str>, key: &str) -> Option<String> {
    let place = place(section)?;
    let place = around.and_then(|around| {
        let known = keys_of(place).into_iter().find(|known| known.key == around)?;
        match known.shape {
            Shape::One(inner) | Shape::Many(inner) => Some(inner),
            _ => None,
        }
    });
    let place = place.or(self::place(section))?;
    let known = keys_of(place).into_iter().find(|known| known.key == key)?;
    let example = match known.example {
        "" => String::new(),
        example => format!("\n\n```toml\n{key} = {example}\n```"),
    };
    Some(format!("**{key}** {}\n\n{}{example}", known.zh, known.en))
}

/// The page of a finding.
pub(crate) fn of_code(code: &str) -> Option<String> {
    let page = explain::page(code)?;
    let (why, mend) = (page.why.of(Lang::Zh), page.mend.of(Lang::Zh));
    Some(format!("**{code}** {}。{why}。\n\n改法：{mend}。", page.what.of(Lang::Zh)))
}

fn place(section: &str) -> Option<Place> {
    keys_of(Place::File).into_iter().find(|key| key.key == section).and_then(|key| match key.shape {
        Shape::Named(place) | Shape::One(place) => Some(place),
        _ => None,
    })
}

/// The card of a name, and its kind.
fn card<'t>(spot: &Spot, table: &'t Table) -> Option<(&'static str, &'t Table)> {
    let kinds: &[&str] = match spot.space {
        Space::Card => &["step", "route", "choice", "gate", "wait", "call", "lookup", "hold", "on"],
        Space::Field => &["fields"],
        Space::Role => &["roles"],
        Space::Clock => &["clock"],
        Space::Table => &["table"],
        Space::Register => &["register"],
        Space::Notice => &["notice"],
        Space::Event => &["events"],
        Space::Rule => &["rule"],
        Space::Calendar | Space::Clause | Space::Procedure => &[],
    };
    kinds.iter().find_map(|kind| Some((*kind, table.get(kind)?.node.table()?.get(&spot.name)?.node.table()?)))
}

fn texts(node: &Node) -> Vec<String> {
    let one = core::slice::from_ref(node);
    let items = node.list().unwrap_or(one);
    items.iter().filter_map(Node::text).map(|text| text.value.to_string()).collect()
}

fn shown(node: &Node) -> String {
    texts(node).join("、")
}
