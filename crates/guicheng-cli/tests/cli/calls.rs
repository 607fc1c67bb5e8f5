//! One case that calls another: what they ask of each other is carried out before a command returns.

use super::Desk;

#[test]
fn a_child_is_opened_told_and_its_end_comes_back() {
    let desk = Desk::new("calls");
    let parent = "HELP_REQUEST-20261202-1";
    desk.ok("open help_request --as chen_jing --now 2026-12-02T09:00");
    desk.ok(&format!(
        "do {parent} intake --as chen_jing --set channel=phone --set address=7-2-501 --set caller_phone=138 \
         --set matter=x --now +1m"
    ));
    desk.ok(&format!("do {parent} classify --as chen_jing --set class=emergency --now +1m"));
    let show = desk.json(&format!("show {parent}"));
    let call = show["work"].as_array().unwrap().iter().find(|w| w["kind"] == "call").unwrap();
    let child = call["child"].as_str().unwrap().to_owned();
    let opened = desk.json(&format!("show {child}"));
    assert_eq!((&opened["procedure"], &opened["state"]), (&"emergency_patient".into(), &"open".into()));
    assert_eq!(opened["work"][0]["step"], "ep_ask_wish", "what was passed on is not asked again");

    for line in [
        "ep_ask_wish --as chen_jing --set help=打~120",
        "stopped --as chen_jing --set stop_reason=withdrawn --why 住户撤回",
        "recall_staff --as chen_jing",
        "ep_record --as chen_jing --set result=stopped --set outcome=x",
        "report_after --as chen_jing",
        "accept_report --as zhou_wei --set sampled=no",
    ] {
        desk.ok(&format!("do {child} {line} --now +1m"));
    }
    assert_eq!(desk.json(&format!("show {child}"))["state"], "closed");
    assert_eq!(desk.json(&format!("show {parent}"))["state"], "closed");
    assert_eq!(desk.json("replay --all")["identical"], 2);
}
