//! `fmt`: files laid out on disk, and what is left alone.

use super::Desk;
use std::fs;

const WILD: &str = "# 交接\n[procedure]\nid=\"a\"   # 编号\nversion =1\n\n\n\n[ fields ]\n级别 = 1\n";
const LAID: &str = "# 交接\n[procedure]\nid = \"a\" # 编号\nversion = 1\n\n[fields]\n\"级别\" = 1\n";

#[test]
fn files_are_laid_out_once() {
    let desk = Desk::new("fmt");
    desk.write("a.toml", &WILD.replace("级别", "\"级别\""));
    let check = desk.run("fmt --check --lang zh");
    assert_eq!(check.code, 1);
    assert!(check.out.contains("版面不合：./a.toml"), "{}", check.out);
    desk.ok("fmt a.toml");
    assert_eq!(fs::read_to_string(desk.path("a.toml")).unwrap(), LAID);
    let again = desk.json("fmt a.toml --check");
    assert_eq!((&again["schema"], &again["files"][0]["state"]), (&"guicheng/fmt/1".into(), &"same".into()));
}

/// Whoever edits a shipped file and lays it out sees only what they changed.
#[test]
fn the_shipped_files_are_in_canonical_layout() {
    let desk = Desk::new("fmt-shipped");
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../../procedures");
    let check = desk.run(&format!("fmt --check {shipped} --lang en"));
    assert_eq!(check.code, 0, "run `guicheng fmt procedures`:\n{}", check.out);
}

#[test]
fn what_cannot_be_read_is_left_alone() {
    let desk = Desk::new("fmt-broken");
    desk.write("a.toml", WILD);
    let out = desk.run("fmt a.toml --lang en");
    assert_eq!(out.code, 1);
    assert!(out.out.contains("T001") && out.err.contains("check --fix"), "{}{}", out.out, out.err);
    assert_eq!(fs::read_to_string(desk.path("a.toml")).unwrap(), WILD);
    desk.run("check --fix a.toml");
    desk.ok("fmt a.toml");
    assert_eq!(fs::read_to_string(desk.path("a.toml")).unwrap(), LAID);
}
