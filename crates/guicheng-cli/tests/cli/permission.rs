//! Permissions of the organisation: who may open, read, report, show what is personal, write and approve. A refusal names
//! the permission and its clauses.

use super::Desk;
use std::path::Path;

const NOW: &str = "--now 2026-12-02T09:00";

fn shipped(id: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../procedures/{id}/{id}.toml")).display().to_string()
}

fn published(name: &str) -> Desk {
    let desk = Desk::new(name);
    let ids = ["monthly_report", "complaint", "emergency_patient"].map(shipped);
    desk.ok(&format!("publish {} --as zhou_wei --approved-by qian_wei --now 2026-12-01T09:00", ids.join(" ")));
    desk
}

/// A command that must be refused, by this permission, on these clauses.
fn barred(desk: &Desk, line: &str, by: &str, clauses: &[&str]) {
    let out = desk.run(&format!("{line} --format json"));
    assert_eq!(out.code, 1, "{line}\n{}{}", out.out, out.err);
    let doc: serde_json::Value = serde_json::from_str(&format!("{}{}", out.out, out.err)).unwrap();
    let refusal = &doc["error"]["refusal"];
    let refusal = if refusal.is_null() { &doc["refusal"] } else { refusal };
    assert_eq!((refusal["code"].as_str(), refusal["by"].as_str()), (Some("not_permitted"), Some(by)), "{doc}");
    assert_eq!(refusal["clauses"], serde_json::json!(clauses), "{doc}");
}

#[test]
fn a_case_is_opened_by_those_whose_duty_it_is() {
    let desk = published("permission-open");
    // GA-1.2: intake is the desk's, whoever of it is on duty; a guard is told whose.
    barred(&desk, &format!("open complaint --as zhao_gang {NOW}"), "permission.intake", &["GA-1.2"]);
    let told = desk.run(&format!("open complaint --as zhao_gang {NOW} --lang zh"));
    for word in ["没有权限开 complaint 的案", "受理求助、报修、投诉", "permission.intake", "GA-1.2"] {
        assert!(told.err.contains(word), "{word}: {}", told.err);
    }
    let told = desk.run(&format!("open complaint --as zhao_gang {NOW} --lang en"));
    assert!(told.err.contains("not permitted to open a case of complaint"), "{}", told.err);
    assert!(told.err.contains("Take in help, repairs and complaints"), "{}", told.err);
    desk.ok(&format!("open complaint --as chen_jing {NOW}"));
    desk.ok(&format!("open complaint --as sun_yan {NOW}"));
    // An emergency is reported by whoever meets it.
    desk.ok(&format!("open emergency_patient --as zhao_gang {NOW}"));
    // The calendar opens for nobody in particular.
    let ticked = desk.json("tick --now 2027-01-01T08:30");
    assert_eq!(ticked["failed"], serde_json::json!([]), "{ticked}");
    assert_eq!(ticked["opened"][0], "MONTHLY_REPORT-20270101-1", "{ticked}");
}

#[test]
fn a_repeated_opening_gets_its_first_answer_whoever_may_by_now() {
    let desk = published("permission-repeat");
    let first = desk.json(&format!("open complaint --as chen_jing --key k1 {NOW}"));
    let again = desk.json(&format!("open complaint --as chen_jing --key k1 {NOW}"));
    assert_eq!((&first["case"], &again["repeated"]), (&again["case"], &true.into()));
}

