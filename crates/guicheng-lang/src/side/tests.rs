extern crate std;

use super::*;
use crate::{Diagnostic, FileId, Severity, Source, doc, doc::Cx, zone::Zones};
use alloc::{format, string::String, vec::Vec};
use guicheng_core::{Hours, Timestamp};

const HOUR: i64 = 3_600_000;

fn table(text: &str) -> doc::Table<'static> {
    let mut findings = Vec::new();
    let table = doc::parse(&Source::from_text(FileId(0), "a.toml", text), &mut findings).unwrap().into_owned();
    assert_eq!(findings, [], "{text}");
    table
}

/// Code and place of each finding.
fn found(cx: &Cx, text: &str) -> Vec<String> {
    let show = |f: &Diagnostic| {
        let words = f.words();
        assert!(!words.message.zh.is_empty() && !words.message.en.is_empty(), "{f:?}");
        format!("{} {}", f.code(), text.get(f.primary.range()).unwrap_or_default())
    };
    cx.findings.iter().map(show).collect()
}

fn shipped(name: &str) -> Option<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../procedures").join(name);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        std::eprintln!("{} is not there: nothing was tested", path.display());
    }
    text
}

#[test]
fn the_shipped_organisation_is_sound() {
    let Some(text) = shipped("org.toml") else { return };
    let mut cx = Cx::default();
    let file = org(&mut cx, &table(&text), &mut Zones::default());
    assert_eq!(found(&cx, &text), Vec::<String>::new());
    assert!(file.org.people.len() > 40 && file.org.rosters.len() >= 5 && file.org.departments.len() == 4);
    // 2026-12-01T01:00+08:00: the night shift of that day.
    let night = file.org.holders("roster:front_desk", Timestamp(1_796_058_000_000), &[]);
    assert_eq!((night.people.len(), &*night.source), (1, "org 1: roster:front_desk 2026-12-01 night"));
    assert_eq!(file.titles.get("post:ga_supervisor").map(|t| &**t), Some("综合部主管"));
}

#[test]
fn the_shipped_calendars_are_sound() {
    let Some(text) = shipped("calendars.toml") else { return };
    let mut cx = Cx::default();
    let all = calendars(&mut cx, &table(&text), &mut Zones::default());
    assert_eq!(found(&cx, &text), Vec::<String>::new());
    let ids: Vec<&str> = all.iter().map(|c| &*c.id).collect();
    assert_eq!(ids, ["all_day", "office"]);
    assert_eq!((&all[0].hours, &*all[0].zone.name), (&Hours::Always, "Asia/Shanghai"));
    assert_ne!(all[0].digest, all[1].digest);
}

#[test]
fn the_shipped_clauses_are_sound() {
    let Some(text) = shipped("clauses.toml") else { return };
    let mut cx = Cx::default();
    let all = clauses(&mut cx, &table(&text));
    assert_eq!(found(&cx, &text), Vec::<String>::new());
    assert!(all.clauses.len() > 40 && all.clauses.values().all(|c| c.label.en.is_some()));
}

const HEAD: &str = "[calendar.a]\nversion = 1\ntime_zone = \"Asia/Shanghai\"\n";

#[test]
fn hours_are_read() {
    let text = format!(
        "{HEAD}until = 2026-12-31\nclosed = [2026-10-02, 2026-10-01]\nopen_extra = [\"2026-10-10\"]\n\
         hours = {{ mon-wed = [\"14:00-17:30\", \"8:30-11:30\"], \"周四、周六-周日\" = \"00:00-24:00\" }}\n"
    );
    let mut cx = Cx::default();
    let all = calendars(&mut cx, &table(&text), &mut Zones::default());
    assert_eq!(found(&cx, &text), Vec::<String>::new());
    let Hours::Weekly(week) = &all[0].hours else { panic!("{all:?}") };
    let half = HOUR / 2;
    assert_eq!(*week[0], [(8 * HOUR + half, 11 * HOUR + half), (14 * HOUR, 17 * HOUR + half)]);
    assert_eq!(week[0], week[2]);
    assert_eq!((&*week[3], week[4].len(), &*week[6]), (&[(0, 24 * HOUR)][..], 0, &[(0, 24 * HOUR)][..]));
    assert_eq!((&*all[0].closed, &*all[0].open_extra), (&[20_727, 20_728][..], &[20_736][..]));
}

