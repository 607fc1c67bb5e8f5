//! Real cases on a store: opened, done, refused, repeated, kept.

use super::Desk;

const CASE: &str = "EMERGENCY_PATIENT-20261202-1";

fn opened(name: &str) -> Desk {
    let desk = Desk::new(name);
    desk.ok("open emergency_patient --as sun_yan --set address=7-2-501 --set caller_phone=138 --now 2026-12-02T02:13");
    desk
}

#[test]
fn a_refusal_says_what_by_which_rule_and_what_is_open() {
    let desk = opened("refusal");
    let out = desk.run(&format!("do {CASE} ep_ask_wish --as sun_yan --set help=hospital --now +1m --lang zh"));
    assert_eq!(out.code, 1);
    insta::assert_snapshot!(out.err, @"
    不行：这一步现在没有开着
      依据：问需要哪种帮助（ep_ask_wish）
      条款：4.2.1-0b
      现在能做：接听，记下住址和电话 (ep_intake)
    ");
    let out = desk.run(&format!("do {CASE} ep_intake --as wang_fang --now +1m --lang en"));
    assert_eq!(out.code, 1);
    insta::assert_snapshot!(out.err, @"
    refused: not for this person to do
      by:      Answer; write down address and phone (ep_intake · who)
      clauses: 4.2.1-0a
      open now: Answer; write down address and phone (ep_intake)
    ");
}

#[test]
fn what_is_held_says_which_rule_holds_it() {
    let desk = opened("held");
    for line in [
        "ep_intake --as sun_yan",
        "ep_ask_wish --as sun_yan --set help=派人护理",
        "c_request --as sun_yan --set care_request=x",
        "c_assign_carer --as sun_jian --name 杜娟",
        "c_relative_present --as du_juan --check purpose --set relative_present=否",
    ] {
        desk.ok(&format!("do {CASE} {line} --now +20s"));
    }
    let out = desk.run(&format!("do {CASE} c_nursing --as du_juan --check no_advice --now +20s --lang en"));
    assert_eq!(out.code, 1);
    assert!(out.err.contains("carer_never_alone") && out.err.contains("4.2.1-c5"), "{}", out.err);
}

#[test]
fn a_repeat_gets_the_first_answer() {
    let desk = opened("repeat");
    // The address is known from opening: typed once, and not again.
    desk.ok(&format!("do {CASE} ep_intake --as sun_yan --key a --now +10s"));
    let before = desk.json(&format!("show {CASE}"))["seq"].clone();
    let again = desk.json(&format!("do {CASE} ep_intake --as sun_yan --key a --now +10s"));
    assert_eq!(again["repeated"], true);
    let other = desk.run(&format!("do {CASE} ep_ask_wish --as sun_yan --set help=hospital --key a --format json"));
    assert_eq!(other.code, 1);
    assert!(other.out.contains("key_reused"), "{}", other.out);
    assert_eq!(desk.json(&format!("show {CASE}"))["seq"], before);
}

#[test]
fn personal_values_are_never_shown() {
    let desk = Desk::new("personal");
    desk.ok("open emergency_patient --as sun_yan --set address=7-2-501 --set condition=胸痛 --now 2026-12-02T02:13");
    for command in ["show", "history", "history --records"] {
        let shown = desk.ok(&format!("{command} {CASE}"));
        assert!(!shown.contains("7-2-501") && !shown.contains("胸痛"), "{command}\n{shown}");
    }
    let raw = std::fs::read(desk.path("guicheng.db")).unwrap();
    // They stand in the side store, to be deleted there; what the records hold is a commitment.
    assert!(raw.len() > 1_000);
}

#[test]
fn time_passes_only_as_told() {
    let desk = opened("time");
    desk.ok(&format!("do {CASE} ep_intake --as sun_yan --now 02:13:30"));
    desk.ok(&format!("do {CASE} ep_ask_wish --as sun_yan --set help=打~120 --now 02:14:00"));
    let due = desk.json("tick --now 02:15:00");
    assert_eq!(
        (&due["fired"][0], &due["next_due"]),
        (&serde_json::Value::Null, &"2026-12-02T02:15:00.001+08:00".into())
    );
    let late = desk.json("tick --now 02:15:00.001");
    assert_eq!(late["fired"][0], CASE);
    assert_eq!(desk.json(&format!("show {CASE}"))["escalated"], true);
    // A look at the machine's own clock, whenever this runs, is never before what the store has seen.
    assert_eq!(desk.json("tick --now 02:15:00.001")["fired"].as_array().unwrap().len(), 0);
}

#[test]
fn a_backup_is_a_store() {
    let desk = opened("backup");
    desk.ok("backup copy.db");
    assert_eq!(desk.run("backup copy.db").code, 1);
    desk.ok("restore copy.db --store second.db");
    assert_eq!(desk.run("restore copy.db --store second.db").code, 1);
    assert_eq!(desk.json("cases")["cases"], desk.json("cases --store second.db")["cases"]);
    desk.ok("replay --all --store second.db");
}

/// Whoever mistypes their own name would read that there is nothing to do, or stand in a history as somebody else.
#[test]
fn a_name_that_nobody_has_is_told_and_nothing_is_written() {
    let desk = opened("misnamed");
    let before = desk.json(&format!("show {CASE}"));
    let wrong = [
        "todo --as sun_yann".to_owned(),
        "cases --reader sun_yann".to_owned(),
        "open complaint --as sun_yann --now 02:20".to_owned(),
        format!("do {CASE} ep_intake --as sun_yann --now 02:20"),
        format!("do {CASE} ep_intake --as sun_yan --delegate sun_yann --now 02:20"),
        "duty roster:front_desk --to sun_yan --as sun_yann --why x".to_owned(),
    ];
    for command in wrong {
        let out = desk.run(&format!("{command} --lang zh"));
        assert_eq!((out.code, out.out.as_str()), (1, ""), "{command}");
        assert!(out.err.contains("组织里没有“sun_yann”这个人；是不是 sun_yan"), "{command}: {}", out.err);
    }
    let out = desk.run("todo --as 王芬 --lang zh");
    assert!(out.code == 1 && out.err.contains("是不是 王芳"), "{}", out.err);
    let out = desk.run("todo --as somebody_else --lang en --format json");
    assert!(out.code == 1 && out.out.contains("no_person") && !out.out.contains("did you mean"), "{}", out.out);
    assert_eq!(desk.json(&format!("show {CASE}")), before);
    assert_eq!(desk.json("cases")["cases"].as_array().unwrap().len(), 1);
}

#[test]
fn the_first_holder_of_a_signed_duty_is_set_with_a_reason() {
    let desk = opened("duty");
    assert!(desk.ok("duty --lang en").contains("no duty has been set"));
    let set = "duty roster:front_desk --to 陈静 --as zhou_wei --now 2026-12-02T02:20";
    assert_eq!(desk.run(set).code, 2, "without a reason");
    let out = desk.run(&format!("{set} --why ~ --lang en"));
    assert!(out.code == 1 && out.err.contains("a reason is wanted"), "{}", out.err);
    let out = desk.run("duty roster:guard --to chen_jing --as zhou_wei --why x --lang zh");
    assert!(out.code == 1 && out.err.contains("不是双方签字才换人的值守"), "{}", out.err);
    let out = desk.run("duty roster:front_desk --to nobody --as zhou_wei --why x --format json");
    assert!(out.code == 1 && out.out.contains("no_person"), "{}", out.out);
    assert!(desk.ok(&format!("{set} --why 启用第一天 --lang zh")).contains("zhou_wei 指定：启用第一天"));
    let duties = desk.json("duty roster:front_desk");
    assert_eq!(duties["schema"], "guicheng/duty/1");
    let first = &duties["duties"][0];
    assert_eq!((&first["person"], &first["set_by"]), (&"chen_jing".into(), &"zhou_wei".into()));
    assert!(first["since"].as_str().unwrap().starts_with("2026-12-02T02:20"));
}