#[test]
fn cases_registers_and_statistics_are_read_by_those_who_may() {
    let desk = published("permission-read");
    desk.ok(&format!("open complaint --as chen_jing {NOW}"));
    desk.ok(&format!("open emergency_patient --as chen_jing --set address=7-2-501 --set caller_phone=138 {NOW}"));
    desk.ok("tick --now 2027-01-01T08:30");
    let (complaint, emergency) = ("COMPLAINT-20261202-1", "EMERGENCY_PATIENT-20261202-1");
    let now = "--now 2027-01-01T09:00";
    // GAS-1.2: the statistics are for those who supervise, and whoever compiles them.
    let by = "permission.archive permission.supervision";
    barred(&desk, &format!("show MONTHLY_REPORT-20270101-1 --reader wang_fang {now}"), by, &["GA-1.5", "GAS-1.2"]);
    desk.ok(&format!("show MONTHLY_REPORT-20270101-1 --reader qian_wei {now}"));
    barred(&desk, &format!("report --reader wang_fang {now}"), by, &["GA-1.5", "GAS-1.2"]);
    barred(&desk, &format!("export --all --as csv --reader wang_fang {now}"), by, &["GA-1.5", "GAS-1.2"]);
    desk.ok(&format!("report --reader zhao_min {now}"));
    desk.ok(&format!("export --all --as csv --reader xu_hong {now}"));
    // The desk reads what it takes in; a guard only the case in which there is work for guards.
    desk.ok(&format!("show {complaint} --reader wang_fang {now}"));
    let refused = desk.run(&format!("history {complaint} --reader li_qiang {now} --lang en"));
    assert!(refused.code == 1 && refused.err.contains("not permitted to read cases of complaint"), "{}", refused.err);
    desk.ok(&format!("do {emergency} ep_intake --as chen_jing --set address=7-2-501 --set caller_phone=138 {NOW}"));
    let listed = |reader: &str| -> Vec<String> {
        let doc = desk.json(&format!("cases --reader {reader} {now}"));
        doc["cases"].as_array().unwrap().iter().map(|one| one["case"].as_str().unwrap().into()).collect()
    };
    assert_eq!(listed("li_qiang"), Vec::<String>::new());
    assert_eq!(listed("sun_jian"), [emergency], "the head of guards reads what the guards have");
    assert_eq!(listed("xu_hong").len(), 3);
    // Registers, too.
    barred(&desk, &format!("register monthly_report --reader wang_fang {now}"), by, &["GA-1.5", "GAS-1.2"]);
    desk.ok(&format!("register complaint --reader wang_fang {now}"));
    // Whoever has the store's file and names no reader has all of it.
    desk.ok(&format!("show MONTHLY_REPORT-20270101-1 {now}"));
}

#[test]
fn whoever_has_work_in_a_case_may_read_it() {
    let desk = published("permission-own");
    let emergency = "EMERGENCY_PATIENT-20261202-1";
    desk.ok(&format!("open emergency_patient --as chen_jing {NOW}"));
    desk.ok(&format!("do {emergency} ep_intake --as chen_jing --set address=7-2-501 --set caller_phone=138 {NOW}"));
    desk.ok(&format!("do {emergency} ep_ask_wish --as chen_jing --set help=hospital {NOW}"));
    // On duty that day: the guards of the second crew. Those of another shift have no business in it.
    desk.ok(&format!("show {emergency} --reader li_qiang {NOW}"));
    let refused = desk.run(&format!("show {emergency} --reader luo_jie {NOW}"));
    assert_eq!(refused.code, 1, "{}", refused.out);
}

#[test]
fn what_is_personal_is_shown_by_leave_of_those_who_may_give_it() {
    let desk = published("permission-personal");
    let emergency = "EMERGENCY_PATIENT-20261202-1";
    desk.ok(&format!("open emergency_patient --as chen_jing {NOW}"));
    desk.ok(&format!("do {emergency} ep_intake --as chen_jing --set address=7-2-501 --set caller_phone=138 {NOW}"));
    let asked = format!("disclose {emergency} address --as chen_jing --purpose 送药 {NOW}");
    barred(&desk, &format!("{asked} --second sun_yan"), "permission.personal", &["law.pipl.28"]);
    assert!(desk.ok(&format!("{asked} --second zhou_wei")).contains("7-2-501"));
    let erase = format!("erase {emergency} --as zhou_wei --ground PIPL-47 {NOW}");
    barred(&desk, &format!("{erase} --approved-by sun_yan"), "permission.personal", &["law.pipl.28"]);
}

#[test]
fn procedures_are_written_and_approved_by_those_whose_duty_it_is() {
    let desk = Desk::new("permission-publish");
    let file = shipped("complaint");
    let by = |author: &str, approver: &str| format!("publish {file} --as {author} --approved-by {approver} {NOW}");
    barred(&desk, &by("wang_fang", "qian_wei"), "permission.drafting", &["GA-1.9", "GAS-1.3"]);
    barred(&desk, &by("zhou_wei", "wang_fang"), "permission.approval", &["GAS-1.3"]);
    desk.ok(&by("xu_hong", "feng_lan"));
}

#[test]
fn a_permission_for_a_procedure_that_is_not_there_is_found() {
    let desk = Desk::new("permission-check");
    super::book::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../procedures").as_path(), &desk.path("p"));
    let org = std::fs::read_to_string(desk.path("p/org.toml")).unwrap();
    desk.write("p/org.toml", &org.replacen("open = [\"payment\"]", "open = [\"payments\"]", 1));
    let out = desk.run("check p --lang en");
    assert_eq!(out.code, 1, "{}", out.out);
    assert!(out.out.contains("error[S006]: there is no procedure `payments`"), "{}", out.out);
    assert!(out.out.contains("write `payment`"), "{}", out.out);
    // Only a folder that is asked for whole can tell.
    assert_eq!(desk.run("check p/org.toml --lang en").code, 0);
}
