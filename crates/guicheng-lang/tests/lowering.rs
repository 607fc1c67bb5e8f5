//! What the surface words become in the kernel.

use guicheng_core::{
    Action, CardRef, Chooser, Count, Every, GoTo, Graph, Instances, Join, Need, Node, OpensAt, OpensValue, Procedure,
    Rest, Split, StepKind, Work,
    org::{Org, Post},
};
use guicheng_lang::{FileId, Library, Severity, Source, load};
use std::{fs, path::Path};

const HEAD: &str = r#"
[procedure]
id = "x"
version = 1
[roles]
r = { from = "group:g" }
[fields]
ok = { type = "yes_no" }
n = { type = "number" }
ticks = { type = "choices", options = { a = "A", b = "B" } }
[events]
rang = { kept = true }
[step.a]
who = "r"
fill = ["ok", "n", "ticks"]
[step.b]
who = "r"
[step.c]
who = "r"
"#;

fn compiled(rest: &str) -> Option<Procedure> {
    let source = Source::from_text(FileId(0), "x.toml", &format!("{HEAD}{rest}"));
    let loaded = load(&source, &Library::default());
    let errors: Vec<_> = loaded.findings.iter().filter(|f| f.severity() == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    loaded.procedure
}

fn node<'p>(procedure: &'p Procedure, name: &str) -> Option<&'p Node> {
    let id = procedure.names.nodes.find(|label| &*label.id == name)?;
    procedure.graph.nodes.get(id)
}

fn names_after<'p>(procedure: &'p Procedure, name: &str) -> Vec<&'p str> {
    let graph: &Graph = &procedure.graph;
    let to = |flow: &guicheng_core::FlowId| Some(&*procedure.names.nodes.get(graph.flows.get(*flow)?.to)?.id);
    node(procedure, name).into_iter().flat_map(|node| &node.outs).filter_map(to).collect()
}

#[test]
fn an_inner_list_is_a_fork_and_a_join() {
    let p = compiled("[route.main]\nsteps = [[\"a\", \"b\"], \"c\"]\n").unwrap();
    assert_eq!(names_after(&p, "main#1"), ["a", "b"]);
    assert_eq!(node(&p, "main#1.join").unwrap().join, Join::All);
    assert_eq!(names_after(&p, "main#1.join"), ["c"]);
}

#[test]
fn wait_lets_the_first_suffice_and_withdraws_the_rest() {
    let p = compiled("[route.main]\nwait = \"any\"\nsteps = [[\"a\", \"b\"], \"c\"]\n").unwrap();
    let join = node(&p, "main#1.join").unwrap();
    assert_eq!(join.join, Join::First { n: 1, rest: Rest::Withdraw });
    let region: Vec<&str> = join.region.iter().map(|id| &*p.names.nodes.get(*id).unwrap().id).collect();
    assert_eq!(region, ["a", "b"]);
}

#[test]
fn ticked_ways_go_side_by_side_and_meet() {
    let p =
        compiled("[choice.t]\nby = \"ticks\"\ngo = { a = \"b\", b = \"c\" }\n[route.main]\nsteps = [\"a\", \"t\"]\n")
            .unwrap();
    assert!(matches!(node(&p, "t").unwrap().split, Split::Some(Chooser::Field(..))));
    assert_eq!(node(&p, "t#join").unwrap().join, Join::Some);
    assert_eq!(node(&p, "t#join").unwrap().reach.len(), 2);
}

#[test]
fn a_race_opens_all_and_each_goes_its_way() {
    let rest = "[wait.w]\nevent = \"rang\"\n[wait.late]\nafter = \"10m\"\nbasis = \"house\"\n[choice.t]\nrace = [{ on = \"w\", go = \"b\" }, { on = \"late\", go = \"next\" }]\n[route.main]\nsteps = [\"a\", \"t\", \"c\"]\n";
    let p = compiled(rest).unwrap();
    assert_eq!(node(&p, "t").unwrap().split, Split::Race);
    assert_eq!(names_after(&p, "t"), ["w", "late"]);
    assert_eq!((names_after(&p, "w"), names_after(&p, "late")), (vec!["b"], vec!["c"]));
    let step = p.names.steps.find(|label| &*label.id == "late").unwrap();
    let step = p.steps.get(step).unwrap();
    assert!(matches!(step.kind, StepKind::Wait(None)));
    let clock = p.clocks.get(*step.late.first().unwrap()).unwrap();
    assert_eq!(&**p.acts.get(clock.thresholds[0].acts).unwrap(), [Action::Done]);
}

