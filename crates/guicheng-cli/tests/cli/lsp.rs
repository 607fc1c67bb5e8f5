//! `lsp`: an editor's messages, framed by hand over the process's own pipes.

use super::Desk;
use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// An editor that has started the server.
struct Editor {
    server: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    number: i64,
    /// What was published last, by uri.
    published: Vec<(String, Value)>,
}

impl Editor {
    fn start(desk: &Desk) -> Self {
        Self::able(desk, &json!({}))
    }

    /// An editor with these capabilities.
    fn able(desk: &Desk, able: &Value) -> Self {
        let mut server = Command::new(env!("CARGO_BIN_EXE_guicheng"))
            .args(["lsp", "--stdio"])
            .current_dir(&desk.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (to, from) = (server.stdin.take().unwrap(), BufReader::new(server.stdout.take().unwrap()));
        let mut editor = Self { server, to, from, number: 0, published: Vec::new() };
        let about = json!({ "capabilities": able, "processId": null, "rootUri": null });
        let about = editor.ask("initialize", about);
        assert_eq!(about["capabilities"]["renameProvider"]["prepareProvider"], true);
        editor.tell("initialized", json!({}));
        editor
    }

    fn write(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.to, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        self.to.flush().unwrap();
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.from.read_line(&mut line).unwrap() > 0, "the server went away");
            match line.trim().strip_prefix("Content-Length: ") {
                Some(number) => length = number.parse().unwrap(),
                None if line.trim().is_empty() => break,
                None => {}
            }
        }
        let mut bytes = vec![0; length];
        self.from.read_exact(&mut bytes).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.write(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        let answer = self.answer(method, params);
        assert_eq!(answer.get("error"), None, "{method}");
        answer["result"].clone()
    }

    /// The whole answer, which may be a refusal.
    fn answer(&mut self, method: &str, params: Value) -> Value {
        self.number += 1;
        let id = self.number;
        self.write(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let message = self.read();
            if message["id"] == id {
                return message;
            }
            self.note(&message);
        }
    }

    fn note(&mut self, message: &Value) {
        if message["method"] == "textDocument/publishDiagnostics" {
            let uri = message["params"]["uri"].as_str().unwrap().to_owned();
            self.published.retain(|(other, _)| *other != uri);
            self.published.push((uri, message["params"]["diagnostics"].clone()));
        }
    }

    /// Shows a text to the server; what it finds.
    fn show(&mut self, uri: &str, text: &str, first: bool) -> Value {
        self.published.retain(|(other, _)| other != uri);
        if first {
            let document = json!({ "uri": uri, "languageId": "toml", "version": 1, "text": text });
            self.tell("textDocument/didOpen", json!({ "textDocument": document }));
        } else {
            let changes = json!([{ "text": text }]);
            self.tell(
                "textDocument/didChange",
                json!({ "textDocument": { "uri": uri, "version": 2 }, "contentChanges": changes }),
            );
        }
        loop {
            if let Some((_, found)) = self.published.iter().find(|(other, _)| other == uri) {
                return found.clone();
            }
            let message = self.read();
            self.note(&message);
        }
    }

    fn at(&mut self, method: &str, uri: &str, position: &Value) -> Value {
        self.ask(method, json!({ "textDocument": { "uri": uri }, "position": position }))
    }

    fn stop(mut self) {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        assert!(self.server.wait().unwrap().success());
    }
}

/// Where a piece of a text ends, as editors count: lines from 0, UTF-16 units.
fn after(text: &str, piece: &str) -> Value {
    let end = text.find(piece).unwrap_or_else(|| panic!("{piece} is not there")) + piece.len();
    let before = &text[..end];
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap().encode_utf16().count();
    json!({ "line": line, "character": column })
}

fn labels(items: &Value) -> Vec<&str> {
    items.as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect()
}

/// Carries the edits of one file out.
fn edited(text: &str, edits: &Value) -> String {
    let byte = |position: &Value| {
        let line = usize::try_from(position["line"].as_u64().unwrap()).unwrap();
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let mut units = position["character"].as_u64().unwrap();
        let inside = text[start..].char_indices().find(|(_, c)| {
            let here = units == 0;
            units = units.saturating_sub(c.len_utf16() as u64);
            here
        });
        inside.map_or(text.len(), |(at, _)| start + at)
    };
    let mut all: Vec<(usize, usize, &str)> = edits
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (byte(&e["range"]["start"]), byte(&e["range"]["end"]), e["newText"].as_str().unwrap()))
        .collect();
    all.sort_unstable();
    let mut out = text.to_owned();
    for (from, to, with) in all.into_iter().rev() {
        out.replace_range(from..to, with);
    }
    out
}

