//! Pictures that other programs open, judged by those programs where they are installed; where not, that is said.

use super::Desk;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The shipped procedures, by name.
fn procedures() -> Vec<String> {
    let folders = fs::read_dir(root().join("procedures")).unwrap().map(|e| e.unwrap());
    let mut names: Vec<String> =
        folders.filter(|e| e.path().is_dir()).map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    assert!(names.len() >= 10, "the shipped procedures are missing");
    names
}

/// Draws every shipped procedure; returns the files.
fn drawn(desk: &Desk, kind: &str) -> Vec<PathBuf> {
    let draw = |name: &String| {
        let file = root().join(format!("procedures/{name}/{name}.toml"));
        let out = desk.path(&format!("{name}.{kind}"));
        desk.ok(&format!("draw {} --as {kind} --lang zh -o {}", file.display(), out.display()));
        out
    };
    procedures().iter().map(draw).collect()
}

/// Runs a judge from `tests/pictures`; what it could not look at is said aloud. Returns whether it was content, and what
/// it said; none: there is no such program, so nothing was judged.
fn judged(program: &str, script: &str, files: &[PathBuf]) -> Option<(bool, String)> {
    let script = root().join("tests/pictures").join(script);
    let mut command = Command::new(program);
    if program == "node" {
        command.env("GUICHENG_NODE_MODULES", modules());
    }
    let out = match command.arg(&script).args(files).output() {
        Ok(out) => out,
        Err(e) => {
            eprintln!("NOT CHECKED by {}: {program}: {e}", script.display());
            return None;
        }
    };
    let said = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    for line in said.lines().filter(|l| l.contains("NOT CHECKED")) {
        eprintln!("{line}");
    }
    Some((out.status.success(), said))
}

/// The modules that judge pictures: `GUICHENG_NODE_MODULES`, or installed once beside the build, in the versions of
/// `tests/pictures/package-lock.json`. Where npm or its registry is not to be had, the judge says what it did not look at.
fn modules() -> &'static Path {
    static MODULES: OnceLock<PathBuf> = OnceLock::new();
    MODULES.get_or_init(|| {
        if let Some(told) = std::env::var_os("GUICHENG_NODE_MODULES") {
            return told.into();
        }
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
        fs::create_dir_all(&home).unwrap();
        let lock = fs::read_to_string(root().join("tests/pictures/package-lock.json")).unwrap();
        let done = home.join("installed.json");
        if fs::read_to_string(&done).ok().as_ref() != Some(&lock) {
            for file in ["package.json", "package-lock.json"] {
                fs::copy(root().join("tests/pictures").join(file), home.join(file)).unwrap();
            }
            let npm = Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&home).output();
            match npm {
                Ok(out) if out.status.success() => fs::write(&done, &lock).unwrap(),
                Ok(out) => eprintln!("NOT CHECKED: npm ci: {}", String::from_utf8_lossy(&out.stderr)),
                Err(e) => eprintln!("NOT CHECKED: npm: {e}"),
            }
        }
        home.join("node_modules")
    })
}

/// A Python that may know more than its standard library.
fn python() -> String {
    std::env::var("GUICHENG_PYTHON").unwrap_or_else(|_| "python3".into())
}

/// The nets in which the judge found something bad.
fn bad(said: &str) -> Vec<&str> {
    let mut net = "";
    let mut all = Vec::new();
    for line in said.lines() {
        if line.contains(" transitions, ") {
            net = line.split(": ").next().unwrap();
        } else if line.starts_with("  BAD ") && all.last() != Some(&net) {
            all.push(net);
        }
    }
    all
}

#[test]
fn nets_of_the_procedures_are_sound_workflow_nets() {
    let desk = Desk::new("nets");
    let files = drawn(&desk, "pnml");
    let Some((content, said)) = judged(&python(), "pnml.py", &files) else { return };
    assert!(content, "{said}");
    let seen = said.lines().filter(|l| l.ends_with(" markings")).count();
    assert_eq!(seen, files.len(), "each in full: {said}");
}

/// Control-flow patterns whose nets are not sound workflow nets, as docs/drawing.md says: several tokens by design (8, 33,
/// 41, 42), a loop back into a join that swallows late arrivals (9, 28, 30, 31), an inclusive join whose ways come from
/// no one inclusive split (37, 38).
const LOOSER: [&str; 10] = [
    "08_multi_merge",
    "09_structured_discriminator",
    "28_blocking_discriminator",
    "30_structured_partial_join",
    "31_blocking_partial_join",
    "33_generalised_and_join",
    "37_acyclic_synchronizing_merge",
    "38_general_synchronizing_merge",
    "41_thread_merge",
    "42_thread_split",
];

