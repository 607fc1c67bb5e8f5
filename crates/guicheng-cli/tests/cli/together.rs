//! Stories of several cases: calls played for real, merging, repeats, people of the organisation.

use super::Desk;

/// A front desk that calls the workshop; both report back to the caller.
const DESK: &str = r#"[procedure]
id = "desk"
title = "Desk"
version = 1
time_zone = "Asia/Shanghai"
[roles]
clerk = { title = "Clerk", from = "roster:desk" }
boss = { title = "Boss", from = "post:boss" }
[fields]
phone = { title = "Phone", type = "phone", personal = "ordinary", keep = "30d" }
size = { title = "Size", type = "choice", options = { small = "Small", big = "Big" } }
done_by = { title = "Done by", type = "text" }
[route.main]
steps = ["take", "shop", "reply"]
entry = ["reply"]
[step.take]
title = "Take"
who = "clerk"
fill = ["phone", "size"]
basis = "house"
[call.shop]
title = "Shop"
procedure = "shop"
version = 1
give = { size = "size", phone = "phone" }
take = { done_by = "worker" }
basis = "house"
[step.reply]
title = "Reply"
who = "clerk"
tell = ["answer"]
basis = "house"
[clock.whole]
title = "Whole"
from = ["case.opened"]
until = ["step.reply.done"]
basis = "house"
limit = "2h"
late = [{ escalate = ["boss"] }]
[notice.answer]
to = "field:phone"
text = "Done"
[on.withdraw]
during = ["take", "shop"]
who = "clerk"
go = "reply"
basis = "house"
"#;

const SHOP: &str = r#"[procedure]
id = "shop"
title = "Shop"
version = 1
time_zone = "Asia/Shanghai"
[roles]
worker = { title = "Worker", from = "group:workers" }
[fields]
phone = { title = "Phone", type = "phone", personal = "ordinary", keep = "30d" }
size = { title = "Size", type = "choice", options = { big = "Big", small = "Small" } }
worker = { title = "Who", type = "text" }
[route.main]
steps = ["work"]
[step.work]
title = "Work"
who = "worker"
fill = ["worker"]
basis = "house"
[clock.shop_time]
title = "Shop time"
from = ["case.opened"]
basis = "house"
limit = "1h"
late = [{ escalate = ["worker"] }]
"#;

fn played(name: &str, people: &str, lines: &str) -> super::Out {
    let desk = Desk::new(name);
    desk.write("desk.toml", DESK);
    desk.write("shop.toml", SHOP);
    desk.write("org.toml", ORG);
    let start = if people.contains("start") { "" } else { "start = 2026-12-01T09:00:00+08:00\n" };
    let head = format!("[tests]\nprocedure = \"desk\"\n{start}");
    desk.write("desk.test.toml", &format!("{head}{people}\n[[test]]\nname = \"t\"\nstory = [\n{lines}\n]\n"));
    desk.run("test desk.test.toml --lang en")
}

fn holds(name: &str, people: &str, lines: &str) {
    let out = played(name, people, lines);
    assert_eq!(out.code, 0, "{}{}", out.out, out.err);
}

fn fails(name: &str, people: &str, lines: &str, words: &str) {
    let out = played(name, people, lines);
    assert_eq!(out.code, 1, "{}", out.out);
    assert!(out.out.contains(words) || out.err.contains(words), "{words}\n{}{}", out.out, out.err);
}

const PEOPLE: &str = "[tests.people]\nann = [\"clerk\"]\nbob = [\"worker\"]\nchief = [\"boss\"]\n";
const TAKEN: &str = r#"{ at = "1m", who = "ann", does = "take", with = { phone = "13800000000", size = "big" } },"#;

#[test]
fn a_call_is_a_case_of_its_own_and_tells_its_caller() {
    holds(
        "together-call",
        PEOPLE,
        &format!(
            r#"{TAKEN}
            {{ at = "1m", case = "shop", expect = {{ open = ["work"], fields = {{ size = "big", phone = "13800000000" }} }} }},
            {{ at = "2m", expect = {{ open = ["shop"], state = "open" }} }},
            {{ at = "1h2m", case = "shop", expect = {{ escalated = ["bob"], late = ["shop_time"] }} }},
            {{ at = "1h2m", expect = {{ escalated = [], late = [] }} }},
            {{ at = "1h3m", case = "shop", who = "bob", does = "work", with = {{ worker = "Bob" }} }},
            {{ at = "1h3m", case = "shop", expect = {{ state = "closed" }} }},
            {{ at = "1h3m", expect = {{ open = ["reply"], fields = {{ done_by = "Bob" }}, told = {{ answer = ["first"] }} }} }},"#
        ),
    );
}

