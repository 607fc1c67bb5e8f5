//! `check` on a whole folder: clauses against procedures, both ways.

use super::Desk;
use serde_json::Value;
use std::{fs, path::Path};

fn shown(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path).display().to_string().replace(' ', "~")
}

#[test]
fn every_shipped_clause_has_a_place_or_a_reason() {
    let desk = Desk::new("coverage");
    let folder = shown("../../procedures");
    let check = desk.json(&format!("check {folder} --deny warnings"));
    let clauses = check["coverage"]["clauses"].as_array().unwrap();
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../procedures/clauses.toml")).unwrap();
    assert_eq!(clauses.len(), text.lines().filter(|line| line.starts_with("[clause.")).count());
    let both_or_neither = |c: &&Value| c["places"].as_array().unwrap().is_empty() != c["reason"].is_object();
    assert_eq!(clauses.iter().filter(both_or_neither).collect::<Vec<_>>(), Vec::<&Value>::new());
    let of = |id: &str| clauses.iter().find(|c| c["id"] == id).unwrap();
    let places = of("4.2.1-c5")["places"].as_array().unwrap();
    assert!(places.iter().any(|p| p["procedure"] == "emergency_patient"), "{places:?}");
    assert!(of("GA-1.7")["reason"]["en"].as_str().unwrap().contains("Canteen"));
    let without = check["coverage"]["without_clause"].as_array().unwrap();
    assert!(without.iter().any(|card| card["basis"] == "house"), "{without:?}");

    let said = desk.ok(&format!("check {folder} --lang zh"));
    let table = said.split_once("条款 ").unwrap().1;
    assert!(table.contains("0 条没有着落") && table.contains("  GA-1.7                 食堂"), "{said}");
}

/// The folder's own first line says what is found in its register, and where.
#[test]
fn planted_mistakes_stand_in_the_register() {
    let desk = Desk::new("coverage-bad");
    for name in ["clause_without_place", "reason_beside_place"] {
        let folder = shown(&format!("../guicheng-lang/tests/bad/{name}"));
        let text = fs::read_to_string(Path::new(&folder.replace('~', " ")).join("clauses.toml")).unwrap();
        let (code, line) = text.lines().next().unwrap()["# expect ".len()..].split_once(" at line ").unwrap();
        let check = desk.json(&format!("check {folder}"));
        let files = check["files"].as_array().unwrap();
        let found: Vec<_> = files.iter().flat_map(|f| f["findings"].as_array().unwrap()).collect();
        let found: Vec<_> = found.iter().filter(|f| f["severity"] != "note").collect();
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        assert_eq!((&found[0]["code"], found[0]["line"].to_string().as_str()), (&code.into(), line), "{name}");
        assert_eq!(desk.run(&format!("check {folder} --deny warnings")).code, 1);

        // A register and a procedure by themselves are no whole folder.
        let single = desk.json(&format!("check {folder}/clauses.toml {folder}/sample.toml"));
        assert_eq!(single["coverage"], Value::Null, "{name}");
    }
}

#[test]
fn nothing_is_counted_while_a_procedure_is_broken() {
    let desk = Desk::new("coverage-held");
    desk.write("org.toml", "[org]\nid = \"x\"\n");
    desk.write(
        "clauses.toml",
        "[clauses]\nversion = 1\n[books.m]\nzh = \"册\"\n[clause.a]\nbook = \"m\"\nzh = \"一\"\n",
    );
    desk.write("p.toml", "[procedure]\nid = \"p\"\nversion = 1\n[route.main]\nsteps = [\"gone\"]\n");
    let held = |desk: &Desk| {
        let out = desk.run("check --lang en");
        assert_eq!(out.code, 1);
        assert!(out.out.contains("clauses are not counted") && !out.out.contains("M006"), "{}", out.out);
    };
    held(&desk);
    // One that nobody can read at all may cite anything.
    desk.write("p.toml", &format!("[procedure]\nid = \"p\"\nversion = 1\nx = {}", "[".repeat(100)));
    desk.write("q.toml", "[procedure]\nid = \"q\"\nversion = 1\n[route.main]\nsteps = [\"s\"]\n[step.s]\nwho = \"r\"\n[roles]\nr = { from = \"group:g\" }\n");
    held(&desk);
}
