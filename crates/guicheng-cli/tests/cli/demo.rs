//! The night of the emergency.

use super::Desk;

#[test]
fn the_night_in_chinese() {
    let desk = Desk::new("night-zh");
    insta::assert_snapshot!(desk.ok("demo --lang zh"));
}

#[test]
fn the_night_in_english() {
    let desk = Desk::new("night-en");
    insta::assert_snapshot!(desk.ok("demo --lang en"));
}

#[test]
fn every_command_it_names_works_on_the_store_it_leaves() {
    let desk = Desk::new("night-next");
    let shown = desk.ok("demo --lang en --store night.db");
    let next = shown.split("What to type next").nth(1).unwrap();
    let commands: Vec<&str> = next.lines().filter_map(|line| line.strip_prefix("  guicheng ")).collect();
    assert!(commands.len() >= 6, "{next}");
    for command in commands {
        desk.ok(command);
    }
    let cases = desk.json("cases --store night.db");
    assert_eq!(cases["cases"][0]["state"], "closed");
}

#[test]
fn it_replaces_only_what_a_demo_wrote() {
    let desk = Desk::new("night-again");
    desk.ok("demo");
    desk.ok("demo");
    assert_eq!(desk.json("cases")["cases"].as_array().unwrap().len(), 1);

    desk.ok("open help_request --as sun_yan --now 2026-12-01T01:00 --store mine.db");
    let refused = desk.run_with("demo --lang en", "", &[("GUICHENG_STORE", "mine.db")]);
    assert_eq!((refused.code, refused.out.as_str()), (1, ""));
    assert!(refused.err.contains("not written by a demo"), "{}", refused.err);
    desk.ok("demo --store mine.db");
    assert_eq!(desk.json("cases --store mine.db")["cases"].as_array().unwrap().len(), 2);
}

#[test]
fn programs_get_a_summary() {
    let desk = Desk::new("night-json");
    let summary = desk.json("demo");
    assert_eq!(summary["schema"], "guicheng/demo/1");
    assert_eq!(summary["state"], "closed");
    assert_eq!(summary["identical"], true);
    assert_eq!(summary["refused"], 2);
}