fn desk(name: &str) -> (Desk, String, String, String) {
    let desk = Desk::new(name);
    desk.ok("new parking --title 停车证");
    desk.write("clauses.toml", include_str!("../../../guicheng-lang/tests/explain/clauses.toml"));
    let text = fs::read_to_string(desk.path("parking/parking.toml")).unwrap();
    let text = text.replace("fill = [\"outcome\"]", "clause = [\"4.1.1\"]\nfill = [\"outcome\"]");
    desk.write("parking/parking.toml", &text);
    let uri = format!("file://{}", desk.path("parking/parking.toml").display());
    let tests = format!("file://{}", desk.path("parking/parking.test.toml").display());
    (desk, text, uri, tests)
}

#[test]
fn findings_come_as_one_types_and_mend_themselves() {
    let (desk, text, uri, _) = desk("lsp-findings");
    let mut editor = Editor::start(&desk);
    assert_eq!(editor.show(&uri, &text, true), json!([]), "the good file is clean");
    // 𠮷 takes two units: what stands behind it must not move.
    let bad = text.replace(
        "title = \"答复\"\nwho = \"receptionist\"",
        "title = \"答复\"\ntell = [\"𠮷\", \"x\"]\nwho = \"recptionist\"",
    );
    let found = editor.show(&uri, &bad, false);
    let found = found.as_array().unwrap();
    assert_eq!(found.iter().map(|f| f["code"].as_str().unwrap()).collect::<Vec<_>>(), ["T003", "T003", "T003"]);
    assert_eq!(found[1]["range"]["start"]["character"], 14, "{}", found[1]);
    let message = found[2]["message"].as_str().unwrap();
    assert!(
        message.starts_with("没有叫 `recptionist` 的角色\n建议：是不是 `receptionist`？\nthere is no role"),
        "{message}"
    );
    let params =
        json!({ "textDocument": { "uri": uri }, "range": found[2]["range"], "context": { "diagnostics": [] } });
    let actions = editor.ask("textDocument/codeAction", params);
    assert_eq!(actions[0]["title"], "改成 `receptionist`");
    let mended = edited(&bad, &actions[0]["edit"]["changes"][&uri]).replace("tell = [\"𠮷\", \"x\"]\n", "");
    assert_eq!(mended, text);
    assert_eq!(editor.show(&uri, &mended, false), json!([]));
    let stuck = "[procedure]\nid = \"n\"\nversion = 1\n[graph]\nstart = \"a\"\nflows = [[\"a\", \"b\"], [\"a\", \"c\"], [\"b\", \"m\"], [\"c\", \"m\"], [\"m\", \"d\"]]\n[gate.a]\nsplit = \"one\"\n[gate.m]\njoin = \"all\"\n";
    let found = editor.show(&uri, stuck, false);
    assert!(found.as_array().unwrap().iter().any(|f| f["code"] == "G025"), "what check proves is told too: {found}");
    let unsaved = editor.show(&uri, &text, false);
    assert_eq!(unsaved, json!([]));
    let untidy = text.replace("version = 1", "version   =  1");
    editor.show(&uri, &untidy, false);
    let laid = editor.ask("textDocument/formatting", json!({ "textDocument": { "uri": uri }, "options": {} }));
    assert_eq!(laid[0]["newText"], text);
    editor.stop();
}

#[test]
fn side_files_in_the_editor_count_before_those_on_disk() {
    let (desk, text, uri, _) = desk("lsp-side");
    let mut editor = Editor::start(&desk);
    editor.show(&uri, &text, true);
    let org = format!("file://{}", desk.path("org.toml").display());
    let without = fs::read_to_string(desk.path("org.toml")).unwrap().replace("receptionists = ", "others = ");
    editor.published.clear();
    editor.show(&org, &without, true);
    while !editor.published.iter().any(|(other, _)| *other == uri) {
        let message = editor.read();
        editor.note(&message);
    }
    let found = editor.published.iter().find(|(other, _)| *other == uri).unwrap().1.clone();
    assert_eq!(found[0]["code"], "R012", "the organisation as it stands in the editor has no such group: {found}");
    editor.stop();
}

