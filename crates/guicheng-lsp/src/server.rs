//! The loop: requests in, answers out, one after another. Checks take milliseconds; nothing runs beside them.

use crate::{
    actions::{actions, diagnostic},
    complete::{Choice, Known, complete},
    desk::{Desk, Kind, kind, path_of, side_findings},
    hover,
    place::{byte, range, whole},
    uses::{Spot, uses},
};
use guicheng_core::Procedure;
use guicheng_lang::{
    Diagnostic, Source,
    doc::{self, Table},
    format_text, load,
};
use guicheng_scenario::scenario;
use lsp_server::{Connection, Message, Notification, Request, Response};
use serde_json::{Value, json};
use std::{
    error::Error,
    path::{Path, PathBuf},
};

/// What is proved about a procedure beyond its file: the same as `check` proves.
pub type Prove = fn(&Source, &Procedure, &[Diagnostic]) -> Vec<Diagnostic>;

/// Serves an editor over standard input and output until it says goodbye.
///
/// # Errors
/// The editor broke the protocol, or a stream failed.
pub fn serve(prove: Prove) -> Result<(), Box<dyn Error + Send + Sync>> {
    let (connection, threads) = Connection::stdio();
    let capabilities = json!({
        "positionEncoding": "utf-16",
        "textDocumentSync": { "openClose": true, "change": 1, "save": true },
        "completionProvider": { "triggerCharacters": ["\"", "'", ".", "[", " "] },
        "hoverProvider": true,
        "definitionProvider": true,
        "referencesProvider": true,
        "renameProvider": { "prepareProvider": true },
        "documentFormattingProvider": true,
        "codeActionProvider": { "codeActionKinds": ["quickfix"] },
    });
    connection.initialize(capabilities)?;
    let mut server = Server { connection, desk: Desk::default(), prove };
    server.run()?;
    drop(server);
    threads.join()?;
    Ok(())
}

struct Server {
    connection: Connection,
    desk: Desk,
    prove: Prove,
}

/// A file as it is looked at.
struct View {
    path: PathBuf,
    source: Source,
    table: Table,
    kind: Kind,
}

impl Server {
    fn run(&mut self) -> Result<(), Box<dyn Error + Send + Sync>> {
        while let Ok(message) = self.connection.receiver.recv() {
            match message {
                Message::Request(request) => {
                    if self.connection.handle_shutdown(&request)? {
                        return Ok(());
                    }
                    let answer = self.answer(&request).unwrap_or(Value::Null);
                    self.connection.sender.send(Message::Response(Response::new_ok(request.id, answer)))?;
                }
                Message::Notification(told) => {
                    if self.heard(&told) {
                        self.publish()?;
                    }
                }
                Message::Response(_) => {}
            }
        }
        Ok(())
    }

    /// Takes a change over; whether findings may differ now.
    fn heard(&mut self, told: &Notification) -> bool {
        let text = |pointer: &str| told.params.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let Some(uri) = text("/textDocument/uri") else { return false };
        match told.method.as_str() {
            "textDocument/didOpen" => self.desk.put(&uri, text("/textDocument/text").unwrap_or_default()),
            "textDocument/didChange" => match text("/contentChanges/0/text") {
                Some(now) => self.desk.put(&uri, now),
                None => return false,
            },
            "textDocument/didClose" => {
                self.desk.close(&uri);
                self.send(&uri, Vec::new());
            }
            "textDocument/didSave" => {}
            _ => return false,
        }
        true
    }

    fn send(&self, uri: &str, diagnostics: Vec<Value>) {
        let params = json!({ "uri": uri, "diagnostics": diagnostics });
        let note = Notification { method: "textDocument/publishDiagnostics".into(), params };
        // An editor that has gone away is noticed where its messages are read.
        let _ = self.connection.sender.send(Message::Notification(note));
    }

    /// The findings of every open file: a changed side file changes those of others.
    fn publish(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        for uri in self.desk.uris() {
            let path = path_of(&uri);
            let Some(source) = self.desk.source(&path) else { continue };
            let found = self.findings(&path, &source);
            self.send(&uri, found.iter().map(|found| diagnostic(&source, &uri, found)).collect());
        }
        Ok(())
    }