#[test]
fn go_jumps_to_an_entry_and_is_done_in_place_elsewhere() {
    let rest = "[choice.t]\nfirst = [{ when = \"ok\", go = \"b\" }, { when = \"n > 1\", go = \"stop\" }, { when = \"otherwise\", set = { n = \"=n + 1\" }, go = \"a\", at_most = 2 }]\n[route.main]\nsteps = [\"a\", \"t\", \"c\"]\nentry = [\"a\"]\n";
    let p = compiled(rest).unwrap();
    assert_eq!(names_after(&p, "t"), ["b", "main#stop", "t#3"]);
    assert_eq!(node(&p, "main#stop").unwrap().work, Work::Stop);
    let Work::Act(acts) = node(&p, "t#3").unwrap().work else { panic!("no actions") };
    let step = p.names.steps.find(|label| &*label.id == "a").unwrap();
    let acts = p.acts.get(acts).unwrap();
    assert_eq!(acts.last(), Some(&Action::Go(GoTo::Card(CardRef::Step(step)))));
    assert_eq!(p.graph.scopes.get(p.graph.root).unwrap().entries.len(), 1);
    assert_eq!(names_after(&p, "b"), ["c"]);
}

#[test]
fn an_interruption_puts_its_card_in_place_of_the_innermost_route() {
    let rest = "[route.inner]\nsteps = [\"a\"]\n[route.main]\nsteps = [\"inner\", \"c\"]\n[on.x]\nduring = [\"a\"]\nwho = \"r\"\ngo = \"b\"\n[on.y]\nwho = \"r\"\nalso = \"b\"\n";
    let p = compiled(rest).unwrap();
    let inner = p.names.scopes.find(|label| &*label.id == "inner").unwrap();
    assert_eq!(p.graph.scopes.get(inner).unwrap().instead.len(), 1);
    let beside = p.names.scopes.find(|label| &*label.id == "also#b").unwrap();
    let all: Vec<Action> = p.acts.values().flatten().cloned().collect();
    assert!(all.contains(&Action::Also(CardRef::Scope(beside))));
}

#[test]
fn instances_say_how_many_and_how_many_suffice() {
    let rest = "[step.d]\nwho = \"r\"\ncount = \"n\"\nenough = \"ok\"\nadd = true\n[step.e]\nwho = \"r\"\ncount = 3\nwait = 2\nrest = \"leave\"\n[route.main]\nsteps = [\"a\", \"d\", \"e\"]\n";
    let p = compiled(rest).unwrap();
    let of =
        |name: &str| p.steps.get(p.names.steps.find(|label| &*label.id == name).unwrap()).unwrap().instances.clone();
    assert!(matches!(of("d"), Instances { count: Count::Number(_), need: Need::When(_), grow: true, .. }));
    assert_eq!(of("e"), Instances { count: Count::Fixed(3), need: Need::N(2), rest: Rest::Leave, grow: false });
}

/// The order of tables means nothing: neither for the digest nor for anything compiled.
#[test]
fn tables_may_stand_in_any_order() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad/good_routes.toml")).unwrap();
    let mut blocks: Vec<String> = text.split("\n\n").map(|block| format!("{}\n\n", block.trim_end())).collect();
    let library = Library {
        calendars: vec![guicheng_core::Calendar { id: "all_day".into(), ..Default::default() }],
        ..Library::default()
    };
    let one = load(&Source::from_text(FileId(0), "x", &blocks.concat()), &library).procedure.unwrap();
    blocks.reverse();
    let two = load(&Source::from_text(FileId(0), "x", &blocks.concat()), &library).procedure.unwrap();
    assert_eq!(one.digest, two.digest);
    assert_eq!(format!("{one:?}"), format!("{two:?}"));
}

fn codes_found(status: &str) -> Vec<String> {
    let text = format!("{HEAD}[route.main]\nsteps = [\"a\", \"b\", \"c\"]\n[status.h]\n{status}");
    let loaded = load(&Source::from_text(FileId(0), "x.toml", &text), &Library::default());
    let errors = loaded.findings.iter().filter(|f| f.severity() == Severity::Error);
    errors.map(|f| f.code().to_string()).collect()
}

#[test]
fn codes_for_a_host_stand_in_its_order_and_name_things_that_are_there() {
    let p = compiled(
        "[route.main]\nsteps = [\"a\", \"b\", \"c\"]\n[status.h]\norder = [\"step.b\", \"case.closed\", \"route.main\"]\n\
         codes = { \"case.closed\" = \"C\", \"route.main\" = \"W\", \"step.b\" = \"B\" }\n",
    )
    .unwrap();
    let host = p.hosts.first().unwrap();
    let codes: Vec<&str> = host.codes.iter().map(|(_, code)| &**code).collect();
    assert_eq!((&*host.host, codes), ("h", vec!["B", "C", "W"]));
    assert!(codes_found("codes = { \"step.a\" = \"A\" }").is_empty(), "one code needs no order");
    assert_eq!(codes_found("codes = { \"step.a\" = \"A\", \"step.b\" = \"B\" }"), ["T002", "T002"]);
    assert_eq!(codes_found("order = [\"step.a\"]"), ["T002"]);
    for unknown in ["step.z", "route.a", "hold.a", "a", "case.new", "case.shut"] {
        assert_eq!(codes_found(&format!("codes = {{ \"{unknown}\" = \"A\" }}")), ["T003"], "{unknown}");
    }
}

