//! The loop: requests in, answers out, one after another. Checks take milliseconds; nothing runs beside them.

use crate::{
    actions::{actions, diagnostic},
    complete::{Choice, Known, complete},
    desk::{Desk, Kind, kind, path_of, side_findings},
    estate::{Estate, View, title},
    hint::hints,
    hover,
    names::Space,
    place::{byte, range, whole},
    uses::Spot,
};
use guicheng_core::{Procedure, Timestamp};
use guicheng_lang::{
    Diagnostic, Source,
    doc::{self, Table},
    format_text, load, load_to_run,
};
use guicheng_scenario::scenario;
use lsp_server::{Connection, Message, Notification, Request, Response};
use serde_json::{Value, json};
use std::{
    error::Error,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
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
        "inlayHintProvider": true,
    });
    let editor = connection.initialize(capabilities)?;
    let mut server = Server { connection, desk: Desk::default(), prove, shows: hover::Shows::of(&editor) };
    server.run()?;
    drop(server);
    threads.join()?;
    Ok(())
}

/// The protocol's number for a request that was understood and cannot be done.
const REQUEST_FAILED: i32 = -32803;

struct Server {
    connection: Connection,
    desk: Desk,
    prove: Prove,
    shows: hover::Shows,
}

impl Server {
    fn run(&mut self) -> Result<(), Box<dyn Error + Send + Sync>> {
        while let Ok(message) = self.connection.receiver.recv() {
            match message {
                Message::Request(request) => {
                    if self.connection.handle_shutdown(&request)? {
                        return Ok(());
                    }
                    let answer = match self.answer(&request) {
                        Ok(answer) => Response::new_ok(request.id, answer.unwrap_or(Value::Null)),
                        Err(why) => Response::new_err(request.id, REQUEST_FAILED, why),
                    };
                    self.connection.sender.send(Message::Response(answer))?;
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

    /// What an editor asked for; what cannot be done is said in words.
    fn answer(&self, request: &Request) -> Result<Option<Value>, String> {
        let text = |pointer: &str| request.params.pointer(pointer).and_then(Value::as_str);
        let Some(path) = text("/textDocument/uri").map(path_of) else { return Ok(None) };
        if request.method == "textDocument/rename" {
            let estate = Estate::of(&self.desk, &path);
            let at = self.desk.source(&path).zip(request.params.get("position")).map(|(source, at)| byte(&source, at));
            let spot = estate.view(&path).zip(at).and_then(|(view, at)| view.spot_at(at));
            let to = text("/newName").unwrap_or_default();
            return spot.map(|spot| estate.rename(&self.desk, spot, to)).transpose();
        }
        Ok(self.told(request, &path))
    }

    fn told(&self, request: &Request, path: &Path) -> Option<Value> {
        let params = &request.params;
        let source = self.desk.source(path)?;
        let at = params.get("position").map(|position| byte(&source, position));
        let end = |key: &str| params.pointer(key).map(|position| byte(&source, position));
        match request.method.as_str() {
            "textDocument/formatting" => {
                let text = format_text(&source.text)?;
                return Some(json!([{ "range": whole(&source), "newText": text }]));
            }
            "textDocument/codeAction" => {
                let findings = self.findings(path, &source);
                let uri = params.pointer("/textDocument/uri")?.as_str()?;
                return Some(json!(actions(&source, uri, &findings, end("/range/start")?, end("/range/end")?)));
            }
            _ => {}
        }
        let estate = Estate::of(&self.desk, path);
        let view = estate.view(path)?;
        match request.method.as_str() {
            "textDocument/completion" => Some(self.completion(&estate, view, at?)),
            "textDocument/hover" => self.hover(&estate, view, at?),
            "textDocument/definition" => {
                let (home, own) = estate.home(view.spot_at(at?)?)?;
                Some(self.location(home, own))
            }
            "textDocument/references" => {
                let places = estate.places(view.spot_at(at?)?);
                let all: Vec<Value> = places.iter().map(|(view, spot)| self.location(view, spot)).collect();
                (!all.is_empty()).then(|| json!(all))
            }
            "textDocument/prepareRename" => {
                let spot = view.spot_at(at?)?;
                estate.home(spot)?;
                Some(json!({ "range": range(&view.source, spot.span), "placeholder": spot.name }))
            }
            "textDocument/inlayHint" => {
                let within = end("/range/start")?..end("/range/end")? + 1;
                Some(json!(hints(&estate, view, &self.desk.library(path), &within, now())))
            }
            _ => None,
        }
    }

    fn location(&self, view: &View, spot: &Spot) -> Value {
        json!({ "uri": self.desk.uri(&view.path), "range": range(&view.source, spot.span) })
    }

    fn hover(&self, estate: &Estate, view: &View, at: usize) -> Option<Value> {
        let library = self.desk.library(&view.path);
        let found = self.findings(&view.path, &view.source);
        let code = found.iter().find(|f| f.primary.range().contains(&at)).and_then(|f| hover::of_code(f.code()));
        let compiled = |own: &View| load_to_run(&own.source, &self.desk.library(&own.path)).ok();
        let of_name = || {
            let spot = view.spot_at(at)?;
            let (home, _) = estate.home(spot)?;
            let procedure = if home.kind == Kind::Procedure { compiled(home) } else { None };
            hover::of_name(spot, &home.table, &library, procedure.as_ref(), self.shows)
        };
        let of_key = || {
            let (section, around, key) = key_at(view, at)?;
            if (key.as_str(), around.as_deref()) == ("procedure", None) {
                return compiled(estate.procedure_of(view)?).map(|procedure| hover::whole(&procedure, self.shows));
            }
            hover::of_key(&section, around.as_deref(), &key)
        };
        let text = of_name().or_else(of_key);
        let parts: Vec<String> = text.into_iter().chain(code).collect();
        (!parts.is_empty()).then(|| json!({ "contents": self.shows.contents(&parts.join("\n\n---\n\n")) }))
    }

    fn completion(&self, estate: &Estate, view: &View, at: usize) -> Value {
        let library = self.desk.library(&view.path);
        let before = view.source.text.get(..at).unwrap_or_default();
        let tests = view.kind == Kind::Tests;
        let own = estate.procedure_of(view).unwrap_or(view);
        let titled = |view: &View| -> Vec<(Spot, String)> {
            let defined = view.spots.iter().filter(|spot| spot.defines);
            defined.map(|spot| (spot.clone(), title(&view.table, spot).unwrap_or_default())).collect()
        };
        // Every procedure may be called; the fields of the one that a call opens are what it is given.
        let mut defined = titled(own);
        let others = estate.views.iter().filter(|other| other.kind == Kind::Procedure && other.path != own.path);
        defined.extend(others.flat_map(titled).filter(|(spot, _)| spot.space == Space::Procedure));
        let called = crate::complete::called(before).and_then(|id| estate.procedure(id));
        let clauses = library.clauses.iter().flat_map(|register| &register.clauses);
        let org = library.org.iter();
        let known = Known {
            defined: &defined,
            called: &called.map(titled).unwrap_or_default(),
            options: &options(&own.table),
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
        json!(complete(before, &known))
    }
}

/// This instant.
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    Timestamp(i64::try_from(since).unwrap_or(0))
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
