//! Scenario files, and the shipped ones among them.

use super::Desk;
use std::path::Path;

fn shipped() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../procedures").display().to_string()
}

#[test]
fn the_shipped_scenarios_pass_and_reach_everything() {
    let desk = Desk::new("scenarios");
    let report = desk.json(&format!("test {} --require-coverage", shipped()));
    assert_eq!(report["schema"], "guicheng/test/1");
    assert_eq!(report["failed"], 0);
    assert!(report["passed"].as_u64().unwrap() > 100, "{}", report["passed"]);
    let coverage = report["coverage"].as_array().unwrap();
    assert_eq!(coverage.len(), 12, "a procedure of the folder was not tried");
    for tried in coverage {
        assert_eq!(tried["tried"], true, "{tried}");
        for key in ["steps", "flows", "clocks", "rules", "registers", "notices", "clauses"] {
            assert_eq!(tried[key][0], tried[key][1], "{}: {key}: {}", tried["procedure"], tried["missing"][key]);
        }
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

/// A procedure with one of each thing that is counted, and a story that reaches only the step.
const SPARE: &str = r#"[procedure]
id = "a"
title = "A"
version = 1
time_zone = "Asia/Shanghai"
[roles]
all = { title = "All", from = "group:all" }
[fields.far]
title = "Far"
type = "yes_no"
[route.main]
steps = ["one", "two"]
[step.one]
title = "One"
who = "all"
fill = ["far"]
basis = "house"
late = [{ after = "10m", tell = ["wait"] }]
[step.two]
title = "Two"
who = "all"
only_if = "far"
basis = "house"
[rule.first]
before = ["two"]
must = "far"
basis = "house"
[register.log]
columns = ["case.number"]
[notice.wait]
to = ["all"]
text = "Wait"
[on.note]
during = ["one"]
who = "all"
write = "log"
basis = "house"
"#;

#[test]
fn what_no_story_reached_is_listed_by_name() {
    let desk = Desk::new("scenarios-coverage");
    desk.write("a.toml", SPARE);
    desk.write(
        "a.test.toml",
        "[tests]\nprocedure = \"a\"\nstart = 2026-12-01T09:00:00+08:00\n[tests.people]\nann = [\"all\"]\n\
         [[test]]\nname = \"near\"\nstory = [\n  { at = \"1m\", who = \"ann\", does = \"one\", with = { far = false } },\n\
         { at = \"1m\", expect = { closed = true } },\n]\n",
    );
    let out = desk.run("test --lang en");
    assert_eq!(out.code, 0, "{}{}", out.out, out.err);
    for line in ["(step): two", "(clock): step.one[1]", "(rule): first", "(register): log", "(notice): wait"] {
        assert!(out.out.contains(line), "{line}\n{}", out.out);
    }
    let report = desk.json("test");
    assert_eq!(report["coverage"][0]["registers"], serde_json::json!([0, 1]));
    assert_eq!(report["coverage"][0]["missing"]["notices"], serde_json::json!(["wait"]));
    let out = desk.run("test --require-coverage --lang en");
    assert_eq!(out.code, 1, "what was not reached counts now");
    assert!(out.err.contains("never reached"), "{}", out.err);
}