#[test]
fn calendar_mistakes_are_found() {
    let cases = [
        ("hours = { mon = \"08:30-17:30\" }", "S004 a"),
        ("until = 2026-12-31\nhours = { mun = \"08:30-17:30\" }", "S002 mun; S003 a"),
        ("until = 2026-12-31\nhours = { mon = \"0830-1730\" }", "S002 \"0830-1730\"; S003 a"),
        ("until = 2026-12-31\nhours = { mon = [\"08:30-11:30\", \"11:00-12:00\"] }", "S003 \"11:00-12:00\""),
        ("until = 2026-12-31\nhours = { mon = \"20:00-08:00\" }", "S002 \"20:00-08:00\"; S003 a"),
        ("until = 2026-12-31\nhours = \"allways\"", "T002 \"allways\""),
        ("until = 2026-12-31\nhours = \"always\"\nclosed = [2027-01-01]", "S004 2027-01-01"),
        ("until = 2026-12-31\nhours = \"always\"\nclosed = [2026-01-01]\nopen_extra = [2026-01-01]", "S005 2026-01-01"),
        ("until = 2026-12-31\nhours = \"always\"\nclosed = [2026-01-01, 2026-01-01]", "S005 2026-01-01"),
        ("until = \"soon\"\nhours = \"always\"", "S002 \"soon\""),
        ("until = 2026-12-31\nhours = \"always\"\nclosd = []", "T002 closd"),
        ("until = 2026-12-31", "T002 a"),
    ];
    for (body, want) in cases {
        let text = format!("{HEAD}{body}\n");
        let mut cx = Cx::default();
        let all = calendars(&mut cx, &table(&text), &mut Zones::default());
        assert_eq!(found(&cx, &text).join("; "), want, "{body}");
        assert_eq!(all.is_empty(), crate::has_errors(&cx.findings), "{body}");
    }
}

#[test]
fn zones_are_suggested() {
    for (name, near) in [("Asia/Beijing", "Asia/Shanghai"), ("Asia/Shangai", "Asia/Shanghai"), ("Nowhere", "")] {
        let text = format!("[calendar.a]\nversion = 1\ntime_zone = \"{name}\"\nhours = \"always\"\n");
        let mut cx = Cx::default();
        assert!(calendars(&mut cx, &table(&text), &mut Zones::default()).is_empty());
        let fix = cx.findings[0].fixes.first().map(|f| f.edits[0].with.trim_matches('"'));
        assert_eq!((cx.findings[0].code(), fix.unwrap_or_default()), ("S001", near));
    }
}

const ORG: &str = "[org]\nversion = 1\ntime_zone = \"Asia/Shanghai\"\nuntil = 2026-12-02\n\
    [people]\nwang = { name = \"王\", phone = \"138\" }\nli = { name = \"李\" }\n";

const ROSTER: &str = "[roster.g]\nshifts = { day = \"08:00-20:00\", night = \"20:00-08:00\" }\n";

#[test]
fn organisation_mistakes_are_found() {
    let cases = [
        ("[posts]\na = { holder = \"wnag\" }", "S006 \"wnag\""),
        ("[posts]\na = { holder = \"wang\", deputy = [\"li\", \"li\"] }", "S010 \"li\""),
        ("[groups]\na = [\"wang\", \"zhao\"]", "S006 \"zhao\""),
        ("[groups]\na = \"wang\"", "T002 \"wang\""),
        ("[departments]\na = { head = \"post:b\" }", "S006 \"post:b\""),
        ("[departments]\na = { head = \"head:b\" }", "S006 \"head:b\""),
        ("[departments]\na = { }", "T002 a"),
        ("[[absences]]\nperson = \"li\"\nfrom = 2026-12-02\nto = 2026-12-01T09:00:00+08:00", "S009 [[absences]]"),
        ("[[absences]]\nperson = \"li\"\nfrom = 9\nto = 2026-12-01", "T002 9"),
        ("[roster.g]\nshifts = { day = \"08:00-20:00\" }", "S007 shifts"),
        ("[roster.g]\nshifts = { day = \"8点-20点\" }", "S002 \"8点-20点\""),
        (&format!("{ROSTER}days.\"12-01\" = {{ }}"), "S002 \"12-01\""),
        (&format!("{ROSTER}days.2026-12-02 = {{ day = [\"li\"], nigth = [\"li\"] }}"), "S006 nigth; S007 2026-12-02"),
        (&format!("{ROSTER}days.2026-12-02 = {{ day = [\"li\"], night = [] }}"), "S007 2026-12-02"),
        (&format!("{ROSTER}days.2026-12-01 = {{ day = [\"li\"], night = [\"wang\"] }}"), "S004 g"),
        (&format!("{ROSTER}days.2026-12-03 = {{ day = [\"li\"], night = [\"wang\"] }}"), "S004 g"),
        (
            &format!(
                "{ROSTER}days.2026-11-29 = {{ day = [\"li\"], night = [\"wang\"] }}\n\
                 days.2026-12-02 = {{ day = [\"li\"], night = [\"wang\"] }}"
            ),
            "S007 g",
        ),
        ("[offices]\n", "T002 offices"),
    ];
    for (body, want) in cases {
        let text = format!("{ORG}{body}\n");
        let mut cx = Cx::default();
        org(&mut cx, &table(&text), &mut Zones::default());
        assert_eq!(found(&cx, &text).join("; "), want, "{body}");
    }
    let text = ORG.replace("until = 2026-12-02\n", "") + ROSTER;
    let mut cx = Cx::default();
    org(&mut cx, &table(&text), &mut Zones::default());
    assert_eq!((cx.findings[0].code(), cx.findings[0].severity()), ("S004", Severity::Warning));
}

