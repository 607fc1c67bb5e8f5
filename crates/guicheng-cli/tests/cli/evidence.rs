//! Evidence as a stranger gets it: keys, checkpoints, packs, and three independent checks of them.

#![expect(clippy::panic, reason = "helpers of tests fail as tests do")]

use super::Desk;
use guicheng_core::Digest;
use guicheng_evidence::{
    Checkpoint, Key, note,
    zip::{self, File},
};
use guicheng_history::{sha256, to_hex};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

pub(super) const CASE: &str = "EMERGENCY_PATIENT-20261202-1";
const NOW: &str = "--now 2026-12-03T09:00";

pub(super) fn sealed(name: &str) -> Desk {
    let desk = Desk::new(name);
    desk.ok("demo --lang zh");
    desk.ok("key new estate.example/records");
    desk
}

pub(super) fn packed(name: &str) -> (Desk, Vec<u8>) {
    let desk = sealed(name);
    desk.ok(&format!("pack {CASE} -o night.zip --as sun_yan {NOW}"));
    let bytes = std::fs::read(desk.path("night.zip")).unwrap();
    (desk, bytes)
}

fn tamper(desk: &Desk, sql: &str) {
    let db = rusqlite::Connection::open(desk.path("guicheng.db")).unwrap();
    assert_eq!(db.execute(sql, ()).unwrap(), 1, "{sql}");
}

fn python() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/verifier/verify_pack.py")
}

/// What the second verifier says of each file: good, or the record named (0: none).
pub(super) fn second(desk: &Desk, files: &[String]) -> Vec<Option<u32>> {
    let out = Command::new("python3").arg(python()).args(files).current_dir(&desk.folder).output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    let said: Vec<Option<u32>> = text
        .lines()
        .map(|line| {
            let mut words = line.split(' ');
            match words.next() {
                Some("good") => None,
                Some("bad") => words.nth(1).and_then(|n| n.parse().ok()),
                _ => panic!("{line}"),
            }
        })
        .collect();
    assert_eq!(said.len(), files.len(), "{text}{}", String::from_utf8_lossy(&out.stderr));
    said
}

