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
