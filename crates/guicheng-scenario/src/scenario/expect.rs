//! Comparing what is expected with what is there.

mod hand;

use super::{
    instant,
    log::listed,
    names,
    played::Played,
    secrets,
    stage::Stage,
    story::{Expect, When},
    value,
};
use alloc::{
    boxed::Box,
    collections::BTreeSet,
    format,
    string::{String, ToString as _},
    vec::Vec,
};
use guicheng_core::{Case, ClockKey, ClockState, EventKind, Label, Phase, Procedure, Status, Timestamp, WorkState};
use guicheng_lang::{
    Both,
    doc::{Node, Table, Value},
};

type Check = Result<(), Both>;

/// Compares everything that a line expects of a case; all that differs is told at once.
pub(crate) fn compare(stage: &Stage<'_>, at: usize, wanted: &[(Expect, Node)], start: Timestamp) -> Check {
    let Some(played) = stage.cases.get(at) else { return Ok(()) };
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for (key, node) in wanted {
        if let Err(words) = one(stage, played, *key, node, start) {
            zh.push(words.zh);
            en.push(words.en);
        }
    }
    if zh.is_empty() { Ok(()) } else { Err(Both::new(zh.join("；"), en.join("; "))) }
}

fn one(stage: &Stage<'_>, played: &Played<'_>, key: Expect, node: &Node, start: Timestamp) -> Check {
    let log = &played.log;
    match key {
        Expect::Open => open(played, node),
        Expect::Held => held(played, node),
        Expect::Closed => closed(played, node),
        Expect::State => state(played, node),
        Expect::Status => each(node, key, |host, wanted| status(played, host, wanted)),
        Expect::Todo => each(node, key, |person, wanted| hand::todo(stage, played, person, wanted)),
        Expect::Fields => each(node, key, |name, wanted| field(played, name, wanted, start)),
        Expect::Clocks => each(node, key, |name, wanted| clock(played, name, wanted, start)),
        Expect::Used => each(node, key, |name, wanted| used(played, stage.now, name, wanted)),
        Expect::Due => each(node, key, |name, wanted| due(played, name, wanted, start)),
        Expect::Late => late(played, node),
        Expect::Reminded => set(key, node, &log.reminded),
        Expect::Escalated => set(key, node, &log.escalated),
        Expect::Skipped => set(key, node, &log.skipped),
        Expect::Withdrawn => set(key, node, &log.withdrawn),
        Expect::Broken => set(key, node, &log.broken),
        Expect::Told if node.table().is_some() => each(node, key, |name, wanted| hand::told(played, name, wanted)),
        Expect::Told => set(key, node, &log.told),
        Expect::Written => set(key, node, &log.written),
    }
}

fn differs(key: Expect, wanted: &str, is: &str) -> Both {
    let key = key.key();
    Both::new(format!("`{key}` 应为 {wanted}，实际是 {is}"), format!("`{key}` should be {wanted}, but is {is}"))
}

fn malformed(key: Expect) -> Both {
    let key = key.key();
    Both::new(format!("`expect.{key}` 写法不对"), format!("`expect.{key}` is not written as it should be"))
}

fn texts(key: Expect, node: &Node) -> Result<Vec<Box<str>>, Both> {
    match &node.value {
        Value::Text(text) => Ok([Box::from(&**text)].into()),
        Value::List(items) => {
            let all: Option<Vec<_>> = items.iter().map(|n| n.text().map(|t| t.value)).collect();
            all.ok_or_else(|| malformed(key))
        }
        _ => Err(malformed(key)),
    }
}

fn each(node: &Node, key: Expect, check: impl Fn(&str, &Node) -> Check) -> Check {
    let table: &Table = node.table().ok_or_else(|| malformed(key))?;
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for entry in &table.entries {
        if let Err(words) = check(&entry.key.value, &entry.node) {
            zh.push(words.zh);
            en.push(words.en);
        }
    }
    if zh.is_empty() { Ok(()) } else { Err(Both::new(zh.join("；"), en.join("; "))) }
}

fn set(key: Expect, node: &Node, is: &BTreeSet<Box<str>>) -> Check {
    let wanted: BTreeSet<Box<str>> = texts(key, node)?.into_iter().collect();
    if wanted == *is {
        return Ok(());
    }
    Err(differs(key, &listed(wanted.iter().map(|n| &**n)), &listed(is.iter().map(|n| &**n))))
}

/// Open work by name, with its item, and whether it is held.
fn shown(p: &Procedure, case: &Case) -> Vec<(String, String, bool)> {
    let open = case.work.iter().filter(|w| w.state != WorkState::Hidden);
    open.map(|w| {
        let name = names::work(p, w.what).to_string();
        let full = w.item.map_or_else(|| name.clone(), |i| format!("{name} {}", names::item(p, case, i)));
        (name, full, w.held)
    })
    .collect()
}