#[test]
fn telephone_numbers_are_not_in_the_digest() {
    let digest = |text: &str| org(&mut Cx::default(), &table(text), &mut Zones::default()).org.digest;
    assert_eq!(digest(ORG), digest(&ORG.replace("138", "139")));
    assert_ne!(digest(ORG), digest(&ORG.replace("version = 1", "version = 2")));
}

#[test]
fn clause_mistakes_are_found() {
    let text = "[clauses]\nversion = 1\n[books.manual]\nzh = \"手册\"\n[clause.\"4.2\"]\nbook = \"manuel\"\ntitle = \"x\"\n\
                [clause.b]\nbook = \"manual\"\nnot_here = true\n";
    let mut cx = Cx::default();
    let all = clauses(&mut cx, &table(text));
    assert_eq!(found(&cx, text), ["S006 \"manuel\"", "T002 true", "T002 b"]);
    assert_eq!(&*all.clauses["4.2"].label.title, "x");
}

/// A register of these clauses, each with what else its card says.
fn register(cards: &[(&str, &str)]) -> Clauses {
    let cards: Vec<String> =
        cards.iter().map(|(id, more)| format!("[clause.\"{id}\"]\nbook = \"m\"\nzh = \"一\"\n{more}\n")).collect();
    let text = format!("[clauses]\nversion = 1\n[books.m]\nzh = \"册\"\n{}", cards.concat());
    let mut cx = Cx::default();
    let register = clauses(&mut cx, &table(&text));
    assert_eq!(found(&cx, &text), [""; 0]);
    register
}

/// The codes found for each clause of a register, with one procedure whose only step has this `clause`.
fn covered(register: &Clauses, clause: &str) -> Vec<String> {
    let text = format!("[procedure]\nid = \"p\"\n[step.take]\nclause = {clause}\n");
    let places = crate::load(&Source::from_text(FileId(0), "p.toml", &text), &crate::Library::default()).places;
    let clauses = coverage(register, &[("p", &places)]);
    clauses.iter().map(|c| format!("{} {}", c.id, c.finding().map_or("", |f| f.code()))).collect()
}

#[test]
fn a_parent_covers_its_children_only_when_it_says_so() {
    let register = register(&[("4.2-a", ""), ("4.2-a3", ""), ("4.2-a3c", ""), ("4.2-a31", "")]);
    assert_eq!(covered(&register, "[\"4.2-a3\"]"), ["4.2-a M006", "4.2-a3 ", "4.2-a31 M006", "4.2-a3c M006"]);
    let all = "[{ id = \"4.2-a3\", all = true }]";
    assert_eq!(covered(&register, all), ["4.2-a M006", "4.2-a3 ", "4.2-a31 M006", "4.2-a3c "]);
}

#[test]
fn a_reason_stands_for_a_place_and_never_beside_one() {
    let reason = "not_here = \"不归这里\"\nnot_here_en = \"not ours\"";
    let register = register(&[("a", reason), ("b", "not_here = \" \""), ("c", reason)]);
    assert_eq!(covered(&register, "\"c\""), ["a ", "b M006", "c M007"]);
    let a = register.clauses["a"].not_here.clone().unwrap();
    assert_eq!((a.of(crate::Lang::Zh), a.of(crate::Lang::En)), ("不归这里", "not ours"));
}

