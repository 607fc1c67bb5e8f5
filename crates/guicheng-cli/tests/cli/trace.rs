//! A counterexample replayed on the engine.

use super::Desk;

/// A choice whose two ways are joined as if both were taken; and a split that comes together as if one were.
fn graph(split: &str, join: &str) -> String {
    format!(
        "[procedure]\nid = \"g\"\ntitle = \"G\"\nversion = 1\n[graph]\nstart = \"s\"\n\
         flows = [[\"s\", \"x\"], [\"s\", \"y\"], [\"x\", \"j\"], [\"y\", \"j\"], [\"j\", \"z\"]]\n\
         [gate.s]\nsplit = \"{split}\"\n[gate.j]\njoin = \"{join}\"\n"
    )
}

fn replay(name: &str, file: &str, steps: &str) -> super::Out {
    let desk = Desk::new(name);
    desk.write("g.toml", file);
    desk.write("t.json", &format!("{{\"schema\":\"guicheng.trace.v1\",\"steps\":[{steps}]}}"));
    desk.run("try g.toml --trace t.json --lang en")
}

#[test]
fn a_choice_into_a_joining_of_both_is_stuck() {
    let steps = r#"{"do":"s","take":["x"]},{"do":"x","take":["j"]}"#;
    let out = replay("trace-stuck", &graph("one", "all"), steps);
    assert_eq!(out.code, 0, "{}{}", out.out, out.err);
    assert!(out.out.contains("stuck") && out.out.contains("1 waiting on the flow from \"x\" to \"j\""), "{}", out.out);
}

#[test]
fn both_ways_into_a_joining_of_one_are_doubled() {
    let steps = r#"{"do":"s","take":["x","y"]},{"do":"x","take":["j"]},{"do":"y","take":["j"]}"#;
    let out = replay("trace-doubled", &graph("all", "one"), steps);
    assert_eq!(out.code, 0, "{}{}", out.out, out.err);
    assert!(out.out.contains("twice") && out.out.contains("\"j\" is open 2 times"), "{}", out.out);
}

#[test]
fn a_sound_one_is_walked_to_its_end() {
    let steps = r#"{"do":"s","take":["x","y"]},{"do":"x","take":["j"]},{"do":"y","take":["j"]},{"do":"j","take":["z"]},{"do":"z"}"#;
    let out = replay("trace-closed", &graph("all", "all"), steps);
    assert!(out.code == 0 && out.out.contains("nothing is left"), "{}{}", out.out, out.err);
}

#[test]
fn what_the_engine_does_not_do_is_told() {
    let out = replay("trace-stops", &graph("all", "all"), r#"{"do":"s","take":["x","y"]},{"do":"z","take":["x"]}"#);
    assert!(out.code == 1 && out.err.contains("step 2"), "{}{}", out.out, out.err);
    let out = replay("trace-unknown", &graph("all", "all"), r#"{"do":"nowhere"}"#);
    assert!(out.code == 1 && out.err.contains("nowhere"), "{}{}", out.out, out.err);
    let desk = Desk::new("trace-schema");
    desk.write("g.toml", &graph("all", "all"));
    desk.write("t.json", "{\"schema\":\"other\",\"steps\":[]}");
    assert_eq!(desk.run("try g.toml --trace t.json").code, 2);
}
