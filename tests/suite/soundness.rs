//! Soundness: known classics, and everything that ships.

use guicheng_core::Procedure;
use guicheng_lang::{
    FileId, Library, Severity, Source,
    doc::{self, Cx},
    load, side,
    zone::Zones,
};
use guicheng_verify::{Property, Report, Verdict, soundness};
use std::{fs, path::Path};

/// A procedure in the graph form.
pub(crate) fn graph(flows: &[(&str, &str)], gates: &str) -> Procedure {
    let flows: Vec<String> = flows.iter().map(|(a, b)| format!("[\"{a}\", \"{b}\"]")).collect();
    let text = format!(
        "[procedure]\nid = \"net\"\ntitle = \"net\"\nversion = 1\n\n[graph]\nstart = \"s\"\nflows = [{}]\n{gates}",
        flows.join(", ")
    );
    let loaded = load(&Source::from_text(FileId(0), "net.toml", &text), &Library::default());
    let grave = loaded.findings.iter().filter(|f| f.severity() == Severity::Error);
    let words: Vec<String> = grave.map(|f| format!("{} {}", f.code(), f.words().message.en)).collect();
    loaded.procedure.unwrap_or_else(|| panic!("{words:?}\n{text}"))
}

/// A gate.
pub(crate) fn gate(name: &str, join: &str, split: &str) -> String {
    format!("[gate.{name}]\njoin = {join}\nsplit = \"{split}\"\n")
}

fn broken(report: &Report) -> Option<(Property, &str, Vec<String>)> {
    match &report.verdict {
        Verdict::Sound => None,
        Verdict::Unknown => panic!("unknown"),
        Verdict::Unsound(shown) => {
            Some((shown.property, &shown.at, shown.trace.steps.iter().map(|s| s.card.to_string()).collect()))
        }
    }
}

const DIAMOND: [(&str, &str); 6] = [("s", "f"), ("f", "a"), ("f", "b"), ("a", "j"), ("b", "j"), ("j", "e")];

fn diamond(split: &str, join: &str) -> Report {
    soundness(&graph(&DIAMOND, &(gate("f", "\"one\"", split) + &gate("j", join, "all"))))
}

#[test]
fn matching_gates_are_sound() {
    for (split, join) in
        [("all", "\"all\""), ("one", "\"one\""), ("some", "\"some\""), ("all", "\"some\""), ("one", "\"some\"")]
    {
        assert_eq!(broken(&diamond(split, join)), None, "{split} {join}");
    }
}

#[test]
fn a_choice_into_a_join_of_all_is_stuck() {
    let report = diamond("one", "\"all\"");
    let (property, at, steps) = broken(&report).expect("unsound");
    assert_eq!((property, at), (Property::OptionToComplete, "j"));
    assert_eq!(steps, ["s", "f", "a"]);
}

#[test]
fn a_fork_into_a_join_of_one_doubles() {
    let report = diamond("all", "\"one\"");
    let (property, at, steps) = broken(&report).expect("unsound");
    assert_eq!((property, at), (Property::ProperCompletion, "e"));
    assert_eq!(steps, ["s", "f", "a", "j", "b", "j"]);
}

#[test]
fn some_ways_into_a_join_of_one_double_and_of_all_stick() {
    assert_eq!(broken(&diamond("some", "\"one\"")).map(|b| b.0), Some(Property::ProperCompletion));
    assert_eq!(broken(&diamond("some", "\"all\"")).map(|b| b.0), Some(Property::OptionToComplete));
}

#[test]
fn the_first_of_two_swallows_the_other_where_it_comes() {
    assert_eq!(broken(&diamond("all", "1")), None);
    assert_eq!(broken(&diamond("all", "2")), None);
    assert_eq!(broken(&diamond("one", "1")).map(|b| b.0), Some(Property::OptionToComplete), "the other never comes");
}

#[test]
fn ends_that_never_meet_are_sound_and_a_loop_without_a_way_out_is_not() {
    let two = graph(&[("s", "f"), ("f", "a"), ("f", "b")], &gate("f", "\"one\"", "all"));
    assert_eq!(broken(&soundness(&two)), None);
    let flows = [("s", "f"), ("f", "a"), ("f", "b"), ("b", "c"), ("c", "b")];
    let endless = soundness(&graph(&flows, &gate("f", "\"one\"", "one")));
    assert_eq!(broken(&endless).map(|b| b.0), Some(Property::OptionToComplete));
    let dead = [("s", "f"), ("f", "a"), ("f", "b"), ("a", "j"), ("b", "e"), ("x", "j"), ("j", "e")];
    let dead = soundness(&graph(&dead, &(gate("f", "\"one\"", "one") + &gate("j", "\"one\"", "all"))));
    assert_eq!(broken(&dead), Some((Property::NoDeadStep, "x", Vec::new())));
}

#[test]
fn ten_branches_of_ten_steps_do_not_explode() {
    let mut flows: Vec<(String, String)> = vec![("s".into(), "f".into()), ("j".into(), "e".into())];
    for branch in 0..10 {
        flows.push(("f".into(), format!("b{branch}_0")));
        flows.extend((0..9).map(|n| (format!("b{branch}_{n}"), format!("b{branch}_{}", n + 1))));
        flows.push((format!("b{branch}_9"), "j".into()));
    }
    let flows: Vec<(&str, &str)> = flows.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    for (split, join) in [("all", "\"all\""), ("some", "\"some\"")] {
        let net = graph(&flows, &(gate("f", "\"one\"", split) + &gate("j", join, "all")));
        let report = soundness(&net);
        assert_eq!(broken(&report), None, "{split}");
        println!("{split}: {} states", report.states);
    }
    let net = graph(&flows, &(gate("f", "\"one\"", "all") + &gate("j", "\"one\"", "all")));
    assert_eq!(broken(&soundness(&net)).map(|b| b.0), Some(Property::ProperCompletion));
}

pub(crate) fn shipped(root: &Path) -> Library {
    let text = fs::read_to_string(root.join("calendars.toml")).expect("calendars");
    let mut cx = Cx::default();
    let source = Source::from_text(FileId(1), "calendars.toml", &text);
    let table = doc::parse(&source, &mut cx.findings);
    let calendars = side::calendars(&mut cx, &table.expect("calendars"), &mut Zones::default());
    Library { calendars, ..Library::default() }
}

#[test]
fn all_that_ships_is_sound() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../procedures");
    let library = shipped(&root);
    let mut judged = Vec::new();
    for folder in fs::read_dir(&root).expect("procedures").map(|e| e.expect("readable").path()) {
        let Ok(files) = fs::read_dir(&folder) else { continue };
        for path in files.map(|e| e.expect("readable").path()) {
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            if !name.ends_with(".toml") || name.ends_with(".test.toml") {
                continue;
            }
            let text = fs::read_to_string(&path).expect("UTF-8");
            if !text.contains("\n[procedure]") {
                continue;
            }
            let Some(procedure) = load(&Source::from_text(FileId(0), name, &text), &library).procedure else {
                panic!("{name} does not load");
            };
            let report = soundness(&procedure);
            assert_eq!(report.verdict, Verdict::Sound, "{name}");
            judged.push((name.to_owned(), report.states));
        }
    }
    assert!(judged.len() >= 9, "{judged:?}");
}