    fn findings(&self, path: &Path, source: &Source) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        let Some(table) = doc::parse(source, &mut findings) else { return findings };
        match kind(&table) {
            Kind::Procedure => {
                let loaded = load(source, &self.desk.library(path));
                let mut all = loaded.findings;
                let proved = loaded.procedure.map(|procedure| (self.prove)(source, &procedure, &all));
                all.extend(proved.unwrap_or_default());
                all
            }
            Kind::Tests => scenario::parse(source).1,
            Kind::Org | Kind::Calendars | Kind::Clauses => {
                findings.extend(side_findings(&table));
                findings
            }
            Kind::Other => findings,
        }
    }

    fn answer(&self, request: &Request) -> Option<Value> {
        let params = &request.params;
        let uri = params.pointer("/textDocument/uri")?.as_str()?;
        let path = path_of(uri);
        let source = self.desk.source(&path)?;
        let at = params.get("position").map(|position| byte(&source, position));
        match request.method.as_str() {
            "textDocument/formatting" => {
                let text = format_text(&source.text)?;
                Some(json!([{ "range": whole(&source), "newText": text }]))
            }
            "textDocument/codeAction" => {
                let findings = self.findings(&path, &source);
                let end = |key: &str| params.pointer(key).map(|position| byte(&source, position));
                Some(json!(actions(&source, uri, &findings, end("/range/start")?, end("/range/end")?)))
            }
            "textDocument/completion" => Some(self.completion(self.view(path)?, at?)),
            "textDocument/hover" => self.hover(self.view(path)?, at?),
            "textDocument/definition" => self.definition(&self.view(path)?, at?),
            "textDocument/references" => {
                let spots = self.spots(&self.view(path)?, at?)?;
                let all: Vec<Value> = spots.iter().map(|(view, spot)| self.location(view, spot)).collect();
                Some(json!(all))
            }
            "textDocument/prepareRename" => {
                let view = self.view(path)?;
                let spot = spot_at(&view, at?)?;
                self.home(&view, &spot)?;
                Some(json!({ "range": range(&view.source, spot.span), "placeholder": spot.name }))
            }
            "textDocument/rename" => self.rename(&self.view(path)?, at?, params.get("newName")?.as_str()?),
            _ => None,
        }
    }

    fn view(&self, path: PathBuf) -> Option<View> {
        let source = self.desk.source(&path)?;
        let table = doc::parse(&source, &mut Vec::new())?;
        let kind = kind(&table);
        Some(View { path, source, table, kind })
    }

    /// The procedure that a file is or tests.
    fn procedure_of(&self, view: &View) -> Option<View> {
        if view.kind == Kind::Procedure {
            return self.view(view.path.clone());
        }
        let id = view.table.get("tests")?.node.table()?.get("procedure")?.node.text()?;
        let all = self.desk.beside(view.path.parent()?).into_iter().filter_map(|path| self.view(path));
        all.into_iter().find(|other| own_id(other).as_deref() == Some(id.as_str()))
    }

    /// The procedure and its scenarios, of which each may name what the other does.
    fn family(&self, view: &View) -> Vec<View> {
        let Some(procedure) = self.procedure_of(view) else { return Vec::new() };
        let id = own_id(&procedure);
        let folder = procedure.path.parent().map(Path::to_owned).unwrap_or_default();
        let tests = self.desk.beside(&folder).into_iter().filter_map(|path| self.view(path)).filter(|other| {
            let tested = || other.table.get("tests")?.node.table()?.get("procedure")?.node.text();
            other.kind == Kind::Tests && tested().map(|text| text.value.to_string()) == id
        });
        let tests: Vec<View> = tests.collect();
        core::iter::once(procedure).chain(tests).collect()
    }

    /// Where a name is defined.
    fn home(&self, view: &View, spot: &Spot) -> Option<(View, Spot)> {
        let procedure = self.procedure_of(view)?;
        let defined = uses(&procedure.source, &procedure.table, false).into_iter();
        let own = defined.into_iter().find(|other| other.defines && same(other, spot))?;
        Some((procedure, own))
    }

    fn definition(&self, view: &View, at: usize) -> Option<Value> {
        let spot = spot_at(view, at)?;
        let (home, own) = self.home(view, &spot)?;
        Some(self.location(&home, &own))
    }

    fn location(&self, view: &View, spot: &Spot) -> Value {
        json!({ "uri": self.desk.uri(&view.path), "range": range(&view.source, spot.span) })
    }

    /// Every place of the name at the cursor, where its definition is known.
    fn spots(&self, view: &View, at: usize) -> Option<Vec<(View, Spot)>> {
        let spot = spot_at(view, at)?;
        self.home(view, &spot)?;
        let mut all = Vec::new();
        for file in self.family(view) {
            let found = uses(&file.source, &file.table, file.kind == Kind::Tests);
            for own in found.into_iter().filter(|other| same(other, &spot)) {
                let again = self.view(file.path.clone())?;
                all.push((again, own));
            }
        }
        Some(all)
    }

    fn rename(&self, view: &View, at: usize, to: &str) -> Option<Value> {
        let plain = !to.is_empty() && to.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        if !plain {
            return None;
        }
        let mut changes = serde_json::Map::new();
        for (file, spot) in self.spots(view, at)? {
            let edit = json!({ "range": range(&file.source, spot.span), "newText": to });
            let edits = changes.entry(self.desk.uri(&file.path)).or_insert_with(|| json!([]));
            edits.as_array_mut()?.push(edit);
        }
        Some(json!({ "changes": changes }))
    }

    fn hover(&self, view: View, at: usize) -> Option<Value> {
        let library = self.desk.library(&view.path);
        let found = self.findings(&view.path, &view.source);
        let code = found.iter().find(|f| f.primary.range().contains(&at)).and_then(|f| hover::of_code(f.code()));
        let procedure =
            || self.procedure_of(&view).and_then(|own| load(&own.source, &self.desk.library(&own.path)).procedure);
        let of_name = || {
            let spot = spot_at(&view, at)?;
            let own = self.procedure_of(&view)?;
            hover::of_name(&spot, &own.table, &library, procedure().as_ref())
        };
        let of_key = || {
            let (section, around, key) = key_at(&view, at)?;
            if (key.as_str(), around.as_deref()) == ("procedure", None) {
                return procedure().as_ref().map(hover::picture);
            }
            hover::of_key(&section, around.as_deref(), &key)
        };
        let text = of_name().or_else(of_key);
        let parts: Vec<String> = text.into_iter().chain(code).collect();
        (!parts.is_empty()).then(|| json!({ "contents": { "kind": "markdown", "value": parts.join("\n\n---\n\n") } }))
    }

    fn completion(&self, view: View, at: usize) -> Value {
        let library = self.desk.library(&view.path);
        let tests = view.kind == Kind::Tests;
        let procedure = self.procedure_of(&view);
        let table = procedure.as_ref().map_or(&view.table, |own| &own.table);
        let source = procedure.as_ref().map_or(&view.source, |own| &own.source);
        let defined: Vec<(Spot, String)> = uses(source, table, false)
            .into_iter()
            .filter(|spot| spot.defines)
            .map(|spot| {
                let title = title(table, &spot);
                (spot, title)
            })
            .collect();
        let clauses = library.clauses.iter().flat_map(|register| &register.clauses);
        let org = library.org.iter();
        let known = Known {
            defined: &defined,
            options: &options(table),
            clauses: clauses.map(|(id, clause)| (id.to_string(), clause.label.title.to_string())).collect(),
            calendars: library.calendars.iter().map(|calendar| calendar.id.to_string()).collect(),
            sources: org
                .flat_map(|org| {
                    let rosters = org.rosters.iter().map(|roster| format!("roster:{}", roster.id));
                    let posts = org.posts.iter().map(|post| format!("post:{}", post.id));
                    rosters.chain(posts).chain(org.groups.iter().map(|group| format!("group:{}", group.id)))
                })
                .collect(),
            tests,
        };
        json!(complete(view.source.text.get(..at).unwrap_or_default(), &known))
    }
}