#[test]
fn names_are_offered_found_and_changed_everywhere() {
    let (desk, text, uri, tests) = desk("lsp-names");
    let mut editor = Editor::start(&desk);
    editor.show(&uri, &text, true);
    let role = editor.at("textDocument/completion", &uri, &after(&text, "[step.reply]\ntitle = \"答复\"\nwho = \""));
    assert!(labels(&role).contains(&"receptionist") && labels(&role).contains(&"manager"), "{role}");
    let stops = editor.at("textDocument/completion", &uri, &after(&text, "steps = [\"receive\", \""));
    assert!(labels(&stops).contains(&"handle") && !labels(&stops).contains(&"manager"), "{stops}");
    let field = editor.at("textDocument/completion", &uri, &after(&text, "fill = [\"matter\", \""));
    assert!(labels(&field).contains(&"outcome"), "{field}");
    let word = editor.at("textDocument/completion", &uri, &after(&text, "matter = { type = \""));
    assert!(labels(&word).contains(&"choice"), "{word}");
    let typed = text.replace("[step.handle]\n", "[step.handle]\n\n");
    editor.show(&uri, &typed, false);
    let key = editor.at("textDocument/completion", &uri, &after(&typed, "[step.handle]\n"));
    assert!(labels(&key).contains(&"opens_when") && labels(&key).contains(&"together"), "{key}");
    let typed = text.replace("[step.handle]\n", "[step.handle]\nonly_if = \"kind == '\"\n");
    editor.show(&uri, &typed, false);
    let option = editor.at("textDocument/completion", &uri, &after(&typed, "only_if = \"kind == '"));
    assert_eq!(labels(&option), ["at_once", "manager"]);
    editor.show(&uri, &text, false);

    let there = editor.at("textDocument/definition", &uri, &after(&text, "until = \"step.rep"));
    assert_eq!(there["range"]["end"], after(&text, "[step.reply"));
    let story = fs::read_to_string(desk.path("parking/parking.test.toml")).unwrap();
    editor.show(&tests, &story, true);
    let home = editor.at("textDocument/definition", &tests, &after(&story, "does = \"rece"));
    assert_eq!((&home["uri"], &home["range"]["end"]), (&json!(uri), &after(&text, "[step.receive")));

    // A Chinese name stands in quotes where it is a key.
    for (name, key) in [("deal", "deal"), ("办理", "\"办理\"")] {
        let position = after(&text, "[step.hand");
        let params = json!({ "textDocument": { "uri": uri }, "position": position, "newName": name });
        let changes = editor.ask("textDocument/rename", params)["changes"].clone();
        let (renamed, story) = (edited(&text, &changes[&uri]), edited(&story, &changes[&tests]));
        let (card, way) = (format!("[step.{key}]"), format!("manager = \"{name}\""));
        assert!(renamed.contains(&card) && renamed.contains(&way) && !renamed.contains("handle"), "{renamed}");
        let (does, open) = (format!("does = \"{name}\""), format!("open = [\"{name}\"]"));
        assert!(story.contains(&does) && story.contains(&open), "{story}");
        desk.write("parking/parking.toml", &renamed);
        desk.write("parking/parking.test.toml", &story);
        desk.ok("check parking --deny warnings");
        assert_eq!(desk.json("test parking")["failed"], 0);
    }
    editor.stop();
}

#[test]
fn hovering_tells_clauses_keys_and_the_picture() {
    let (desk, text, uri, _) = desk("lsp-hover");
    let mut editor = Editor::start(&desk);
    editor.show(&uri, &text, true);
    let mut hover = |piece: &str| {
        let shown = editor.at("textDocument/hover", &uri, &after(&text, piece));
        shown["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    let card = hover("\"which\", \"repl");
    assert!(card.contains("答复") && card.contains("条款 4.1.1：五分钟内登记"), "{card}");
    assert!(hover("clause = [\"4.1").contains("五分钟内登记"));
    let key = hover("[clock.answer]\ntitle = \"一天内答复\"\nbasis = \"house\"\nfrom = \"case.opened\"\nunt");
    assert!(key.contains("到哪件事停下") && key.contains("until = "), "{key}");
    let route = hover("[route.ma");
    assert!(route.contains("```text") && route.contains("主管处理"), "{route}");
    editor.stop();
}

/// The shipped procedures, with their side files and stories.
fn estate(name: &str) -> Desk {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
            let there = to.join(entry.file_name().unwrap());
            if entry.is_dir() { copy(&entry, &there) } else { assert!(fs::copy(&entry, there).is_ok()) }
        }
    }
    let desk = Desk::new(name);
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../procedures"), &desk.path("procedures"));
    desk
}

