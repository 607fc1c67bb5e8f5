//! Pictures that other programs open, judged by those programs where they are installed; where not, that is said.

use super::Desk;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
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
/// it said.
fn judged(program: &str, script: &str, files: &[PathBuf]) -> (bool, String) {
    let script = root().join("tests/pictures").join(script);
    let out = Command::new(program).arg(&script).args(files).output();
    let out = match out {
        Ok(out) => out,
        Err(e) => {
            let said = format!("NOT CHECKED by {}: {program}: {e}", script.display());
            eprintln!("{said}");
            return (true, said);
        }
    };
    let said = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    for line in said.lines().filter(|l| l.contains("NOT CHECKED")) {
        eprintln!("{line}");
    }
    (out.status.success(), said)
}

/// A Python that may know more than its standard library.
fn python() -> String {
    std::env::var("GUICHENG_PYTHON").unwrap_or_else(|_| "python3".into())
}

#[test]
fn nets_of_the_procedures_are_sound_workflow_nets() {
    let desk = Desk::new("nets");
    let files = drawn(&desk, "pnml");
    let (content, said) = judged(&python(), "pnml.py", &files);
    assert!(content, "{said}");
    let seen = said.lines().filter(|l| l.contains(" markings")).count();
    assert!(seen == files.len() || said.starts_with("NOT CHECKED"), "{said}");
}

#[test]
fn a_net_that_lost_an_arc_is_not_sound() {
    let desk = Desk::new("broken-net");
    let file = root().join("procedures/payment/payment.toml");
    let whole = desk.ok(&format!("draw {} --as pnml", file.display()));
    let arcs: Vec<&str> = whole.lines().filter(|l| l.starts_with("<arc ")).collect();
    let mut caught = 0;
    for (at, arc) in arcs.iter().enumerate() {
        let out = desk.path(&format!("{at}.pnml"));
        fs::write(&out, whole.replace(&format!("{arc}\n"), "")).unwrap();
        caught += usize::from(!judged("python3", "pnml.py", &[out]).0);
    }
    assert!(caught * 2 > arcs.len(), "only {caught} of {} losses were seen", arcs.len());
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
    let (content, said) = judged("node", "mermaid.mjs", &files);
    assert!(content, "{said}");
    let read = said.lines().filter(|l| l.ends_with(": flowchart-v2")).count();
    assert!(said.contains("NOT CHECKED") || read == files.len(), "{said}");
    let text = fs::read_to_string(&files[0]).unwrap();
    assert!(text.starts_with("flowchart TD\n") && text.contains("subgraph r0"), "{text}");
}

#[test]
fn bpmn_opens_without_a_warning_and_breaks_no_rule() {
    let desk = Desk::new("bpmn");
    let files = drawn(&desk, "bpmn");
    let (content, said) = judged("node", "bpmn.mjs", &files);
    assert!(content, "{said}");
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        let count = |what: &str| text.matches(what).count();
        assert!(
            count("<bpmn:userTask") > 2 && count("<bpmn:process ") == count("<bpmndi:BPMNDiagram "),
            "{}",
            file.display()
        );
        let drawn = count("<bpmndi:BPMNShape ") + count("<bpmndi:BPMNEdge ");
        let ids = count(" id=\"")
            - count("_di\"")
            - count("_p\"")
            - count("<bpmndi:BPMNDiagram ")
            - count("<bpmn:process ")
            - 1;
        assert_eq!(ids, drawn, "{}: something has no picture", file.display());
    }
}
