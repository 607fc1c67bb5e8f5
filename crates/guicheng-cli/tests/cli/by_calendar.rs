//! What the calendar and the roster open is done to its end: nobody opens anything by hand here.

use super::Desk;
use serde_json::Value;
use std::path::Path;

/// A store with these procedures, and those that they call.
fn published(name: &str, ids: &[&str], at: &str) -> Desk {
    let desk = Desk::new(name);
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../procedures").display().to_string();
    let files: Vec<String> = ids.iter().map(|id| format!("{shipped}/{id}/{id}.toml")).collect();
    desk.ok(&format!("publish {} --as zhou_wei --approved-by qian_wei --now {at}", files.join(" ")));
    desk
}

/// The cases that a tick opened.
fn opened(desk: &Desk, at: &str) -> Vec<String> {
    let ticked = desk.json(&format!("tick --now {at}"));
    assert_eq!(ticked["failed"], serde_json::json!([]), "{ticked}");
    let opened = ticked["opened"].as_array().cloned().unwrap_or_default();
    opened.iter().map(|case| case.as_str().unwrap().to_owned()).collect()
}

/// Acts on a case, each with its time.
fn acts(desk: &Desk, case: &str, acts: &[(&str, &str)]) {
    for (at, act) in acts {
        desk.ok(&format!("do {case} {act} --now {at}"));
    }
}

fn state(desk: &Desk, case: &str, at: &str) -> Value {
    desk.json(&format!("show {case} --now {at}"))["state"].clone()
}

#[test]
fn the_till_of_a_day() {
    let desk = published("calendar-till", &["payment"], "2026-12-04T07:00");
    let cases = opened(&desk, "2026-12-04T08:30");
    let [case] = &cases[..] else { panic!("{cases:?}") };
    acts(
        &desk,
        case,
        &[
            (
                "2026-12-04T09:10",
                "take_payment --as sun_yan --set unit=3-301 --set amount=310.00 --set receipt_number=S-1 --check identity --check receipt",
            ),
            (
                "2026-12-04T11:00",
                "take_payment --as sun_yan --set unit=3-302 --set amount=930.00 --set receipt_number=S-2 --check identity --check receipt",
            ),
            ("2026-12-04T15:30", "collect --as sun_yan"),
            ("2026-12-04T15:40", "daily_close --as sun_yan --set cash=1240.00"),
            ("2026-12-04T15:50", "hand_in --as sun_yan --set handed_in=J-1"),
            ("2026-12-04T16:30", "receive_cash --as zheng_hui --sign"),
        ],
    );
    assert_eq!(state(&desk, case, "2026-12-04T16:30"), "closed");
    let register = desk.json("register payment daily_receipts --now 2026-12-04T17:00");
    let cells = register["registers"][0]["rows"][0]["cells"].as_array().unwrap().clone();
    let cell = |column: &str| cells.iter().find(|cell| cell["column"] == column).unwrap()["text"].clone();
    assert_eq!((cell("receipts"), cell("cash"), cell("slips")), ("1240".into(), "1240".into(), "2".into()));
    assert_eq!(cell("day"), "2026-12-04");
    desk.ok("replay --all");
}

#[test]
fn the_bills_of_a_month_the_list_and_a_case_of_arrears_each() {
    let desk = published("calendar-bills", &["complaint", "arrears", "billing"], "2026-12-04T07:00");
    let cases = opened(&desk, "2026-12-05T08:30");
    let [case] = &cases[..] else { panic!("{cases:?}") };
    let line = "unpaid_list --as zheng_hui --set anybody=true --set unpaid=A-0201,A-0302 --set two_months=1";
    acts(&desk, case, &[("2026-12-05T10:00", "send_bills --as zheng_hui --set billed=1000 --check sent")]);
    // Nothing more is to be done before the list is due, on the 25th.
    assert_eq!(desk.run(&format!("do {case} {line} --now 2026-12-24T10:00")).code, 1);
    desk.ok("tick --now 2026-12-25T00:00");
    acts(&desk, case, &[("2026-12-25T10:00", line)]);
    for (account, unit, owed, since) in
        [("A-0201", "2-201", "310", "2026-12-01"), ("A-0302", "3-302", "930", "2026-10-01")]
    {
        let debtor = format!(
            "enter_debtor --for {account} --as zheng_hui --set address={unit} --set phone=13800000000 --set amount={owed} --set since={since}"
        );
        acts(&desk, case, &[("2026-12-25T10:10", debtor.as_str())]);
    }
    let listed = desk.json("cases --procedure arrears --now 2026-12-25T10:20");
    let arrears: Vec<String> =
        listed["cases"].as_array().unwrap().iter().map(|one| one["case"].as_str().unwrap().to_owned()).collect();
    assert_eq!(arrears.len(), 2, "{listed}");
    for one in &arrears {
        assert_eq!(state(&desk, one, "2026-12-25T10:20"), "open");
        let shown = desk.ok(&format!("show {one} --lang zh --now 2026-12-25T10:20"));
        assert!(shown.contains("电话提醒"), "what the list gave need not be asked again: {shown}");
        acts(
            &desk,
            one,
            &[
                ("2026-12-26T09:00", "paid --as liu_min --check receipt --check void"),
                ("2026-12-26T09:30", "close_case --as zheng_hui"),
            ],
        );
        assert_eq!(state(&desk, one, "2026-12-26T09:30"), "closed");
    }
    assert_eq!(state(&desk, case, "2026-12-26T09:31"), "closed", "a month's bills end with the last of its arrears");
    desk.ok("replay --all");
}

