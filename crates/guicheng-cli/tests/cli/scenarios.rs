//! Scenario files, and the shipped ones among them.

use super::Desk;
use std::path::Path;

fn shipped() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../procedures").display().to_string()
}

#[test]
fn the_shipped_scenarios_pass_and_cover() {
    let desk = Desk::new("scenarios");
    let report = desk.json(&format!("test {}", shipped()));
    assert_eq!(report["schema"], "guicheng/test/1");
    assert_eq!(report["failed"], 0);
    assert!(report["passed"].as_u64().unwrap() > 100, "{}", report["passed"]);
    let night = report["coverage"].as_array().unwrap().iter().find(|c| c["procedure"] == "emergency_patient").unwrap();
    assert_eq!(night["steps"][0], night["steps"][1]);
    for key in ["steps", "flows", "clocks", "rules"] {
        assert!(night[key].is_array(), "{key}");
    }
}

#[test]
fn what_ships_is_free_of_errors() {
    let desk = Desk::new("scenarios-check");
    let out = desk.run(&format!("check {} --lang en", shipped()));
    assert_eq!(out.code, 0, "{}", out.out);
}

#[test]
fn a_wrong_expectation_fails_with_its_line() {
    let desk = Desk::new("scenarios-fail");
    desk.write(
        "a.toml",
        "[procedure]\nid = \"a\"\ntitle = \"A\"\nversion = 1\ntime_zone = \"Asia/Shanghai\"\n[roles]\n\
         all = { title = \"All\", from = \"group:all\" }\n[route.main]\nsteps = [\"one\"]\n\
         [step.one]\ntitle = \"One\"\nwho = \"all\"\nbasis = \"house\"\n",
    );
    desk.write(
        "a.test.toml",
        "[tests]\nprocedure = \"a\"\nstart = 2026-12-01T09:00:00+08:00\n[tests.people]\nann = [\"all\"]\n\
         [[test]]\nname = \"right\"\nstory = [\n  { at = \"1m\", who = \"ann\", does = \"one\" },\n\
         { at = \"1m\", expect = { closed = true } },\n]\n\
         [[test]]\nname = \"wrong\"\nstory = [\n  { at = \"1m\", expect = { open = [] } },\n]\n",
    );
    let out = desk.run("test --lang en");
    assert_eq!(out.code, 1, "{}{}", out.out, out.err);
    assert!(out.out.contains("✓ right") && out.out.contains("✗ wrong"), "{}", out.out);
    assert!(out.out.contains("a.test.toml:15:"), "{}", out.out);
    assert!(out.out.contains("1 passed, 1 failed"), "{}", out.out);
}
