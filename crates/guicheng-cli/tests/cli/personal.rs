//! Personal values shown and deleted: by two people, for a stated reason, in the record of the case (S40).

use super::{
    Desk,
    evidence::{CASE, sealed, second},
};
use guicheng_evidence::zip;

const LATER: &str = "--now 2027-03-10T09:00";

fn sql(desk: &Desk, sql: &str) {
    let db = rusqlite::Connection::open(desk.path("guicheng.db")).unwrap();
    db.execute(sql, ()).unwrap();
}

/// Whether a file of the store still holds these bytes.
fn holds(desk: &Desk, text: &str) -> bool {
    let files = std::fs::read_dir(&desk.folder).unwrap().map(|f| f.unwrap().path());
    let stores = files.filter(|f| f.file_name().unwrap().to_string_lossy().starts_with("guicheng.db"));
    stores.map(|f| std::fs::read(f).unwrap()).any(|bytes| bytes.windows(text.len()).any(|w| w == text.as_bytes()))
}

#[test]
fn s40_what_is_erased_is_gone_and_everything_still_verifies() {
    let desk = sealed("s40");
    desk.ok("checkpoint -o kept.txt");
    desk.ok(&format!("backup old.db {LATER}"));
    assert!(holds(&desk, "13800000000") && holds(&desk, "胸痛"));
    let before = desk.json(&format!("history {CASE}"))["records"].as_array().unwrap().len();
    for refused in ["", "--as sun_yan --approved-by zhou_wei", "--as sun_yan --approved-by sun_yan --ground PIPL-47"] {
        assert_eq!(desk.run(&format!("erase {CASE} {refused} {LATER}")).code, 1, "{refused}");
    }
    let told = desk.ok(&format!("erase {CASE} --as sun_yan --approved-by zhou_wei --ground PIPL-47 {LATER} --lang en"));
    assert!(told.contains("swept") && told.contains("backup old.db"), "{told}");
    assert!(!holds(&desk, "13800000000") && !holds(&desk, "胸痛"), "the values are still in the file");

    let record = before + 2;
    let verified = desk.ok("verify --lang en --checkpoint kept.txt");
    assert!(verified.contains(&format!("erased under record {record}")), "{verified}");
    desk.ok("replay --all");
    let show = desk.ok(&format!("show {CASE} --lang en {LATER}"));
    assert!(show.contains("erased by") && show.contains(&format!("[record {record}]")), "{show}");
    let history = desk.ok(&format!("history {CASE} --lang zh"));
    assert!(history.contains("删除个人信息") && history.contains("依据：PIPL-47"), "{history}");
    assert_eq!(
        desk.run(&format!("disclose {CASE} condition --as sun_yan --second zhou_wei --purpose x {LATER}")).code,
        2
    );
    // Nothing is left to erase.
    let again = desk.json(&format!("erase {CASE} --as sun_yan --approved-by zhou_wei --ground PIPL-47 {LATER}"));
    assert_eq!(again["erased"].as_array().unwrap().len(), 0);

    desk.ok(&format!("pack {CASE} -o after.zip --as sun_yan {LATER}"));
    let said = desk.json("verify after.zip");
    assert_eq!((said["right"].as_bool(), said["withheld"].as_u64()), (Some(true), Some(0)));
    assert!(said["erased"].as_u64().unwrap() > 3, "{said}");
    assert_eq!(second(&desk, &["after.zip".into()]), [None]);
    let files = zip::read(&std::fs::read(desk.path("after.zip")).unwrap()).unwrap();
    let index = files.iter().find(|f| f.path.ends_with("INDEX")).unwrap();
    let index = String::from_utf8(index.bytes.clone()).unwrap();
    assert!(index.lines().all(|line| line.starts_with("erased ") && line.ends_with(&format!(" {record}"))), "{index}");
}

#[test]
fn a_value_that_is_gone_or_still_there_against_the_records_is_an_error() {
    let desk = sealed("missing");
    sql(&desk, "DELETE FROM disclosures WHERE field = 'condition'");
    let said = desk.run("verify --lang en");
    assert_eq!(said.code, 1);
    assert!(said.out.contains("`condition`") && said.out.contains("no record says that it was erased"), "{}", said.out);
    assert_eq!(desk.run(&format!("pack {CASE} -o none.zip {LATER}")).code, 1, "no pack hides it");

    // A record that says erased while the value is kept aside: a forged erasure.
    let desk = sealed("forged");
    sql(&desk, "CREATE TABLE aside AS SELECT * FROM disclosures");
    desk.ok(&format!("erase {CASE} --as sun_yan --approved-by zhou_wei --ground PIPL-47 {LATER}"));
    sql(&desk, "INSERT INTO disclosures SELECT * FROM aside");
    let said = desk.run("verify --lang en");
    assert_eq!(said.code, 1);
    assert!(said.out.contains("still there, though record"), "{}", said.out);

    // Another value under the same commitment.
    let desk = sealed("swapped");
    sql(&desk, "UPDATE disclosures SET value = '\"腹痛\"' WHERE field = 'condition'");
    assert_eq!(desk.run("verify").code, 1);
}