#[test]
fn a_key_is_made_once_shown_and_changed_with_both_signatures() {
    let desk = sealed("key");
    assert_eq!(desk.run("key new other").code, 1);
    let first = desk.json("key show");
    desk.ok("checkpoint");
    let second = desk.json("key rotate");
    assert_eq!(second["replaced"], first["public_key"]);
    assert_ne!(second["public_key"], first["public_key"]);
    assert_eq!(desk.json("key show")["public_key"], second["public_key"]);
    // Checkpoints of both keys count afterwards.
    desk.ok("checkpoint");
    assert_eq!(desk.json("verify")["tree"]["checkpoints"], 2);
    let bad = desk.run("key new a+b --key other.key");
    assert_eq!(bad.code, 2, "{}", bad.err);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(desk.path("guicheng.db.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_checkpoint_says_that_nobody_has_witnessed_it() {
    let desk = sealed("checkpoint");
    let zh = desk.ok("checkpoint --lang zh");
    assert!(zh.contains("没有外部见证") && zh.contains("estate.example/records\n263\n"), "{zh}");
    let en = desk.ok("checkpoint --lang en -o kept.txt");
    assert!(en.contains("Not witnessed"), "{en}");
    assert!(desk.ok("verify --lang en --checkpoint kept.txt").contains("Not witnessed"));
    assert_eq!(desk.run("checkpoint -o kept.txt").code, 1);
}

#[test]
fn a_tick_gives_what_was_written_its_place() {
    let desk = Desk::new("ticked");
    desk.ok("demo --lang zh");
    assert_eq!(desk.json("verify")["tree"]["size"], 0);
    desk.ok(&format!("tick {NOW}"));
    assert_eq!(desk.json("verify")["tree"]["size"], 263);
    // Sealed, a record is known again: also where the whole chain behind it would fit.
    tamper(&desk, "UPDATE tree SET hash = zeroblob(32) WHERE seq = 200");
    let said = desk.run("verify --lang en");
    assert_eq!(said.code, 1);
    assert!(said.out.contains("record 200 is not what was sealed"), "{}", said.out);
}

#[test]
fn a_store_that_was_rewritten_or_cut_is_caught_by_what_lies_elsewhere() {
    let desk = sealed("rewritten");
    desk.ok("checkpoint -o kept.txt");
    let last = desk.json(&format!("show {CASE}"))["seq"].as_u64().unwrap();
    // Altered in place: the sealed hash names the record.
    tamper(&desk, "UPDATE records SET line = replace(line, '2026-12-01T18', '2026-12-01T17') WHERE seq = 200");
    let altered = desk.run("checkpoint --lang en");
    assert_eq!(altered.code, 1);
    assert!(altered.err.contains("record 200 is not what was sealed"), "{}", altered.err);

    // The end cut off, with everything that the store itself could compare it with: only the kept checkpoint knows.
    let desk = sealed("cut");
    desk.ok("checkpoint -o kept.txt");
    let db = rusqlite::Connection::open(desk.path("guicheng.db")).unwrap();
    db.execute("DELETE FROM tree WHERE seq > 200", ()).unwrap();
    db.execute("DELETE FROM notes WHERE kind = 'checkpoint'", ()).unwrap();
    drop(db);
    let lacking = desk.run("verify --lang en --checkpoint kept.txt");
    assert_eq!(lacking.code, 1);
    assert!(lacking.out.contains(&format!("covers {last}, the store has 200")), "{}", lacking.out);
    // A checkpoint of somebody else's key is no evidence.
    let stranger = Key::new("estate.example/records", [3; 32]).unwrap();
    let forged = Checkpoint { origin: "estate.example/records".into(), size: 1, root: Digest([1; 32]) };
    std::fs::write(desk.path("forged.txt"), note::sign(&forged.text(), &[&stranger])).unwrap();
    let foreign = desk.run("verify --lang en --checkpoint forged.txt");
    assert_eq!(foreign.code, 1);
    assert!(foreign.out.contains("not signed"), "{}", foreign.out);
}

#[test]
fn a_pack_is_reproducible_and_checked_by_three_programs() {
    let (desk, bytes) = packed("pack");
    desk.ok(&format!("pack {CASE} -o again.zip --as sun_yan {NOW}"));
    assert_eq!(std::fs::read(desk.path("again.zip")).unwrap(), bytes);
    assert_eq!(desk.run(&format!("pack {CASE} -o again.zip {NOW}")).code, 1, "never over another file");

    let zh = desk.ok("verify night.zip --lang zh");
    assert!(zh.contains("263 条记录") && zh.contains("重判：相同") && zh.contains("没有外部见证"), "{zh}");
    let key = desk.json("key show")["public_key"].as_str().unwrap().to_owned();
    desk.ok(&format!("verify night.zip --trust {key}"));
    let other = Key::new("estate.example/records", [3; 32]).unwrap().public().to_vkey();
    assert_eq!(desk.run(&format!("verify night.zip --trust {other}")).code, 1);

    assert_eq!(second(&desk, &["night.zip".into()]), [None]);
    let (code, said) = shell_check(&desk, &bytes, "whole");
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("chain: 263 records"), "{said}");
}

#[test]
fn the_shell_script_sees_what_was_altered() {
    let (desk, bytes) = packed("shell");
    for (name, path, from, to, says) in [
        ("value", "data/history.jsonl", "\"dong_liang\"", "\"dong_liong\"", "manifest"),
        ("head", "data/head.txt", "\n", " \n", "manifest"),
    ] {
        let (code, said) = shell_check(&desk, &altered(&bytes, path, from, to, false), name);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains(says), "{said}");
    }
    // With the manifests made anew the chain still shows it.
    let forged = altered(&bytes, "data/history.jsonl", "\"dong_liang\"", "\"dong_liong\"", true);
    let (code, said) = shell_check(&desk, &forged, "chain");
    assert_eq!(code, 1);
    assert!(said.contains("does not follow the one before it"), "{said}");
    let forged = altered(&bytes, "data/proofs/checkpoint.txt", "\n263\n", "\n262\n", true);
    let (code, said) = shell_check(&desk, &forged, "signature");
    assert_eq!(code, 1);
    assert!(said.contains("signature"), "{said}");
}