#[test]
fn a_card_opened_by_the_roster_is_carried_and_its_words_are_looked_at() {
    let opens = |card: &str| {
        let text = format!(
            "{HEAD}[fields.end]\ntype = \"moment\"\n[fields.out]\ntype = \"person\"\n[route.main]\n\
             steps = [\"a\", \"b\", \"c\"]\n[opens.o]\nroster = \"desk\"\n{card}\n"
        );
        let loaded = load(&Source::from_text(FileId(0), "x.toml", &text), &Library::default());
        let errors = loaded.findings.iter().filter(|f| f.severity() == Severity::Error);
        let codes: Vec<String> = errors.map(|f| f.code().to_string()).collect();
        let carried = loaded.procedure.and_then(|p| p.opens.first().cloned());
        (codes, carried)
    };
    let (codes, carried) = opens("before = \"30m\"\ngive = { end = \"shift.end\", out = \"next_shift.people\" }");
    let carried = carried.unwrap();
    let shift = OpensAt::Shift { roster: "desk".into(), before: 1_800_000 };
    assert_eq!((codes, carried.at), (Vec::new(), shift));
    let given: Vec<OpensValue> = carried.give.iter().map(|(_, value)| *value).collect();
    assert_eq!(given, [OpensValue::ShiftEnd, OpensValue::NextPeople]);
    for (card, code) in [
        ("give = { end = \"shift.ends\" }", "T005"),
        ("give = { out = \"shift.end\" }", "T009"),
        ("give = { ends = \"shift.end\" }", "T003"),
        ("before = \"2 workdays\"", "E012"),
        ("at = \"08:30\"", "T007"),
    ] {
        assert_eq!(opens(card).0, [code], "{card}");
    }
}

#[test]
fn a_card_opened_by_the_calendar_is_carried_and_its_words_are_looked_at() {
    let opens = |card: &str| {
        let text = format!(
            "{HEAD}[fields.month]\ntype = \"date\"\n[fields.out]\ntype = \"person\"\n[route.main]\n\
             steps = [\"a\", \"b\", \"c\"]\n[opens.o]\n{card}\n"
        );
        let loaded = load(&Source::from_text(FileId(0), "x.toml", &text), &Library::default());
        let errors = loaded.findings.iter().filter(|f| f.severity() == Severity::Error);
        let codes: Vec<String> = errors.map(|f| f.code().to_string()).collect();
        (codes, loaded.procedure.and_then(|p| p.opens.first().cloned()))
    };
    let half_past_eight = 30_600_000;
    for (on, every) in [
        ("day 5", Every::Month(5)),
        ("每月25日", Every::Month(25)),
        ("month end", Every::Month(31)),
        ("月底", Every::Month(31)),
        ("every day", Every::Day),
        ("每天", Every::Day),
    ] {
        let (codes, carried) = opens(&format!("on = \"{on}\"\nat = \"08:30\"\ngive = {{ month = \"last_month\" }}"));
        let carried = carried.unwrap();
        assert_eq!((codes, carried.at), (Vec::new(), OpensAt::Time { every, at: half_past_eight }), "{on}");
        assert_eq!(carried.give.first().map(|(_, value)| *value), Some(OpensValue::LastMonth));
    }
    for (card, code) in [
        ("", "T002"),
        ("on = \"day 32\"", "E012"),
        ("on = \"30d\"", "E012"),
        ("on = \"day 5\"\nat = \"30m\"", "E012"),
        ("on = \"day 5\"\nroster = \"desk\"", "T007"),
        ("on = \"day 5\"\nbefore = \"30m\"", "T007"),
        ("on = \"day 5\"\ngive = { month = \"shift.end\" }", "T005"),
        ("on = \"day 5\"\ngive = { out = \"day\" }", "T009"),
    ] {
        assert_eq!(opens(card).0, [code], "{card}");
    }
}

#[test]
fn another_word_for_a_role_is_shown_the_role_that_is_meant() {
    let org = Org {
        posts: vec![Post { id: "director".into(), holder: None, deputies: Vec::new() }],
        aliases: vec![("主任".into(), "post:director".into())],
        ..Org::default()
    };
    let library = Library { org: Some(org), ..Library::default() };
    let fixes = |from: &str, who: &str| -> Vec<(String, String)> {
        let text = format!(
            "[procedure]\nid = \"x\"\ntitle = \"X\"\nversion = 1\ntime_zone = \"Asia/Shanghai\"\n[roles]\n\
             boss = {{ title = \"主任\", from = \"{from}\" }}\n[route.main]\nsteps = [\"a\"]\n\
             [step.a]\ntitle = \"A\"\nwho = \"{who}\"\nbasis = \"house\"\n"
        );
        let loaded = load(&Source::from_text(FileId(0), "x.toml", &text), &library);
        let near = loaded.findings.iter().filter(|f| f.severity() != Severity::Note && f.code() != "G001");
        near.map(|f| (f.code().to_owned(), f.words().help.map_or(String::new(), |help| help.zh.to_string()))).collect()
    };
    assert_eq!(fixes("post:director", "boss"), []);
    let role = fixes("post:director", "主任");
    assert!(role.iter().any(|(code, words)| code == "T003" && words.contains("`boss`")), "{role:?}");
    let source = fixes("post:主任", "boss");
    assert!(source.iter().any(|(code, words)| code == "R012" && words.contains("`post:director`")), "{source:?}");
}