fn open(played: &Played<'_>, node: &Node) -> Check {
    let wanted = texts(Expect::Open, node)?;
    let all = shown(played.p, &played.case);
    matching(Expect::Open, &wanted, &all, |held| !held)
}

fn status(played: &Played<'_>, host: &str, wanted: &Node) -> Check {
    let wanted = wanted.text().ok_or_else(|| malformed(Expect::Status))?.value;
    let Some(codes) = played.p.hosts.iter().find(|codes| *codes.host == *host) else {
        return Err(Both::new(format!("没有 [status.{host}]"), format!("there is no [status.{host}]")));
    };
    let is = played.case.host_code(codes).unwrap_or_default();
    if is == &*wanted {
        return Ok(());
    }
    Err(differs(Expect::Status, &format!("{host} = {wanted}"), &format!("{host} = {is}")))
}

fn held(played: &Played<'_>, node: &Node) -> Check {
    let wanted = texts(Expect::Held, node)?;
    let mut all = shown(played.p, &played.case);
    all.retain(|(_, _, held)| *held);
    matching(Expect::Held, &wanted, &all, |_| true)
}

/// Every name wanted is there, and everything there that must be named is.
fn matching(key: Expect, wanted: &[Box<str>], all: &[(String, String, bool)], must: impl Fn(bool) -> bool) -> Check {
    let means = |name: &str, (short, full, _): &(String, String, bool)| name == short || name == full;
    let there = wanted.iter().all(|name| all.iter().any(|w| means(name, w)));
    let named = all.iter().filter(|w| must(w.2)).all(|w| wanted.iter().any(|name| means(name, w)));
    if there && named {
        return Ok(());
    }
    let is: BTreeSet<&str> = all.iter().filter(|w| must(w.2)).map(|w| w.1.as_str()).collect();
    Err(differs(key, &listed(wanted.iter().map(|n| &**n)), &listed(is.into_iter())))
}

fn closed(played: &Played<'_>, node: &Node) -> Check {
    let is = matches!(played.case.status, Status::Closed);
    match node.value {
        Value::YesNo(wanted) if wanted == is => Ok(()),
        Value::YesNo(wanted) => {
            let all = shown(played.p, &played.case);
            let open = listed(all.iter().map(|w| w.1.as_str()));
            let wanted = if wanted { "true" } else { "false" };
            Err(differs(Expect::Closed, wanted, &format!("{is} ({:?}, open {open})", played.case.status)))
        }
        _ => Err(malformed(Expect::Closed)),
    }
}

/// Where a case stands, in the words of the command line.
fn state(played: &Played<'_>, node: &Node) -> Check {
    let is = match played.case.status {
        Status::New => "new",
        Status::Open if played.case.is_held() => "held",
        Status::Open => "open",
        Status::Closed => "closed",
        Status::Aborted => "aborted",
        Status::Merged => "merged",
    };
    match &node.value {
        Value::Text(wanted) if &**wanted == is => Ok(()),
        Value::Text(wanted) => Err(differs(Expect::State, wanted, is)),
        _ => Err(malformed(Expect::State)),
    }
}

fn field(played: &Played<'_>, name: &str, node: &Node, start: Timestamp) -> Check {
    let (p, case) = (played.p, &played.case);
    let (bare, item) = name.split_once(' ').map_or((name, None), |(f, i)| (f, Some(i)));
    let Some(id) = p.names.fields.find(|l| &*l.id == bare) else {
        return Err(Both::new(format!("没有字段 `{bare}`"), format!("there is no field `{bare}`")));
    };
    let wanted = secrets::read(p, id, node, start)?;
    let mut all: Vec<&guicheng_core::Value> = Vec::new();
    match p.fields.get(id).and_then(|f| f.per) {
        Some(list) => {
            let of = |index| names::item(p, case, guicheng_core::Item { list, index });
            let kept = case.per.iter().filter(|(f, i, _)| *f == id && item.is_none_or(|want| of(*i) == want));
            all.extend(kept.map(|(_, _, v)| v));
        }
        None => all.push(case.value(id)),
    }
    let none = all.is_empty() && wanted.is_empty();
    if none || (!all.is_empty() && all.iter().all(|is| value::same(case, &wanted, is))) {
        return Ok(());
    }
    let is: Vec<String> = all.iter().map(|v| value::told(p, case, id, v)).collect();
    let wanted = value::told(p, case, id, &wanted);
    Err(differs(Expect::Fields, &format!("{name} = {wanted}"), &format!("{name} = {}", is.join(" / "))))
}

