//! What the editor shows beside the cursor: what a card says, its clauses in our own words, the outline of the procedure.

use crate::{names::Space, uses::Spot};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use guicheng_core::{Procedure, ScopeId, Work};
use guicheng_lang::{
    Lang, Library,
    doc::{Node, Table},
    explain,
    schema::{Place, Shape, keys_of},
};
use serde_json::{Value, json};

/// What an editor can show beside the cursor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shows {
    /// Plain text.
    Text,
    /// Markdown; an image would be shown as its letters.
    Markdown,
    /// Markdown with images.
    Pictures,
}

/// Editors drop a text that is longer.
const LONGEST: usize = 90_000;

impl Shows {
    /// As an editor says when it begins: it shows images if it names what it reads Markdown with, as browsers do, or says
    /// so itself (`initializationOptions.pictures`).
    pub(crate) fn of(about: &Value) -> Self {
        let forms = about.pointer("/capabilities/textDocument/hover/contentFormat").and_then(Value::as_array);
        let pictures = about.pointer("/initializationOptions/pictures").and_then(Value::as_bool);
        let reader = about.pointer("/capabilities/general/markdown/parser").is_some();
        match (forms, pictures) {
            (_, Some(true)) => Self::Pictures,
            (Some(forms), _) if !forms.iter().any(|form| form == "markdown") => Self::Text,
            (Some(_), None) if reader => Self::Pictures,
            (Some(_) | None, _) => Self::Markdown,
        }
    }

    /// A text as the editor takes it.
    pub(crate) fn contents(self, text: &str) -> Value {
        match self {
            Self::Markdown | Self::Pictures => json!({ "kind": "markdown", "value": text }),
            Self::Text => {
                json!({ "kind": "plaintext", "value": text.replace("**", "").replace("```text\n", "").replace("```toml\n", "").replace("```", "") })
            }
        }
    }
}

/// What is known of a name.
pub(crate) fn of_name(
    spot: &Spot,
    table: &Table,
    library: &Library,
    procedure: Option<&Procedure>,
    shows: Shows,
) -> Option<String> {
    if spot.space == Space::Procedure {
        let title = crate::estate::title(table, spot).unwrap_or_default();
        let picture = procedure.map(|procedure| whole(procedure, shows)).unwrap_or_default();
        return Some(format!("**{title}** `{}`\n\n{picture}", spot.name));
    }
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
    let scope = procedure.and_then(|procedure| scope_of(procedure, kind, &spot.name));
    if let (Some(procedure), Some(scope)) = (procedure, scope) {
        out.push_str(&format!("\n\n{}", route(procedure, scope, kind == "route", shows)));
    }
    Some(out)
}

/// The route that a card is, or that it lies in.
fn scope_of(p: &Procedure, kind: &str, name: &str) -> Option<ScopeId> {
    let named = |label: &guicheng_core::Label| &*label.id == name;
    if kind == "route" {
        return p.names.scopes.find(named).or_else(|| (name == "main").then_some(p.graph.root));
    }
    if !matches!(kind, "step" | "wait" | "call" | "lookup" | "choice" | "gate") {
        return None;
    }
    let step = p.names.steps.find(named);
    let own = |work: Work| step.is_some_and(|step| work == Work::Step(step));
    let node = p.graph.nodes.values().find(|node| own(node.work)).map(|node| node.scope);
    node.or_else(|| p.graph.nodes.get(p.names.nodes.find(named)?).map(|node| node.scope))
}

/// A route as a picture where the editor shows one; else, for a route, the outline of the procedure.
fn route(p: &Procedure, scope: ScopeId, itself: bool, shows: Shows) -> String {
    let drawn = || image(&guicheng_draw::svg_route(p, scope, guicheng_draw::Lang::Zh));
    match shows {
        Shows::Pictures => drawn().unwrap_or_else(|| outline(p)),
        Shows::Markdown | Shows::Text if itself => outline(p),
        Shows::Markdown | Shows::Text => String::new(),
    }
}

/// The whole procedure: its picture if that is not too long to show, else its outline.
pub(crate) fn whole(p: &Procedure, shows: Shows) -> String {
    let drawn = (shows == Shows::Pictures).then(|| image(&guicheng_draw::svg(p, guicheng_draw::Lang::Zh))).flatten();
    drawn.unwrap_or_else(|| outline(p))
}

/// A picture inside of Markdown; none if it is too long.
fn image(svg: &str) -> Option<String> {
    let data = BASE64_STANDARD.encode(svg);
    (data.len() < LONGEST).then(|| format!("![流程图](data:image/svg+xml;base64,{data})"))
}

fn outline(p: &Procedure) -> String {
    format!("```text\n{}```", guicheng_draw::outline(p, guicheng_draw::Lang::Zh))
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
fn card<'t>(spot: &Spot, table: &'t Table<'t>) -> Option<(&'static str, &'t Table<'t>)> {
    spot.space
        .tables()
        .iter()
        .find_map(|kind| Some((*kind, table.get(kind)?.node.table()?.get(&spot.name)?.node.table()?)))
}

fn texts(node: &Node) -> Vec<String> {
    let one = core::slice::from_ref(node);
    let items = node.list().unwrap_or(one);
    items.iter().filter_map(Node::text).map(|text| text.value.to_string()).collect()
}

fn shown(node: &Node) -> String {
    texts(node).join("、")
}
