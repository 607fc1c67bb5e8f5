//! Two hosts, as two processes would, over one file: each keeps cases as it left them, and what the other has done since
//! is never lost, doubled or told wrongly.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up has failed")]

use guicheng_core::{
    Act, Actor, Command, Pointer, Refused, Timestamp,
    org::{Group, Org, OrgPerson},
};
use guicheng_lang::{
    FileId, Library, Source,
    doc::{self, Cx},
    load, side,
    zone::Zones,
};
use guicheng_store::{CaseKey, Done, Host, HostError, Linked, Opening, Registry, Seq, Store, WorkQuery};
use guicheng_store_sqlite::SqliteStore;
use std::{path::PathBuf, sync::Arc};

const NINE: Timestamp = Timestamp(1_796_086_800_000);

const CALENDARS: &str =
    "[calendar.all_day]\ntitle = \"全天\"\nversion = 1\ntime_zone = \"Asia/Shanghai\"\nhours = \"always\"\n";

const ROUND: &str = r#"
[procedure]
id = "round"
title = "巡查"
version = 1
effective = 2026-11-01
lang = "zh-CN"
time_zone = "Asia/Shanghai"
calendar = "all_day"
owner = "crew"
change = "first"
[roles]
crew = { title = "巡查员", from = "group:crew" }
[route.main]
title = "全程"
steps = ["out", "look", "back"]
[step.out]
title = "出发"
who = "crew"
[step.look]
title = "查看"
who = "crew"
[step.back]
title = "返回"
who = "crew"
"#;

struct Two {
    a: Host<SqliteStore>,
    b: Host<SqliteStore>,
    linked: Arc<Linked>,
    case: Box<str>,
}

/// Two hosts over an empty file; the first has opened a case.
fn two(test: &str) -> Two {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("hosts-{test}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let mut cx = Cx::default();
    let source = Source::from_text(FileId(1), "calendars.toml", CALENDARS);
    let calendars = doc::parse(&source, &mut cx.findings).unwrap();
    let calendars = side::calendars(&mut cx, &calendars, &mut Zones::default());
    let loaded = load(&Source::from_text(FileId(0), "round.toml", ROUND), &Library { calendars, ..Library::default() });
    let procedure = loaded.procedure.unwrap_or_else(|| panic!("{:?}", loaded.findings));
    let org = || Org {
        version: 1,
        people: vec![OrgPerson { id: "li".into(), name: "李强".into() }],
        groups: vec![Group { id: "crew".into(), people: vec!["li".into()] }],
        ..Org::default()
    };
    let host = || {
        let mut registry = Registry::new(org());
        let linked = registry.insert(procedure.clone());
        let store = SqliteStore::open(folder.join("a.guicheng")).unwrap();
        (Host::new(store, "", registry, Box::new(|bytes| bytes.fill(7))).unwrap(), linked)
    };
    let ((mut a, linked), (b, _)) = (host(), host());
    let opening = Opening { key: "open".into(), now: NINE, actor: li(), ..Opening::default() };
    let case = a.open(&linked, opening).unwrap().case;
    Two { a, b, linked, case }
}

fn li() -> Actor {
    Actor { person: Some("li".into()), on_behalf: None, via: "test".into() }
}

impl Two {
    fn command(&self, step: &str, key: &str) -> Command {
        let step = self.linked.procedure.names.steps.find(|label| &*label.id == step).unwrap();
        let act = Act::Complete(Pointer::Step(step, None), Box::default());
        Command { key: key.into(), now: NINE, occurred: None, actor: li(), seen: None, act, answers: Vec::new() }
    }

    fn by_a(&mut self, step: &str, key: &str) -> Result<Done, HostError> {
        let command = self.command(step, key);
        self.a.execute(&self.case, command)
    }

    fn by_b(&mut self, step: &str, key: &str) -> Result<Done, HostError> {
        let command = self.command(step, key);
        self.b.execute(&self.case, command)
    }

    /// How often a step was completed.
    fn completed(&self) -> usize {
        let lines = self.b.store().history(&CaseKey::new("", &self.case), Seq(0)).unwrap();
        lines.iter().filter(|line| line.contains("\"kind\":\"work_done\"")).count()
    }
}

#[test]
fn what_another_host_has_done_is_not_done_again() {
    let mut two = two("again");
    two.by_a("out", "a1").unwrap();
    two.by_b("look", "b1").unwrap();
    let refused = two.by_a("look", "a2").unwrap_err();
    assert!(
        matches!(&refused, HostError::Rejected { rejection, .. } if rejection.code != Refused::NotYours),
        "{refused}"
    );
    assert_eq!(two.completed(), 2);
    let open = two.a.store().open_work("", &WorkQuery::All).unwrap();
    assert_eq!(open.iter().map(|row| &*row.card).collect::<Vec<_>>(), ["back"]);
}

#[test]
fn what_another_host_has_made_possible_is_not_refused() {
    let mut two = two("possible");
    two.by_a("out", "a1").unwrap();
    two.by_b("look", "b1").unwrap();
    two.by_a("back", "a2").unwrap();
    assert_eq!(two.completed(), 3);
    assert_eq!(two.b.store().open_work("", &WorkQuery::All).unwrap(), []);
}

#[test]
fn a_repeat_gets_the_first_answer_whoever_gave_it() {
    let mut two = two("repeat");
    let first = two.by_a("out", "k1").unwrap();
    let again = two.by_a("out", "k1").unwrap();
    assert_eq!((again.repeated, &again.receipt), (true, &first.receipt));
    let second = two.by_b("look", "k2").unwrap();
    // This host would decide it afresh, upon the case as it left it.
    let again = two.by_a("look", "k2").unwrap();
    assert_eq!((again.repeated, &again.receipt), (true, &second.receipt));
    assert!(matches!(two.by_a("back", "k2"), Err(HostError::KeyReused(_))));
    let opening = Opening { key: "open".into(), now: NINE, actor: li(), ..Opening::default() };
    let again = two.b.open(&two.linked, opening).unwrap();
    assert_eq!((again.repeated, &again.case), (true, &two.case));
    assert_eq!(two.completed(), 2);
}