#[test]
fn the_time_of_keeping_runs_out_by_the_definition() {
    let desk = sealed("keeping");
    assert_eq!(desk.json("erase --due --now 2026-12-20T09:00")["due"].as_array().unwrap().len(), 0);
    let due = desk.json(&format!("erase --due {LATER}"));
    let fields: Vec<&str> = due["due"].as_array().unwrap().iter().map(|d| d["field"].as_str().unwrap()).collect();
    assert!(fields.contains(&"condition") && !fields.contains(&"caller_phone"), "{due}");
    assert!(due["due"].as_array().unwrap().iter().all(|d| d["kept_days"] == 90), "{due}");
    let told = desk.ok(&format!("erase --due --as sun_yan --approved-by zhou_wei {LATER} --lang zh"));
    assert!(told.contains("condition"), "{told}");
    assert!(!holds(&desk, "胸痛") && holds(&desk, "13800000000"));
    assert_eq!(desk.json(&format!("erase --due {LATER}"))["due"].as_array().unwrap().len(), 0);
    desk.ok("verify");
}

#[test]
fn a_person_is_found_in_every_case_by_what_they_gave() {
    let desk = sealed("subject");
    let line = "erase --subject caller_phone=13800000000 --as sun_yan --approved-by zhou_wei --ground withdrawn";
    let done = desk.json(&format!("{line} {LATER}"));
    assert_eq!(done["erased"][0]["case"], CASE, "{done}");
    assert!(done["subject"].as_str().unwrap().starts_with("s-"));
    let none = desk.json(&format!("{line} {LATER}"));
    assert_eq!(none["erased"].as_array().unwrap().len(), 0, "no index leads there any more");
}

#[test]
fn a_masked_value_is_shown_to_two_people_and_recorded() {
    let desk = sealed("disclose");
    for refused in ["--as sun_yan --purpose court", "--as sun_yan --second sun_yan --purpose court"] {
        assert_eq!(desk.run(&format!("disclose {CASE} condition {refused} {LATER}")).code, 1, "{refused}");
    }
    let line = format!("disclose {CASE} condition --as sun_yan --second zhou_wei --purpose court {LATER}");
    let shown = desk.json(&line);
    assert!(shown["values"][0]["value"].as_str().unwrap().contains("胸痛"), "{shown}");
    let history = desk.ok(&format!("history {CASE} --lang zh"));
    let last = history.lines().last().unwrap();
    assert!(last.contains("查看个人信息") && last.contains("用途：court"), "{last}");
    assert!(!history.contains("胸痛"));
    desk.ok("verify");
    desk.ok("replay --all");
}

#[test]
fn a_restored_store_says_what_it_lacks_and_sends_nothing_twice() {
    let desk = sealed("restored");
    desk.ok("backup old.db --now 2026-12-03T09:00");
    let open = "open repair_request --as sun_yan --now 2026-12-03T09:01";
    let opened = desk.run(open);
    assert_eq!(opened.code, 0, "{}{}", opened.out, opened.err);
    desk.ok("checkpoint -o kept.txt");
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(desk.path(&format!("guicheng.db{end}")));
    }
    let back = desk.run("restore old.db --checkpoint kept.txt --lang en");
    assert_eq!(back.code, 1, "{}{}", back.out, back.err);
    assert!(back.out.contains("records are missing") && back.out.contains("held back"), "{}", back.out);
    let said = desk.json("restore --send-outbox");
    assert!(said["sent"].as_u64().unwrap() > 0 && said["held_back"] == 0, "{said}");
    assert_eq!(desk.json("restore --send-outbox")["sent"], 0);
}

/// Takes the store away as a lost disk would; what lies beside it stays.
fn lost(desk: &Desk) {
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(desk.path(&format!("guicheng.db{end}")));
    }
}

#[test]
fn what_was_erased_stays_erased_in_a_store_out_of_an_older_backup() {
    let desk = sealed("restored-erased");
    desk.ok(&format!("backup old.db {LATER}"));
    desk.ok(&format!("erase {CASE} --as sun_yan --approved-by zhou_wei --ground PIPL-47 {LATER}"));
    let list = std::fs::read_to_string(desk.path("guicheng.db.erasures")).unwrap();
    assert!(list.contains(CASE) && !list.contains("13800000000") && !list.contains("胸痛"), "{list}");
    lost(&desk);
    let told = desk.ok(&format!("restore old.db {LATER} --lang en"));
    assert!(told.contains("erased after the backup") && told.contains("erased here again"), "{told}");
    assert!(!holds(&desk, "13800000000") && !holds(&desk, "胸痛"), "the values are back");
    let history = desk.ok(&format!("history {CASE} --lang en"));
    let last = history.lines().last().unwrap();
    assert!(last.contains("PIPL-47"), "{last}");
    let records = desk.ok(&format!("history {CASE} --records"));
    assert!(records.lines().last().unwrap().contains("backup old.db"), "the backup still holds them: {records}");
    desk.ok("verify");
    desk.ok("replay --all");

    // Once is enough, and without the list the store says that it knows of none.
    lost(&desk);
    std::fs::rename(desk.path("guicheng.db.erasures"), desk.path("kept.erasures")).unwrap();
    let told = desk.ok(&format!("restore old.db {LATER} --lang en"));
    assert!(told.contains("there is no list of erasures") && holds(&desk, "13800000000"), "{told}");
    lost(&desk);
    let told = desk.json(&format!("restore old.db --erasures kept.erasures {LATER}"));
    assert_eq!(told["erased"].as_array().unwrap().len(), 1, "{told}");
    assert!(!holds(&desk, "13800000000"));
    assert_eq!(desk.run(&format!("restore old.db --erasures none {LATER}")).code, 1, "there is a store already");
}