fn same(one: &Spot, other: &Spot) -> bool {
    (one.space, &one.name) == (other.space, &other.name)
}

fn spot_at(view: &View, at: usize) -> Option<Spot> {
    let all = uses(&view.source, &view.table, view.kind == Kind::Tests);
    all.into_iter().find(|spot| spot.span.range().start <= at && at <= spot.span.range().end)
}

fn own_id(view: &View) -> Option<String> {
    Some(view.table.get("procedure")?.node.table()?.get("id")?.node.text()?.value.to_string())
}

fn title(table: &Table, spot: &Spot) -> String {
    let kinds =
        ["step", "route", "choice", "wait", "call", "lookup", "hold", "on", "fields", "roles", "clock", "notice"];
    let card = |kind: &&str| table.get(kind)?.node.table()?.get(&spot.name)?.node.table()?.get("title")?.node.text();
    let own = kinds.iter().filter(|kind| crate::names::space_of(kind) == Some(spot.space)).find_map(card);
    own.map(|title| title.value.to_string()).unwrap_or_default()
}

fn options(table: &Table) -> Vec<Choice> {
    let fields = table.get("fields").and_then(|fields| fields.node.table());
    let mut all = Vec::new();
    for field in fields.iter().flat_map(|fields| &fields.entries) {
        let options = || field.node.table()?.get("options")?.node.table();
        for option in options().iter().flat_map(|options| &options.entries) {
            let title = option.node.text().map(|title| title.value.to_string()).unwrap_or_default();
            all.push(Choice { field: field.key.value.to_string(), option: option.key.value.to_string(), title });
        }
    }
    all
}

/// The key at a byte: its section, the key of the table around it, itself.
fn key_at(view: &View, at: usize) -> Option<(String, Option<String>, String)> {
    fn look(table: &Table, at: usize, path: &mut Vec<String>) -> bool {
        for entry in &table.entries {
            let span = entry.key.span.range();
            path.push(entry.key.value.to_string());
            if (span.start..=span.end).contains(&at) {
                return true;
            }
            let inner = entry.node.table().into_iter();
            let listed = entry.node.list().into_iter().flatten().filter_map(doc::Node::table);
            if inner.chain(listed).any(|inner| look(inner, at, path)) {
                return true;
            }
            path.pop();
        }
        false
    }
    let mut path = Vec::new();
    if !look(&view.table, at, &mut path) {
        return None;
    }
    let key = path.last()?.clone();
    let section = path.first()?.clone();
    // section, card, key; a fourth stands in a table of the card.
    let around = (path.len() >= 4).then(|| path.get(path.len() - 2).cloned()).flatten();
    Some((section, around, key))
}