/// Renames what stands there, on disk too; the files that changed.
fn rename(editor: &mut Editor, desk: &Desk, file: &str, piece: &str, to: &str) -> Vec<String> {
    let uri = format!("file://{}", desk.path(file).display());
    let text = fs::read_to_string(desk.path(file)).unwrap();
    let params = json!({ "textDocument": { "uri": uri }, "position": after(&text, piece), "newName": to });
    let changes = editor.ask("textDocument/rename", params)["changes"].clone();
    let mut changed = Vec::new();
    for (uri, edits) in changes.as_object().unwrap() {
        let path = uri.strip_prefix("file://").unwrap();
        let text = fs::read_to_string(path).unwrap();
        fs::write(path, edited(&text, edits)).unwrap();
        changed.push(Path::new(path).file_name().unwrap().to_string_lossy().into_owned());
    }
    changed.sort();
    changed
}

#[test]
fn names_are_changed_in_every_file_that_speaks_of_the_thing() {
    let desk = estate("lsp-estate");
    let mut editor = Editor::start(&desk);
    let complaint = "procedures/complaint/complaint.toml";
    // A field of the called procedure: its own file, its stories, the callers that give it.
    let files = rename(&mut editor, &desk, complaint, "\nmatter", "事由");
    for file in ["complaint.toml", "complaint.test.toml", "arrears.toml", "help_request.toml"] {
        assert!(files.iter().any(|changed| changed == file), "{file}: {files:?}");
    }
    let caller = fs::read_to_string(desk.path("procedures/help_request/help_request.toml")).unwrap();
    let give = caller.lines().filter(|line| line.starts_with("give = ")).collect::<Vec<_>>().join("\n");
    assert!(give.contains("\"事由\" = \"matter\""), "the caller's own field keeps its name: {give}");
    // A step, by a name in Chinese; the procedure itself; a post of the organisation.
    rename(&mut editor, &desk, complaint, "[step.received", "接待");
    let files = rename(&mut editor, &desk, complaint, "id = \"compl", "tousu");
    assert!(files.iter().any(|changed| changed == "help_request.toml"), "{files:?}");
    let files = rename(&mut editor, &desk, "procedures/org.toml", "\ndirector", "zhuren");
    assert!(files.len() > 3 && files.iter().any(|changed| changed == "org.toml"), "{files:?}");
    desk.ok("check procedures --deny warnings");
    for folder in ["complaint", "help_request", "arrears"] {
        assert_eq!(desk.json(&format!("test procedures/{folder}"))["failed"], 0, "{folder}");
    }
    editor.stop();
}

#[test]
fn a_name_that_cannot_be_is_refused_in_words() {
    let (desk, text, uri, _) = desk("lsp-refused");
    let mut editor = Editor::start(&desk);
    editor.show(&uri, &text, true);
    for (to, why) in
        [("a b", "不能作名字"), ("reply", "已经有叫“reply”的了"), ("otherwise", "不能作名字"), ("", "不能作名字")]
    {
        let position = after(&text, "[step.hand");
        let params = json!({ "textDocument": { "uri": uri }, "position": position, "newName": to });
        let answer = editor.answer("textDocument/rename", params);
        let said = answer["error"]["message"].as_str().unwrap_or_default();
        assert!(said.contains(why), "{to}: {answer}");
    }
    editor.stop();
}

#[test]
fn titles_and_dues_stand_between_the_letters() {
    let (desk, text, uri, tests) = desk("lsp-hints");
    let mut editor = Editor::start(&desk);
    editor.show(&uri, &text, true);
    let mut hints = |uri: &str, text: &str| -> Vec<(Value, String)> {
        let end = json!({ "line": text.lines().count(), "character": 0 });
        let range = json!({ "start": { "line": 0, "character": 0 }, "end": end });
        let told = editor.ask("textDocument/inlayHint", json!({ "textDocument": { "uri": uri }, "range": range }));
        let hints = told.as_array().unwrap().iter();
        hints.map(|hint| (hint["position"].clone(), hint["label"].as_str().unwrap().to_owned())).collect()
    };
    let found = hints(&uri, &text);
    let title = (after(&text, "until = \"step.reply.done\""), "答复".to_owned());
    assert!(found.contains(&title), "{found:?}");
    let due = found.iter().find(|(_, label)| label.starts_with("现在起算，到 ")).unwrap_or_else(|| panic!("{found:?}"));
    assert!(due.1.contains("月") && due.1.contains("周") && due.1.contains(':'), "{due:?}");
    let story = fs::read_to_string(desk.path("parking/parking.test.toml")).unwrap();
    let found = hints(&tests, &story);
    assert!(found.contains(&(after(&story, "does = \"handle\""), "主管处理".to_owned())), "{found:?}");
    editor.stop();
}