#[test]
fn what_the_story_tells_of_a_call_is_not_played() {
    holds(
        "together-told",
        PEOPLE,
        &format!(
            r#"{TAKEN} {{ at = "5m", child = {{ call = "shop", give = {{ done_by = "X" }} }} }},
            {{ at = "5m", expect = {{ open = ["reply"], fields = {{ done_by = "X" }} }} }},"#
        ),
    );
    let lines = format!(
        r#"{TAKEN} {{ at = "2m", case = "shop", expect = {{ open = ["work"] }} }}, {{ at = "5m", child = {{ call = "shop" }} }},"#
    );
    fails("together-told-no-case", PEOPLE, &lines, "there is no case `shop` now; there are: first");
}

#[test]
fn withdrawing_the_call_withdraws_the_child() {
    holds(
        "together-withdrawn",
        PEOPLE,
        &format!(
            r#"{TAKEN} {{ at = "5m", who = "ann", does = "withdraw" }},
            {{ at = "5m", expect = {{ open = ["reply"], withdrawn = ["shop"] }} }},
            {{ at = "5m", case = "shop", expect = {{ state = "aborted", open = [] }} }},
            {{ at = "6m", case = "shop", who = "bob", does = "work", with = {{ worker = "Bob" }}, refused = "ended" }},"#
        ),
    );
}