/// The instances of a clock by name: `X`, or `step.X` for the clocks of a card.
fn states<'c>(played: &'c Played<'_>, name: &str) -> Result<Vec<&'c ClockState>, Both> {
    let names = &played.p.names.clocks;
    if !names.iter().any(|(_, label)| is_meant(label, name)) {
        return Err(Both::new(format!("没有时限 `{name}`"), format!("there is no clock `{name}`")));
    }
    let meant = |c: &&ClockState| names.get(c.clock).is_some_and(|label| is_meant(label, name));
    Ok(played.case.clocks.iter().filter(meant).collect())
}

/// A clock by its id, or a card's clocks by the card's.
fn is_meant(label: &Label, name: &str) -> bool {
    &*label.id == name || label.id.strip_prefix("step.") == Some(name)
}

fn word(state: &ClockState) -> &'static str {
    match state.phase {
        Phase::Paused => "paused",
        Phase::Stopped => "stopped",
        Phase::Running if state.late && state.next == Timestamp::NEVER => "spent",
        Phase::Running => "running",
    }
}

fn clock(played: &Played<'_>, name: &str, node: &Node, start: Timestamp) -> Check {
    let p = played.p;
    let states = states(played, name)?;
    let ran = played.events.iter().any(|e| match &e.kind {
        EventKind::ClockStarted(run) => p.names.clocks.get(run.clock).is_some_and(|label| is_meant(label, name)),
        _ => false,
    });
    let gone = if ran { "stopped" } else { "off" };
    let is = match states.first() {
        None => gone.to_string(),
        Some(s) => {
            let due = s.due.map_or_else(String::new, |due| format!(" {}", instant::told(due, &p.zone)));
            format!("{}{due}", word(s))
        }
    };
    let (fits, wanted) = match &node.value {
        Value::Text(text) => {
            let fits = match states.first() {
                None => gone == &**text,
                Some(_) => {
                    states.iter().any(|s| word(s) == &**text || (&**text == "running" && s.phase == Phase::Running))
                }
            };
            (fits, text.to_string())
        }
        _ => {
            let when = instant::of_node(node).map_err(|_| malformed(Expect::Clocks))?;
            let at = instant::resolve(when, start, &p.zone);
            let fits = states.iter().any(|s| s.phase != Phase::Stopped && s.due == Some(at));
            (fits, instant::told(at, &p.zone))
        }
    };
    let told = |what: &str| format!("{name} = {what}");
    if fits { Ok(()) } else { Err(differs(Expect::Clocks, &told(&wanted), &told(&is))) }
}

/// Time that counted: from the start to now, or to where it stands or stopped, without what did not count.
fn spent(state: &ClockState, now: Timestamp) -> i64 {
    let end = if state.phase == Phase::Running { now } else { state.since };
    let paused: i64 = state.pauses.iter().map(|(a, b)| b.since(*a)).sum();
    end.since(state.start).saturating_sub(paused)
}

fn used(played: &Played<'_>, now: Timestamp, name: &str, node: &Node) -> Check {
    let states = states(played, name)?;
    let Ok(When::After(wanted)) = instant::of_node(node) else { return Err(malformed(Expect::Used)) };
    let is = states.iter().find(|s| s.of == ClockKey::Case).or_else(|| states.last()).map(|s| spent(s, now));
    if is == Some(wanted) {
        return Ok(());
    }
    let is = is.map_or_else(|| "—".into(), instant::span);
    Err(differs(Expect::Used, &format!("{name} = {}", instant::span(wanted)), &format!("{name} = {is}")))
}

fn due(played: &Played<'_>, name: &str, node: &Node, start: Timestamp) -> Check {
    let when = instant::of_node(node).map_err(|_| malformed(Expect::Due))?;
    let at = instant::resolve(when, start, &played.p.zone);
    let known: Vec<Timestamp> = played.log.due.iter().filter(|(n, _)| &**n == name).map(|(_, at)| *at).collect();
    if known.iter().any(|is| *is == at || *is == at.plus(1)) {
        return Ok(());
    }
    let is: Vec<String> = known.iter().map(|at| instant::told(*at, &played.p.zone)).collect();
    let wanted = instant::told(at, &played.p.zone);
    let is = listed(is.iter().map(String::as_str));
    Err(differs(Expect::Due, &format!("{name} = {wanted}"), &format!("{name} = {is}")))
}

/// Clocks of the case must be listed; those of a card, and those that send the work elsewhere, may be.
fn late(played: &Played<'_>, node: &Node) -> Check {
    let wanted: BTreeSet<Box<str>> = texts(Expect::Late, node)?.into_iter().collect();
    let log = &played.log;
    let there = wanted.iter().all(|n| log.late.contains(n) || log.late_work.contains(n));
    if there && log.late.is_subset(&wanted) {
        return Ok(());
    }
    let is = log.late.union(&log.late_work).map(|n| &**n);
    Err(differs(Expect::Late, &listed(wanted.iter().map(|n| &**n)), &listed(is)))
}