#[test]
fn the_statistics_of_a_month() {
    let desk = published(
        "calendar-month",
        &["complaint", "repair_request", "help_request", "monthly_report"],
        "2026-12-01T08:45",
    );
    desk.ok("open complaint --as liu_min --now 2026-12-01T09:00");
    acts(
        &desk,
        "COMPLAINT-20261201-1",
        &[
            (
                "2026-12-01T09:05",
                "received --as liu_min --set address=3-301 --set caller_phone=138 --set matter=吵 --set departments=guard --check sorry --check read_back",
            ),
            ("2026-12-01T09:20", "acknowledge --as liu_min"),
            ("2026-12-01T09:30", "withdraw --as liu_min --why 住户撤回"),
            ("2026-12-01T09:40", "close_case --as liu_min"),
        ],
    );
    // Weeks of days go by without a look: only the months and what is due.
    let cases = opened(&desk, "2027-01-01T08:30");
    let [case] = &cases[..] else { panic!("{cases:?}") };
    let shown = desk.json(&format!("show {case} --now 2027-01-01T08:30"));
    let field = |name: &str| {
        let fields = shown["fields"].as_array().unwrap();
        fields.iter().find(|field| field["field"] == name).map(|field| field["value"].clone())
    };
    assert_eq!((field("complaints"), field("in_time")), (Some("1".into()), Some("1".into())), "{shown}");
    acts(
        &desk,
        case,
        &[
            ("2027-01-04T09:00", "compile --as xu_hong --set remark=无超期"),
            ("2027-01-04T10:00", "review --as zhou_wei --sign"),
            ("2027-01-04T11:00", "received --as zhao_min"),
        ],
    );
    assert_eq!(state(&desk, case, "2027-01-04T11:00"), "closed");
    desk.ok("replay --all");
}

/// What is open, the clocks that run in it, and what nobody confirmed, is laid before both; the post is the relief's once
/// both have signed.
#[test]
fn a_handover_with_a_case_in_the_middle() {
    let desk = published("calendar-shift", &["emergency_patient", "shift_handover"], "2026-12-04T06:00");
    let emergency = "EMERGENCY_PATIENT-20261204-1";
    desk.ok("open emergency_patient --as liu_min --now 2026-12-04T07:40");
    acts(
        &desk,
        emergency,
        &[
            ("2026-12-04T07:40", "ep_intake --as liu_min --set address=7-2-501 --set caller_phone=138"),
            ("2026-12-04T07:41", "ep_ask_wish --as liu_min --set help=call_120"),
            ("2026-12-04T07:41", "b_call_120 --as liu_min"),
        ],
    );
    let case = "SHIFT_HANDOVER-20261204-1";
    assert_eq!(opened(&desk, "2026-12-04T07:42"), [case]);
    acts(
        &desk,
        case,
        &[
            ("2026-12-04T07:46", "prepare --as liu_min --set summary=急救一件 --set accident=false"),
            ("2026-12-04T07:47", "arrive --as sun_yan"),
            ("2026-12-04T07:48", "fit_check --as liu_min --set fit=true"),
        ],
    );
    let shown = desk.ok(&format!("show {case} --lang zh --now 2026-12-04T07:48"));
    let section = shown.split("要一件一件交代的个案").nth(1).unwrap_or_else(|| panic!("{shown}"));
    // The desk's own work, and the clock that waits for the ambulance.
    for word in [emergency, "告诉住户有人在入口接车", "等急救车"] {
        assert!(section.contains(word), "{word}: {section}");
    }
    let doc = desk.json(&format!("show {case} --now 2026-12-04T07:48"));
    let one = &doc["go_through"][0];
    assert_eq!(one["case"], emergency);
    assert!(one["work"].as_array().unwrap().len() > 2 && one["clocks"][0]["clock"].is_string(), "{one}");
    assert!(one["notices"].is_array(), "{one}");

    let taken = format!("walk_through --for {emergency} --as sun_yan --set clear=taken");
    let items = "items_check --as sun_yan --check devices=6 --check tools=3 --check keys=41 --check cash=500 --check tidy --check log --check phone --set items_agree=true";
    acts(
        &desk,
        case,
        &[
            ("2026-12-04T07:50", taken.as_str()),
            ("2026-12-04T07:55", items),
            ("2026-12-04T07:58", "sign --as liu_min --sign"),
            ("2026-12-04T07:59", "sign --as sun_yan --sign"),
        ],
    );
    assert_eq!(state(&desk, case, "2026-12-04T07:59"), "closed");
    assert!(desk.ok("duty --now 2026-12-04T08:00").contains("sun_yan"), "the post has passed");
    let row = desk.ok("register shift_handover handovers --lang zh --now 2026-12-04T08:00");
    for word in ["监控、对讲机 6", "钥匙 41", emergency, "刘敏", "孙燕"] {
        assert!(row.contains(word), "{word}: {row}");
    }
    assert!(row.contains("＊＊＊"), "the summary is masked: {row}");
    desk.ok("replay --all");
}