#[test]
fn nets_of_the_patterns_are_sound_workflow_nets() {
    let desk = Desk::new("pattern-nets");
    let mut files = Vec::new();
    for entry in fs::read_dir(root().join("tests/patterns")).unwrap().map(|e| e.unwrap().path()) {
        let name = entry.file_stem().unwrap().to_string_lossy().into_owned();
        if entry.extension().is_some_and(|e| e == "toml") && !name.ends_with(".test") {
            let out = desk.path(&format!("{name}.pnml"));
            desk.ok(&format!("draw {} --as pnml -o {}", entry.display(), out.display()));
            files.push(out);
        }
    }
    files.sort();
    assert_eq!(files.len(), 43);
    let Some((_, said)) = judged("python3", "pnml.py", &files) else { return };
    let name = |path: &&str| Path::new(path).file_stem().unwrap().to_string_lossy().into_owned();
    assert_eq!(bad(&said).iter().map(name).collect::<Vec<_>>(), LOOSER, "{said}");
}

#[test]
fn a_net_that_lost_an_arc_is_not_sound() {
    let desk = Desk::new("broken-net");
    let file = root().join("procedures/payment/payment.toml");
    let whole = desk.ok(&format!("draw {} --as pnml", file.display()));
    let arcs: Vec<&str> = whole.lines().filter(|l| l.trim_start().starts_with("<arc ")).collect();
    let broken = |(at, arc): (usize, &&str)| {
        let out = desk.path(&format!("{at}.pnml"));
        fs::write(&out, whole.replace(&format!("{arc}\n"), "")).unwrap();
        out
    };
    let files: Vec<PathBuf> = arcs.iter().enumerate().map(broken).collect();
    assert!(files.len() > 50);
    let Some((_, said)) = judged("python3", "pnml.py", &files) else { return };
    let caught = bad(&said).len();
    assert!(caught * 4 > arcs.len() * 3, "only {caught} of {} losses were seen: {said}", arcs.len());
}

#[test]
fn steps_carry_their_ids_and_titles_into_the_net() {
    let desk = Desk::new("labels");
    let file = root().join("procedures/payment/payment.toml");
    let net = desk.ok(&format!("draw {} --as pnml --lang zh", file.display()));
    assert!(net.contains("<text>daily_close</text>") && net.contains("<title>日结：点现金</title>"), "{net}");
    assert!(net.contains("activity=\"$invisible$\"") && net.contains("<finalmarkings>"), "{net}");
}

#[test]
fn mermaid_reads_every_procedure() {
    let desk = Desk::new("mermaid");
    let files = drawn(&desk, "mermaid");
    let Some((content, said)) = judged("node", "mermaid.mjs", &files) else { return };
    assert!(content, "{said}");
    let read = said.lines().filter(|l| l.ends_with(": flowchart-v2")).count();
    assert!(said.contains("NOT CHECKED") || read == files.len(), "{said}");
    let text = fs::read_to_string(&files[0]).unwrap();
    assert!(text.starts_with("flowchart TD\n") && text.contains("subgraph r0"), "{text}");
}

/// What is begun with `guicheng new`, as texts for other drawers.
#[test]
fn the_starter_as_mermaid_and_as_bpmn() {
    let desk = Desk::new("starter-drawn");
    desk.ok("new parking --title 停车证");
    for lang in ["zh", "en"] {
        insta::assert_snapshot!(
            format!("mermaid_{lang}"),
            desk.ok(&format!("draw parking/parking.toml --as mermaid --lang {lang}"))
        );
    }
    insta::assert_snapshot!("bpmn_zh", desk.ok("draw parking/parking.toml --as bpmn --lang zh"));
}

#[test]
fn bpmn_opens_without_a_warning_and_breaks_no_rule() {
    let desk = Desk::new("bpmn");
    let files = drawn(&desk, "bpmn");
    if let Some((content, said)) = judged("node", "bpmn.mjs", &files) {
        assert!(content, "{said}");
    }
    let mut of_kind = BTreeMap::new();
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        let count = |what: &str| text.matches(what).count();
        let routes = count("<bpmn:process ");
        assert!(count("<bpmn:userTask") > 2 && routes == count("<bpmndi:BPMNDiagram "), "{}", file.display());
        let lanes = count("<bpmn:lane ");
        assert!(routes == count("<bpmn:participant ") && lanes >= routes, "{}", file.display());
        // One role does all that `billing` has.
        assert!(lanes > 2 || file.file_stem().is_some_and(|stem| stem == "billing"), "{}: {lanes}", file.display());
        // Everything that has an id has a picture, but for the document, processes, collaborations, sets of lanes and
        // signals, and what belongs to the pictures themselves.
        let drawn = count("<bpmndi:BPMNShape ") + count("<bpmndi:BPMNEdge ");
        let unseen = 1 + 2 * routes + count("<bpmn:laneSet ") + count("<bpmn:signal ");
        let ids = count(" id=\"") - drawn - 2 * routes - unseen;
        assert_eq!(ids, drawn, "{}: something has no picture", file.display());
        for what in [
            "cancelActivity=\"true\"",
            "cancelActivity=\"false\"",
            "triggeredByEvent=\"true\"",
            "isInterrupting=\"false\"",
            "<bpmn:signalEventDefinition signalRef=",
            "<bpmn:timerEventDefinition",
            "<bpmn:messageEventDefinition",
        ] {
            *of_kind.entry(what).or_insert(0) += count(what);
        }
    }
    assert!(of_kind.values().all(|n| *n > 0), "events of every kind: {of_kind:?}");
}