#[test]
fn personal_values_leave_only_with_two_names_and_a_purpose() {
    let desk = sealed("release");
    let (_, whole) =
        (desk.ok(&format!("pack {CASE} -o bare.zip {NOW}")), std::fs::read(desk.path("bare.zip")).unwrap());
    let text = String::from_utf8_lossy(&whole).into_owned();
    assert!(!text.contains("13800000000") && !text.contains("胸痛"));
    for refused in ["", "--as sun_yan --purpose court", "--as sun_yan --second sun_yan --purpose court"] {
        let out = desk.run(&format!("pack {CASE} -o none.zip --release condition {refused} {NOW}"));
        assert_eq!(out.code, 1, "{refused}");
        assert!(!desk.path("none.zip").exists());
    }
    let two = "--as sun_yan --second zhou_wei --purpose court";
    desk.ok(&format!("pack {CASE} -o court.zip --release condition {two} {NOW}"));
    let files = zip::read(&std::fs::read(desk.path("court.zip")).unwrap()).unwrap();
    let disclosed: Vec<&File> =
        files.iter().filter(|f| f.path.ends_with(".json") && f.path.contains("disclosures")).collect();
    assert_eq!(disclosed.len(), 1);
    assert!(String::from_utf8_lossy(&disclosed[0].bytes).contains("胸痛"));
    let custody = files.iter().find(|f| *f.path == *"data/custody.jsonl").unwrap();
    let custody = String::from_utf8_lossy(&custody.bytes).into_owned();
    assert!(custody.contains("zhou_wei") && custody.contains("court"), "{custody}");
    desk.ok("verify court.zip");
    assert_eq!(second(&desk, &["court.zip".into()]), [None]);

    // Altered, or with another salt, it is not what was sealed.
    let bytes = std::fs::read(desk.path("court.zip")).unwrap();
    let path = disclosed[0].path.to_string();
    for (name, from, to) in [("value.zip", "胸痛", "腹痛"), ("salt.zip", "[\"", "[\"0")] {
        std::fs::write(desk.path(name), altered(&bytes, &path, from, to, true)).unwrap();
        assert_eq!(desk.run(&format!("verify {name}")).code, 1, "{name}");
        assert_eq!(second(&desk, &[name.into()]), [Some(0)], "{name}");
    }
}

/// Unpacks and runs the script of the pack.
fn shell_check(desk: &Desk, bytes: &[u8], name: &str) -> (i32, String) {
    for file in zip::read(bytes).unwrap() {
        let path = desk.path(name).join(&*file.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, file.bytes).unwrap();
    }
    let out = Command::new("sh").arg(desk.path(name).join("check.sh")).output().unwrap();
    (out.status.code().unwrap(), String::from_utf8_lossy(&out.stdout).into_owned())
}

/// A pack with one text replaced in one file; with `clever`, the manifests are made anew.
pub(super) fn altered(bytes: &[u8], path: &str, from: &str, to: &str, clever: bool) -> Vec<u8> {
    let mut files = zip::read(bytes).unwrap();
    let file = files.iter_mut().find(|f| *f.path == *path).unwrap();
    let text = String::from_utf8(file.bytes.clone()).unwrap();
    assert!(text.contains(from), "{path} has no {from}");
    file.bytes = text.replacen(from, to, 1).into_bytes();
    if clever { rebag(files) } else { zip::write(&files).unwrap() }
}

/// The zip of these files with manifests that fit them.
pub(super) fn rebag(mut files: Vec<File>) -> Vec<u8> {
    for (manifest, data) in [("manifest-sha256.txt", true), ("tagmanifest-sha256.txt", false)] {
        let listed =
            files.iter().filter(|f| f.path.starts_with("data/") == data && *f.path != *"tagmanifest-sha256.txt");
        let text: String = listed.map(|f| format!("{}  {}\n", to_hex(&sha256(&f.bytes)), f.path)).collect();
        if let Some(file) = files.iter_mut().find(|f| *f.path == *manifest) {
            file.bytes = text.into_bytes();
        }
    }
    zip::write(&files).unwrap()
}