#[test]
fn a_duplicate_is_merged_and_both_callers_hear() {
    let opened = r#"{ at = "0m", who = "ann", opens = "second" },
        { at = "1m", who = "ann", does = "take", with = { phone = "13800000000", size = "big" } },
        { at = "3m", case = "second", who = "ann", does = "take", with = { phone = "13900000000", size = "big" } },
        { at = "4m", who = "ann", merges = "second" },
        { at = "4m", case = "second", expect = { state = "merged", clocks = { whole = "running" } } },"#;
    holds(
        "together-merged",
        PEOPLE,
        &format!(
            r#"{opened}
            {{ at = "30m", case = "shop", who = "bob", does = "work", with = {{ worker = "Bob" }} }},
            {{ at = "30m", expect = {{ told = {{ answer = ["first", "second"] }} }} }},
            {{ at = "3h", expect = {{ late = ["whole"], escalated = ["chief"] }} }},
            {{ at = "3h", case = "second", expect = {{ late = [], escalated = [] }} }},"#
        ),
    );
    holds(
        "together-unmerged",
        PEOPLE,
        &format!(
            r#"{opened}
            {{ at = "10m", who = "ann", unmerges = "second" }},
            {{ at = "10m", case = "second", expect = {{ state = "open", open = ["shop"] }} }},
            {{ at = "30m", case = "shop", who = "bob", does = "work", with = {{ worker = "Bob" }} }},
            {{ at = "30m", expect = {{ told = {{ answer = ["first"] }} }} }},
            {{ at = "3h", case = "second", expect = {{ late = ["whole"] }} }},"#
        ),
    );
    fails("together-merge-nobody", PEOPLE, r#"{ at = "1m", who = "ann", merges = "third" },"#, "no case `third`");
}

#[test]
fn a_repeat_has_one_effect_and_a_stale_look_is_refused() {
    let take = r#"who = "ann", does = "take", with = { phone = "13800000000", size = "big" }"#;
    holds(
        "together-again",
        PEOPLE,
        &format!(
            r#"{{ at = "1m", {take}, again = true }},
            {{ at = "2m", {take}, key = "k", refused = "not_open" }},
            {{ at = "5m", case = "shop", who = "bob", does = "work", with = {{ worker = "Bob" }}, key = "k" }},
            {{ at = "6m", case = "shop", who = "bob", does = "work", with = {{ worker = "Bob" }}, key = "k" }},
            {{ at = "6m", case = "shop", who = "bob", does = "work", with = {{ worker = "Eve" }}, key = "k", refused = "key_reused" }},
            {{ at = "7m", expect = {{ told = {{ answer = 1 }} }} }},
            {{ at = "8m", who = "ann", does = "reply", seen = "4m", refused = "stale" }},
            {{ at = "8m", who = "ann", does = "reply", seen = "7m" }},"#
        ),
    );
}

/// The desk stands empty from 03:00 to 03:30, signs over at midnight, and lies in a zone with summer time.
const ORG: &str = r#"[org]
version = 3
time_zone = "Europe/Berlin"
until = 2026-12-31
[people]
ann = { name = "Ann" }
eve = { name = "Eve" }
dan = { name = "Dan" }
[posts]
boss = { holder = "dan", deputy = "eve" }
[groups]
workers = ["dan"]
[roster.desk]
shifts = { day = "03:30-15:00", night = "15:00-03:00" }
[roster.desk.days]
2026-10-24 = { day = ["ann"], night = ["eve"] }
2026-10-25 = { day = ["ann"], night = ["eve"] }
2026-12-01 = { day = ["ann"], night = ["eve"] }
[[absences]]
person = "dan"
from = 2026-12-01
to = 2026-12-02
why = "leave"
"#;

#[test]
fn people_come_from_the_organisation_at_the_virtual_instant() {
    holds(
        "together-organisation",
        "organisation = true",
        r#"{ at = 2026-12-01T09:00:00+01:00, expect = { todo = { ann = ["take"], eve = [] }, escalated = ["eve"] } },
        { at = 2026-12-01T14:00:00+01:00, who = "eve", does = "take", refused = "step.take.who" },
        { at = 2026-12-01T15:00:00+01:00, expect = { todo = { ann = [], eve = ["take"] } } },
        { at = 2026-12-02T03:10:00+01:00, expect = { todo = { ann = [], eve = [] } } },"#,
    );
    fails("together-nobody", "organisation = true", r#"{ at = "1m", who = "zoe", does = "take" },"#, "no person `zoe`");
    fails("together-both", &format!("organisation = true\n{PEOPLE}"), r#"{ at = "1m" },"#, "N003");
}

#[test]
fn a_shift_ends_by_the_wall_clock_of_its_zone() {
    holds(
        "together-summer",
        "organisation = true\nstart = 2026-10-24T23:00:00Z",
        r#"{ at = 2026-10-25T01:29:00Z, expect = { todo = { ann = [], eve = ["take"] } } },
        { at = 2026-10-25T02:10:00Z, expect = { todo = { ann = [], eve = [] } } },
        { at = 2026-10-25T02:30:00Z, expect = { todo = { ann = ["take"], eve = [] } } },"#,
    );
}

/// The evening hands the desk over by signature, late.
const SIGNED: &str = r#"[procedure]
id = "relief"
title = "Relief"
version = 1
time_zone = "Asia/Shanghai"
[roles]
out = { title = "Out", from = "roster:desk" }
in = { title = "In", from = "group:night" }
[route.main]
steps = ["sign_over"]
[step.sign_over]
title = "Sign over"
together = ["out", "in"]
sign = true
passes = { duty = "roster:desk", from = "out", to = "in" }
basis = "house"
"#;

#[test]
fn a_signed_duty_moves_offered_work_at_the_signature() {
    let desk = Desk::new("together-signed");
    desk.write("desk.toml", DESK);
    desk.write("shop.toml", SHOP);
    desk.write("relief.toml", SIGNED);
    let org = ORG.replace("[roster.desk]\n", "[roster.desk]\nhandover = \"signed\"\n");
    desk.write("org.toml", &org.replace("workers = [\"dan\"]", "workers = [\"dan\"]\nnight = [\"eve\"]"));
    desk.write(
        "desk.test.toml",
        r#"[tests]
procedure = "desk"
organisation = true
duties = { "roster:desk" = "ann" }
start = 2026-12-01T23:45:00+08:00
[[test]]
name = "S29"
story = [
  { at = "5m", expect = { todo = { ann = ["take"], eve = [] } } },
  { at = "10m", opens = "relief", procedure = "relief", who = "ann" },
  { at = "12m", case = "relief", who = "ann", does = "sign_over" },
  { at = "12m", expect = { todo = { ann = ["take"], eve = [] } } },
  { at = "13m", case = "relief", who = "eve", does = "sign_over" },
  { at = "13m", expect = { todo = { ann = [], eve = ["take"] } } },
]
"#,
    );
    let out = desk.run("test desk.test.toml --lang en");
    assert_eq!(out.code, 0, "{}{}", out.out, out.err);
}

const YEAR: &str = r#"start = 2026-12-31T09:00:00+08:00
people = { ann = ["clerk"], bob = ["worker"], chief = ["boss"] }
[tests.version.8]
effective = 2027-01-01
clock.whole.limit = "1h"
"#;

#[test]
fn cases_stay_on_the_version_that_opened_them() {
    holds(
        "together-versions",
        YEAR,
        r#"{ at = "0m", expect = { clocks = { whole = 2026-12-31T11:00:00+08:00 } } },
        { at = 2026-12-31T23:59:00+08:00, who = "ann", opens = "before" },
        { at = 2027-01-01T00:00:00+08:00, who = "ann", opens = "after" },
        { at = 2027-01-01T00:00:00+08:00, case = "before", expect = { clocks = { whole = 2027-01-01T01:59:00+08:00 } } },
        { at = 2027-01-01T00:00:00+08:00, case = "after", expect = { clocks = { whole = 2027-01-01T01:00:00+08:00 } } },
        { at = 2027-01-01T01:30:00+08:00, case = "after", expect = { late = ["whole"] } },
        { at = 2027-01-01T01:30:00+08:00, case = "before", expect = { late = [] } },"#,
    );
    fails("together-bad-version", &YEAR.replace("1h", "soon"), r#"{ at = "1m" },"#, "soon");
    fails("together-no-number", &YEAR.replace("version.8", "version.eight"), r#"{ at = "1m" },"#, "N005");
}