#[test]
fn other_words_for_a_post_are_read_and_must_lead_somewhere() {
    let text = "[org]\nversion = 1\ntime_zone = \"Asia/Shanghai\"\n[people]\nann = { name = \"安\" }\n\
                [posts]\ndirector = { holder = \"ann\" }\n[aliases]\n\"主任\" = \"post:director\"\n\
                \"经理\" = \"post:directer\"\n\"司机\" = \"director\"\n\"门岗\" = 3\n";
    let mut cx = Cx::default();
    let file = org(&mut cx, &table(text), &mut Zones::default());
    assert_eq!(file.org.alias("主任"), Some("post:director"));
    assert_eq!(file.org.alias("经理"), None);
    let found = found(&cx, text);
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn permissions_are_read_and_must_name_what_is_there() {
    let head = "[org]\nversion = 1\ntime_zone = \"Asia/Shanghai\"\n[people]\nann = { name = \"安\" }\n[posts]\n\
                chief = { holder = \"ann\" }\n[groups]\nall = [\"ann\"]\n[departments]\nrepair = { head = \"ann\" }\n";
    let text = format!(
        "{head}[permission.intake]\ntitle = \"受理\"\ntitle_en = \"Take in\"\nclause = [\"GA-1\"]\n\
         who = [\"post:chief\", \"group:all\", \"head:repair\", \"ann\"]\nopen = [\"a\", \"b\"]\nread = \"any\"\n\
         [permission.bad]\nwho = [\"post:chef\", \"head:repairs\", \"anna\", \"field:x\"]\nopn = \"a\"\n\
         [permission.idle]\nwho = \"ann\"\n[permission.nobody]\nwho = []\nerase = \"any\"\n"
    );
    let mut cx = Cx::default();
    let file = org(&mut cx, &table(&text), &mut Zones::default());
    let bad = [
        "S006 \"post:chef\"",
        "S006 \"head:repairs\"",
        "S006 \"anna\"",
        "S006 \"field:x\"",
        "S020 bad",
        "T002 opn",
        "S020 idle",
        "S020 nobody",
    ];
    assert_eq!(found(&cx, &text), bad);
    let [intake, ..] = &file.org.permissions[..] else { panic!("{:?}", file.org.permissions) };
    assert_eq!((&*intake.id, &*intake.title, intake.title_en.as_deref()), ("intake", "受理", Some("Take in")));
    let who: Vec<&str> = intake.who.iter().map(|source| &**source).collect();
    assert_eq!(who, ["post:chief", "group:all", "head:repair", "person:ann"]);
    let right = guicheng_core::org::Right::Open;
    assert!(intake.gives(right, "b") && !intake.gives(right, "c"));
    assert!(intake.gives(guicheng_core::org::Right::Read, "c"));
    let named: Vec<&str> = file.procedures.iter().map(|name| name.as_str()).collect();
    assert_eq!(named, ["a", "b"]);
    let [cited] = &file.places.cited[..] else { panic!("{:?}", file.places) };
    assert_eq!((&*cited.clause, &*cited.card), ("GA-1", "permission.intake"));
}

#[test]
fn a_holiday_of_several_days_is_one_entry() {
    let text = format!(
        "{HEAD}until = 2026-12-31\nhours = {{ mon-fri = \"08:30-17:30\" }}\n\
         closed = [{{ title = \"国庆\", from = 2026-10-01, to = 2026-10-03 }}, 2026-01-01]\n\
         open_extra = [{{ from = \"2026-10-10\", to = \"2026-10-10\" }}]\n"
    );
    let mut cx = Cx::default();
    let all = calendars(&mut cx, &table(&text), &mut Zones::default());
    assert_eq!(found(&cx, &text), Vec::<String>::new());
    // 2026-01-01 is day 20 454.
    assert_eq!(*all[0].closed, [20_454, 20_727, 20_728, 20_729]);
    assert_eq!(*all[0].open_extra, [20_736]);

    let wrong = |entry: &str| {
        let text = format!(
            "{HEAD}until = 2026-12-31\nhours = {{ mon-fri = \"08:30-17:30\" }}\nclosed = [2026-05-01, {entry}]\n"
        );
        let mut cx = Cx::default();
        let _ = calendars(&mut cx, &table(&text), &mut Zones::default());
        let codes: Vec<&str> = cx.findings.iter().map(Diagnostic::code).collect();
        codes.join(" ")
    };
    assert_eq!(wrong("{ from = 2026-10-03, to = 2026-10-01 }"), "S009");
    assert_eq!(wrong("{ from = 2026-10-03 }"), "T002");
    assert_eq!(wrong("{ from = 2026-04-30, to = 2026-05-02 }"), "S005", "one of the days stands there already");
    assert_eq!(wrong("{ from = 2026-10-03, to = 2027-01-02 }"), "S004 S004", "past the last day entered");
    assert_eq!(wrong("{ from = 2024-01-01, to = 2026-01-01 }"), "T006");
}
