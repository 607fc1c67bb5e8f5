//! `schema`: what editors are given.

use super::Desk;
use std::process::Command;

#[test]
fn it_says_in_chinese_what_each_key_is() {
    let desk = Desk::new("schema");
    let schema: serde_json::Value = serde_json::from_str(&desk.ok("schema")).unwrap();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    let who = &schema["definitions"]["step"]["properties"]["who"];
    assert_eq!(who["title"], "谁来做（任一角色）");
    assert!(who["description"].as_str().unwrap().contains("any of these roles"));
    desk.ok("schema -o s.json");
    let written = std::fs::read_to_string(desk.path("s.json")).unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&written).unwrap(), schema);
}

#[test]
fn every_kind_of_file_has_one() {
    let desk = Desk::new("schema-kinds");
    let kinds = ["procedure", "org", "calendars", "clauses", "stories"];
    for kind in kinds {
        let schema: serde_json::Value = serde_json::from_str(&desk.ok(&format!("schema {kind}"))).unwrap();
        assert_eq!(schema["$id"], format!("https://example.org/guicheng/{kind}.schema.json"));
        let properties = schema["properties"].as_object().unwrap();
        let chinese = |text: &serde_json::Value| text.as_str().is_some_and(|text| !text.is_ascii());
        assert!(properties.values().all(|key| chinese(&key["title"])), "{kind}");
    }
    let doc = desk.json("schema all -o schemas");
    assert_eq!((&doc["schema"], doc["written"].as_array().unwrap().len()), (&"guicheng/schema/1".into(), 6));
    let settings = std::fs::read_to_string(desk.path("schemas/schemas.tombi.toml")).unwrap();
    assert!(kinds.iter().all(|kind| settings.contains(&format!("path = \"{kind}.schema.json\""))), "{settings}");
    assert_eq!(desk.run("schema all").code, 2);
    assert_eq!(desk.run("schema painting").code, 2);
}

/// Every story that is shipped fits the schema of stories; a story with a planted mistake does not.
#[test]
fn stories_fit_and_mistakes_in_them_do_not() {
    let desk = Desk::new("schema-stories");
    let schema: serde_json::Value = serde_json::from_str(&desk.ok("schema stories")).unwrap();
    let validator = jsonschema::draft7::new(&schema).unwrap();
    let read = |text: &str| -> serde_json::Value {
        let mut findings = Vec::new();
        let source = guicheng_lang::Source::from_text(guicheng_lang::FileId(0), "a.toml", text);
        let table = guicheng_lang::doc::parse(&source, &mut findings).unwrap();
        serde_json::from_str(&guicheng_lang::digest::json(&table).canonical()).unwrap()
    };
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut seen = 0;
    let mut folders = vec![root.join("procedures"), root.join("tests/patterns"), root.join("tests/behaviour")];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(".test.toml") {
                let file = read(&std::fs::read_to_string(&path).unwrap());
                let wrong: Vec<String> =
                    validator.iter_errors(&file).map(|e| format!("{}: {e}", e.instance_path)).collect();
                assert!(wrong.is_empty(), "{}: {wrong:?}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 50, "{seen}");
    let good = "[tests]\nprocedure = \"p\"\npeople = { ann = [\"r\"] }\n[opening.o]\nstory = [{ at = \"1m\" }]\n                [[test]]\nname = \"t\"\nstory = [{ at = \"1m\", who = \"ann\", does = \"a\", jump = true,                 child = { ends = \"closed\" }, expect = { open = [\"b\"], state = \"open\", closed = false } }]\n";
    assert!(validator.is_valid(&read(good)));
    for (from, to) in [
        ("procedure = ", "procedur = "),
        ("procedure = \"p\"", "procedure = 1"),
        ("ann = [\"r\"]", "ann = 1"),
        ("[opening.o]\nstory", "[opening.o]\nstories"),
        ("name = \"t\"", ""),
        ("does = \"a\"", "doing = \"a\""),
        ("jump = true", "jump = false"),
        ("ends = \"closed\"", "ends = \"over\""),
        ("state = \"open\"", "state = \"opened\""),
        ("closed = false", "closed = \"no\""),
        ("expect = {", "expects = {"),
    ] {
        assert!(good.contains(from), "{from}");
        assert!(!validator.is_valid(&read(&good.replacen(from, to, 1))), "{to} should not fit");
    }
}

/// Editors' checkers read it: a shipped procedure passes, one with a misspelt key does not.
#[test]
fn checkers_of_editors_read_it() {
    let desk = Desk::new("schema-tools");
    desk.ok("schema -o s.json");
    let good = concat!(env!("CARGO_MANIFEST_DIR"), "/../../procedures/complaint/complaint.toml");
    let text = std::fs::read_to_string(good).unwrap();
    desk.write("good.toml", &text);
    desk.write("bad.toml", &text.replacen("\nwho = ", "\nwhoo = ", 1));
    desk.write("tombi.toml", "[[schemas]]\npath = \"s.json\"\ninclude = [\"good.toml\", \"bad.toml\"]\n");
    let schema = format!("file://{}", desk.path("s.json").display());
    let asked: [(&str, &[&str]); 2] = [("taplo", &["check", "--schema", &schema]), ("tombi", &["lint", "--offline"])];
    for (tool, words) in asked {
        let program = std::env::var_os(format!("GUICHENG_{}", tool.to_uppercase())).unwrap_or(tool.into());
        let ask = |file: &str| Command::new(&program).args(words).arg(file).current_dir(&desk.folder).output();
        let (Ok(good), Ok(bad)) = (ask("good.toml"), ask("bad.toml")) else {
            eprintln!(
                "NOT CHECKED: {tool} is not there (pip install {tool}), so nobody knows whether it reads the schema"
            );
            continue;
        };
        let said = |out: &std::process::Output| {
            format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
        };
        assert!(good.status.success(), "{tool} on a good file: {}", said(&good));
        assert!(!bad.status.success() && said(&bad).contains("whoo"), "{tool} on a bad file: {}", said(&bad));
    }
}

/// The same for side files and stories, with the settings that `schema all` writes.
#[test]
fn checkers_of_editors_read_the_other_kinds() {
    let desk = Desk::new("schema-others");
    desk.ok("schema all -o .");
    std::fs::copy(desk.path("schemas.tombi.toml"), desk.path("tombi.toml")).unwrap();
    let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../procedures");
    for (file, kind) in [
        ("org.toml", "org"),
        ("calendars.toml", "calendars"),
        ("clauses.toml", "clauses"),
        ("complaint/complaint.test.toml", "stories"),
    ] {
        let name = file.rsplit('/').next().unwrap();
        std::fs::copy(shipped.join(file), desk.path(name)).unwrap();
        let schema = format!("file://{}", desk.path(&format!("{kind}.schema.json")).display());
        let asked: [(&str, &[&str]); 2] =
            [("taplo", &["check", "--schema", &schema]), ("tombi", &["lint", "--offline"])];
        for (tool, words) in asked {
            let program = std::env::var_os(format!("GUICHENG_{}", tool.to_uppercase())).unwrap_or(tool.into());
            match Command::new(&program).args(words).arg(name).current_dir(&desk.folder).output() {
                Ok(out) => assert!(out.status.success(), "{tool}: {}", String::from_utf8_lossy(&out.stderr)),
                Err(e) => eprintln!("NOT CHECKED: {tool} (pip install {tool}) on {name}: {e}"),
            }
        }
    }
}
