//! Histories for mining tools: the same bytes every time, nobody's personal values, no case lost, the store untouched.

use super::Desk;
use rusqlite::Connection;
use std::fs;

const CASE: &str = "EMERGENCY_PATIENT-20261202-1";
const FORMS: [&str; 5] = ["xes", "json", "csv", "jsonl", "sqlite"];

#[test]
fn every_form_has_the_same_rows_and_the_same_bytes_again() {
    let desk = Desk::new("export");
    desk.ok("demo --lang zh");
    let store = fs::read(desk.path("guicheng.db")).unwrap();
    let mut counts = Vec::new();
    for form in FORMS {
        let told = desk.json(&format!("export --all -o a.{form} --lang zh"));
        assert_eq!(told["schema"], "guicheng/export/1");
        counts.push(told["events"].as_u64().unwrap());
        desk.ok(&format!("export {CASE} -o b.{form} --lang zh"));
        let [a, b] = ["a", "b"].map(|name| fs::read(desk.path(&format!("{name}.{form}"))).unwrap());
        assert!(a == b, "{form} differs from one time to the next");
    }
    assert_eq!(fs::read(desk.path("guicheng.db")).unwrap(), store, "an export changes the store");
    let read = |name: &str| fs::read_to_string(desk.path(name)).unwrap();
    assert_eq!(read("a.xes").matches("<event>").count() as u64, counts[0]);
    assert_eq!(read("a.csv").lines().count() as u64, counts[2] + 1);
    let records = desk.ok(&format!("history {CASE} --records"));
    assert_eq!(read("a.jsonl"), records, "the records go out as they are kept");
    let ocel: serde_json::Value = serde_json::from_str(&read("a.json")).unwrap();
    assert_eq!(ocel["events"].as_array().unwrap().len() as u64, counts[1]);
    let db = Connection::open(desk.path("a.sqlite")).unwrap();
    let count = |table: &str| -> u64 {
        u64::from(db.query_row(&format!("SELECT count(*) FROM {table}"), (), |row| row.get::<_, u32>(0)).unwrap())
    };
    assert_eq!((count("event"), count("object")), (counts[4], ocel["objects"].as_array().unwrap().len() as u64));
    let related =
        ocel["events"].as_array().unwrap().iter().map(|e| e["relationships"].as_array().unwrap().len() as u64);
    assert_eq!(count("event_object"), related.sum::<u64>());
    assert_eq!(desk.run("export --all").code, 2, "no form was named");
    assert_eq!(desk.run("export --as csv").code, 2, "no case was named");
    assert_eq!(desk.run("export NONE --as csv").code, 2);
}

#[test]
fn nothing_personal_gets_out() {
    let desk = Desk::new("export-personal");
    desk.ok("demo --lang zh");
    // What the night's receptionist typed about people: it is in the store's side table, and nowhere else.
    let db = Connection::open(desk.path("guicheng.db")).unwrap();
    let mut select = db.prepare("SELECT value FROM disclosures").unwrap();
    let values: Vec<String> = select
        .query_map((), |row| {
            row.get::<_, String>(0).or_else(|_| row.get::<_, Vec<u8>>(0).map(|b| String::from_utf8(b).unwrap()))
        })
        .unwrap()
        .map(|value| value.unwrap().trim_matches('"').to_owned())
        .collect();
    assert!(values.len() >= 5, "the night has personal values");
    for form in FORMS {
        desk.ok(&format!("export --all -o a.{form} --lang zh"));
        let bytes = fs::read(desk.path(&format!("a.{form}"))).unwrap();
        for value in values.iter().filter(|value| value.chars().count() >= 2) {
            let found = bytes.windows(value.len()).any(|window| window == value.as_bytes());
            assert!(!found, "{form} shows {value}");
        }
    }
    let reasons = desk.ok("export --all --as xes");
    assert!(!reasons.contains("reason"), "what people wrote stays behind");
}
