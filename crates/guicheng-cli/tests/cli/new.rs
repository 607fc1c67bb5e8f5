//! `new`: what it writes checks clean and passes its own tests.

use super::Desk;

fn clean(desk: &Desk, id: &str) {
    let check = desk.json("check --deny warnings");
    for file in check["files"].as_array().unwrap() {
        assert_eq!(file["findings"].as_array().unwrap().len(), 0, "{file}");
    }
    let tests = desk.json(&format!("test {id}"));
    assert_eq!((&tests["failed"], &tests["passed"]), (&0.into(), &2.into()), "{tests}");
    desk.ok("fmt --check");
}

#[test]
fn in_an_empty_folder_with_side_files() {
    let desk = Desk::new("new");
    let said = desk.ok("new parking --title 停车证 --lang zh");
    assert!(said.contains("parking/parking.toml") && said.contains("org.toml"), "{said}");
    clean(&desk, "parking");
    let opened = desk.ok("open parking/parking.toml --as wang_fang --now 2026-12-01T09:00 --lang zh");
    assert!(opened.contains("登记"), "{opened}");
    let again = desk.run("new parking --lang zh");
    assert_eq!(again.code, 1);
    assert!(again.err.contains("已经有文件"), "{}", again.err);
    desk.ok("new lost_property");
    assert!(!desk.path("lost_property/org.toml").exists());
    clean(&desk, "lost_property");
    assert_eq!(desk.run("new a.b").code, 2);
}

#[test]
fn beside_an_organisation_it_takes_what_is_there() {
    let desk = Desk::new("new-beside");
    let org = include_str!("../../../guicheng-lang/tests/explain/org.toml");
    // Its permission speaks of a procedure that is not here.
    desk.write("org.toml", &org.replace("open = [\"sample\"]", "open = \"any\""));
    let doc = desk.json("new visit --title 来访 --at procedures");
    assert_eq!(doc["written"].as_array().unwrap().len(), 2, "{doc}");
    let text = std::fs::read_to_string(desk.path("procedures/visit/visit.toml")).unwrap();
    assert!(text.contains("from = \"roster:desk\"") && text.contains("from = \"post:boss\""), "{text}");
    clean(&desk, "procedures");
}