#[test]
fn completion_knows_called_procedures_and_chinese_names() {
    let desk = estate("lsp-called");
    let mut editor = Editor::start(&desk);
    let file = "procedures/arrears/arrears.toml";
    let uri = format!("file://{}", desk.path(file).display());
    let text = fs::read_to_string(desk.path(file)).unwrap();
    let text = text.replace("\nprocedure = \"complaint\"\n", "\nprocedure = \"complaint\"\ntake = { result = \"\" }\n");
    editor.show(&uri, &text, true);
    let whole = editor.at("textDocument/completion", &uri, &after(&text, "\nprocedure = \""));
    assert!(labels(&whole).contains(&"help_request") && labels(&whole).contains(&"complaint"), "{whole}");
    let give = editor.at("textDocument/completion", &uri, &after(&text, "\ngive = { "));
    assert!(labels(&give).contains(&"departments"), "a field of the called: {give}");
    let take = editor.at("textDocument/completion", &uri, &after(&text, "take = { result = \""));
    assert!(labels(&take).contains(&"departments") && !labels(&take).contains(&"since"), "{take}");
    let chinese = text.replace("\n[fields]\n", "\n[fields]\n\"楼栋\" = { type = \"text\", title = \"哪一栋\" }\n");
    let typed = chinese.replacen("\nfill = [", "\nfill = [\"\", ", 1);
    editor.show(&uri, &typed, false);
    let field = editor.at("textDocument/completion", &uri, &after(&typed, "\nfill = [\""));
    let item =
        field.as_array().unwrap().iter().find(|item| item["label"] == "楼栋").unwrap_or_else(|| panic!("{field}"));
    assert_eq!((&item["detail"], &item["filterText"]), (&json!("哪一栋"), &json!("楼栋 哪一栋")));
    editor.stop();
}

#[test]
fn pictures_are_shown_where_the_editor_shows_any() {
    let (desk, text, uri, _) = desk("lsp-picture");
    let markdown = json!({ "textDocument": { "hover": { "contentFormat": ["markdown", "plaintext"] } } });
    let mut browser = markdown.clone();
    browser["general"] = json!({ "markdown": { "parser": "marked", "version": "1" } });
    let plain = json!({ "textDocument": { "hover": { "contentFormat": ["plaintext"] } } });
    for (able, kind) in [(browser, "picture"), (markdown, "markdown"), (plain, "plaintext")] {
        let mut editor = Editor::able(&desk, &able);
        editor.show(&uri, &text, true);
        let shown = editor.at("textDocument/hover", &uri, &after(&text, "[route.ma"))["contents"].clone();
        let said = shown["value"].as_str().unwrap();
        let picture = said.contains("](data:image/svg+xml;base64,");
        assert_eq!((picture, shown["kind"] == "plaintext"), (kind == "picture", kind == "plaintext"), "{kind}: {said}");
        assert!(picture || said.contains("主管处理"), "the outline: {said}");
        assert!(kind != "plaintext" || !said.contains("```") && !said.contains("**"), "{said}");
        let step = editor.at("textDocument/hover", &uri, &after(&text, "[step.rep"))["contents"]["value"].clone();
        let step = step.as_str().unwrap();
        assert!(step.contains("条款 4.1.1：五分钟内登记"), "{step}");
        assert_eq!(step.contains("data:image"), kind == "picture", "a step is shown in its route");
        editor.stop();
    }
}

/// A client that others wrote (pytest-lsp) drives the same program.
#[test]
fn a_real_client_is_content() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../guicheng-lsp/tests/client");
    let python = std::env::var_os("GUICHENG_PYTHON").unwrap_or("python3".into());
    let there = Command::new(&python).args(["-c", "import pytest_lsp"]).stderr(Stdio::null()).status();
    if !there.is_ok_and(|status| status.success()) {
        eprintln!("NOT CHECKED: no pytest-lsp (pip install pytest-lsp), so no foreign client was asked");
        return;
    }
    let out = Command::new(&python)
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider", folder])
        .env("GUICHENG", env!("CARGO_BIN_EXE_guicheng"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    assert!(out.status.success(), "{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
}
