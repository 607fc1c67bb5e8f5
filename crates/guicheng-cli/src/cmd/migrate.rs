//! `guicheng migrate`: cases move to another version, or adopt newer calendars; or it is only planned.

use crate::{
    desk::{Desk, TENANT, fresh_key},
    failure::{Exit, Failure},
    instant,
    lang::Lang,
    library,
    names::Names,
    picture,
    shell::Shell,
    table::Table,
    words,
};
use clap::Args;
use guicheng_core::{Due, Label, Obstacle, Plan, Procedure, Status, Thing, Timestamp, Unplaced};
use guicheng_store::{CaseQuery, CaseRow, Definition, HostError, Linked, Moving, Publication, Store};
use serde::Serialize;
use std::{path::PathBuf, sync::Arc};

/// What to move, and where to.
#[derive(Debug, Args)]
pub(crate) struct Migrate {
    /// 个案，或流程（它的全部未结个案） · a case, or a procedure (all its open cases)
    #[arg(value_name = "CASE|PROCEDURE")]
    what: String,
    /// 迁到哪一版本 · the version to move to
    #[arg(long, value_name = "N", conflicts_with = "calendars")]
    to: Option<u32>,
    /// 换用这个文件里的日历 · adopt the calendars of this file
    #[arg(long, value_name = "FILE")]
    calendars: Option<PathBuf>,
    /// 到时不变的时限，可写多次 · a clock whose due stays
    #[arg(long, value_name = "CLOCK")]
    keep: Vec<String>,
    /// 谁 · who
    #[arg(long = "as", value_name = "PERSON")]
    person: String,
    /// 为什么 · why
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// 只看计划，不改 · only plan
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    dry_run: bool,
    cases: Vec<One>,
}

#[derive(Serialize)]
struct One {
    case: String,
    from: u32,
    to: u32,
    moved: bool,
    places: Vec<PlaceDoc>,
    clocks: Vec<ClockDoc>,
    unplaced: Vec<UnplacedDoc>,
}

#[derive(Serialize)]
struct PlaceDoc {
    kind: &'static str,
    old: String,
    new: Option<String>,
    put: bool,
}

#[derive(Serialize)]
struct ClockDoc {
    clock: String,
    how: &'static str,
    old_due: Option<String>,
    new_due: Option<String>,
}

#[derive(Serialize)]
struct UnplacedDoc {
    kind: &'static str,
    name: String,
    why: String,
}

/// Moves them, or plans it.
pub(crate) fn run(args: &Migrate, shell: &Shell) -> Result<Exit, Failure> {
    let mut desk = Desk::existing(shell)?;
    let now = desk.now()?;
    if !args.dry_run {
        desk.host.tick(now).map_err(|e| desk.failed(e))?;
    }
    let rows = cases(&desk, &args.what)?;
    let mut done = Vec::new();
    for row in rows {
        let to = target(&mut desk, args, &row, now)?;
        if to.linked.pins != row.head.pins {
            done.push(one(&mut desk, args, &row, to, now)?);
        }
    }
    let exit = if done.iter().any(|one| !one.unplaced.is_empty()) { Exit::Refused } else { Exit::Done };
    if shell.json() {
        shell.document(&Doc { schema: "guicheng/migrate/1", dry_run: args.dry_run, cases: done })?;
    } else if done.is_empty() {
        shell.line(&words::nothing_to_move(shell.lang, &args.what));
    } else if args.dry_run {
        shell.line(words::dry_run(shell.lang));
    }
    Ok(exit)
}

/// The case of this name, or the open cases of this procedure.
fn cases(desk: &Desk, what: &str) -> Result<Vec<CaseRow>, Failure> {
    let all = desk.host.store().cases(TENANT, &CaseQuery::default()).map_err(|e| desk.failed(e.into()))?;
    if let Some(row) = all.iter().find(|row| *row.case == *what) {
        return Ok(vec![row.clone()]);
    }
    if !all.iter().any(|row| *row.head.procedure == *what) {
        return Err(Failure::usage(words::no_such_case(desk.shell.lang, what)));
    }
    let open = |row: &CaseRow| *row.head.procedure == *what && row.head.status == Status::Open;
    Ok(all.into_iter().filter(open).collect())
}

/// Where a case is to move.
struct Target {
    linked: Arc<Linked>,
    /// Its own version with newer calendars, which nobody has published: the definition and the calendars.
    fresh: Option<(Definition, Vec<u8>)>,
}

/// The version, linked with its calendars, that a case is to move to. Nothing is published for it yet.
fn target(desk: &mut Desk, args: &Migrate, row: &CaseRow, now: Timestamp) -> Result<Target, Failure> {
    let procedure = &row.head.procedure;
    let Some(path) = &args.calendars else {
        let to = args.to.ok_or_else(|| Failure::usage(words::what_to(desk.shell.lang)))?;
        let linked = desk.host.load_version(procedure, Some(to), now).map_err(|e| desk.failed(e))?;
        return Ok(Target { linked, fresh: None });
    };
    let bytes = library::read(path, desk.shell.lang)?.bytes;
    let all = desk.host.store().definitions(TENANT, Some(procedure)).map_err(|e| desk.failed(e.into()))?;
    let missing = || HostError::NoProcedure { procedure: procedure.clone(), version: Some(row.head.version) };
    let own = all.into_iter().find(|d| d.pins == row.head.pins).ok_or_else(|| desk.failed(missing()))?;
    let not_loaded = |why| HostError::NotLoaded { procedure: procedure.clone(), version: row.head.version, why };
    let procedure = library::reload(&own, Some(&bytes)).map_err(|why| desk.failed(not_loaded(why)))?;
    Ok(Target { linked: Arc::new(Linked::new(procedure)), fresh: Some((own, bytes)) })
}

/// Publishes what a case is about to move to, if nobody has.
fn publish(desk: &mut Desk, args: &Migrate, to: Target, now: Timestamp) -> Result<Arc<Linked>, Failure> {
    let Some((own, bytes)) = to.fresh else { return Ok(to.linked) };
    let by = desk.actor(Some(&args.person))?.person.unwrap_or_default();
    let (source, effective, procedure) = (&*own.source, own.effective, to.linked.procedure.clone());
    let publication = Publication { procedure, source, calendars: Some(&bytes), effective, now, by: &by };
    Ok(desk.host.publish(publication).map_err(|e| desk.failed(e))?.1)
}

fn one(desk: &mut Desk, args: &Migrate, row: &CaseRow, target: Target, now: Timestamp) -> Result<One, Failure> {
    let lang = desk.shell.lang;
    let to = &Arc::clone(&target.linked);
    let keep: Vec<Box<str>> = args.keep.iter().map(|name| name.as_str().into()).collect();
    let (case, from) = (row.case.to_string(), row.head.version);
    let mut one = One {
        case,
        from,
        to: to.procedure.version,
        moved: false,
        places: Vec::new(),
        clocks: Vec::new(),
        unplaced: Vec::new(),
    };
    let plan = match desk.host.plan(&row.case, to, &keep, now) {
        Ok(plan) => plan,
        Err(HostError::Unplaced { case, unplaced }) => {
            one.unplaced = unplaced.iter().map(|u| unplaced_doc(u, lang)).collect();
            if !desk.shell.json() {
                desk.shell.complain(&unplaced_words(lang, &case, &unplaced));
            }
            return Ok(one);
        }
        Err(error) => return Err(desk.failed(error)),
    };
    if let Some(name) = keep.iter().find(|name| !plan.clocks.iter().any(|c| c.clock == **name)) {
        let known: Vec<&str> = plan.clocks.iter().map(|c| &*c.clock).collect();
        return Err(Failure::usage(words::keep_unknown(lang, name, known.join(lang.comma()))));
    }
    if !args.dry_run {
        let actor = desk.actor(Some(&args.person))?;
        let (key, reason) = (fresh_key(), args.why.as_str().into());
        let moving = Moving { key, case: &row.case, to, keep: &keep, actor, reason, now };
        // A case that may not move leaves nothing behind, no calendars either.
        desk.host.rehearse(&moving).map_err(|e| desk.failed(e))?;
        let published = publish(desk, args, target, now)?;
        let moving = Moving { to: &published, ..moving };
        one.moved = desk.host.migrate(moving).map_err(|e| desk.failed(e))?.receipt.is_some();
    }
    if !desk.shell.json() {
        desk.shell.print(&shown(desk, &one, &plan, &to.procedure));
    }
    let at = |at: Option<Timestamp>| at.map(|at| instant::rfc3339(at, &desk.zone));
    one.places = plan
        .places
        .iter()
        .map(|p| PlaceDoc {
            kind: thing_id(p.kind),
            old: p.old.to_string(),
            new: p.new.as_ref().map(ToString::to_string),
            put: p.put,
        })
        .collect();
    one.clocks = plan
        .clocks
        .iter()
        .map(|c| ClockDoc { clock: c.clock.to_string(), how: due_id(c.how), old_due: at(c.old), new_due: at(c.new) })
        .collect();
    Ok(one)
}

/// A plan for people: the places first, then every clock with its old and new due.
fn shown(desk: &Desk, one: &One, plan: &Plan, new: &Procedure) -> String {
    let lang = desk.shell.lang;
    let versions = [plan.from.version, plan.to.version].map(picture::version);
    let [from, to] = &versions;
    let mut out = words::moves(lang, &one.case, from, to);
    if one.moved {
        out.push_str(&format!(" · {}", words::moved(lang)));
    }
    out.push('\n');
    let mut places = Table::bare();
    for place in plan.places.iter().filter(|p| p.kind != Thing::Flow) {
        let new_name = match (&place.new, place.put) {
            (None, _) => words::lost(lang).to_owned(),
            (Some(name), true) => format!("{} {}", words::put_at(lang), titled(new, place.kind, name, lang)),
            (Some(name), false) => titled(new, place.kind, name, lang),
        };
        places.row([thing_words(place.kind, lang).to_owned(), place.old.to_string(), "→".into(), new_name]);
    }
    out.push_str(&places.render("  "));
    let mut clocks = Table::new([
        words::col_clock(lang),
        words::col_change(lang),
        words::col_old_due(lang),
        words::col_new_due(lang),
    ]);
    let at = |at: Option<Timestamp>| at.map_or_else(|| "—".to_owned(), |at| desk.at(at));
    let names = Names::new(new, &[], &desk.host.registry().org, lang);
    for clock in &plan.clocks {
        let id = new.names.clocks.find(|label| label.id == clock.clock);
        let title = id.filter(|_| clock.how != Due::End).map_or_else(|| clock.clock.to_string(), |id| names.clock(id));
        clocks.row([title, due_words(clock.how, lang).to_owned(), at(clock.old), at(clock.new)]);
    }
    if !plan.clocks.is_empty() {
        out.push_str(&clocks.render("  "));
    }
    out
}

/// The title of a thing in the new version, with the name that is typed.
fn titled(new: &Procedure, kind: Thing, name: &str, lang: Lang) -> String {
    fn title<'p, I: guicheng_core::Id>(labels: &'p guicheng_core::Map<I, Label>, name: &str) -> Option<&'p Label> {
        labels.values().find(|label| *label.id == *name)
    }
    let labels = &new.names;
    let label = match kind {
        Thing::Card | Thing::Flow => title(&labels.nodes, name),
        Thing::Route => title(&labels.scopes, name),
        Thing::Hold => title(&labels.holds, name),
        Thing::Role => title(&labels.roles, name),
        Thing::Field => title(&labels.fields, name),
        Thing::Step => title(&labels.steps, name),
        Thing::Event => title(&labels.signals, name),
        Thing::Register => title(&labels.registers, name),
        Thing::Notice => title(&labels.notices, name),
        Thing::Clock => title(&labels.clocks, name),
        Thing::Line => None,
    };
    match label.map(|label| label.title_in(lang.code())) {
        Some(title) if title != name => format!("{name} {title}"),
        Some(_) | None => name.to_owned(),
    }
}

/// Everything that finds no place, a line each.
pub(crate) fn unplaced_words(lang: Lang, case: &str, unplaced: &[Unplaced]) -> String {
    let mut out = words::cannot_move(lang, case);
    for one in unplaced {
        let why = obstacle_words(one.why, lang);
        out.push_str(&format!("\n  {} {}: {why}", thing_words(one.kind, lang), one.name));
    }
    out
}

fn unplaced_doc(one: &Unplaced, lang: Lang) -> UnplacedDoc {
    UnplacedDoc { kind: thing_id(one.kind), name: one.name.to_string(), why: obstacle_words(one.why, lang) }
}

fn obstacle_words(why: Obstacle, lang: Lang) -> String {
    let zh = match why {
        Obstacle::Over => "个案不在办理中",
        Obstacle::OtherProcedure => "是另一个流程",
        Obstacle::Finishes => "新版本说这一版的个案照旧版办完（cases = \"finish\"）",
        Obstacle::Gone => "新版本里没有这个名字；在 from.N 里写 rename 或 at",
        Obstacle::OtherKind => "新版本里它是另一种卡片；在 from.N 里写 at",
        Obstacle::Elsewhere => "新版本里它在另一条路线；在 from.N 里写 at",
        Obstacle::NoWayIn => "at 写的卡片从这里到不了",
        Obstacle::Value => "值不合新版本的内容：类型不同，或选项没有了",
    };
    match lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => why.to_string(),
    }
}

const fn due_id(how: Due) -> &'static str {
    match how {
        Due::Keep => "keep",
        Due::Recount => "recount",
        Due::Begin => "begin",
        Due::End => "end",
    }
}

const fn due_words(how: Due, lang: Lang) -> &'static str {
    match how {
        Due::Keep => words::due_keep(lang),
        Due::Recount => words::due_recount(lang),
        Due::Begin => words::due_begin(lang),
        Due::End => words::due_end(lang),
    }
}

const fn thing_id(kind: Thing) -> &'static str {
    match kind {
        Thing::Card => "card",
        Thing::Route => "route",
        Thing::Flow => "flow",
        Thing::Hold => "hold",
        Thing::Role => "role",
        Thing::Field => "field",
        Thing::Step => "step",
        Thing::Event => "event",
        Thing::Line => "line",
        Thing::Register => "register",
        Thing::Notice => "notice",
        Thing::Clock => "clock",
    }
}

const fn thing_words(kind: Thing, lang: Lang) -> &'static str {
    match kind {
        Thing::Card => lang.pick("卡片", "card"),
        Thing::Route => lang.pick("路线", "route"),
        Thing::Flow => lang.pick("流向", "flow"),
        Thing::Hold => lang.pick("挂起", "hold"),
        Thing::Role => lang.pick("角色", "role"),
        Thing::Field => lang.pick("字段", "field"),
        Thing::Step => lang.pick("做过的步骤", "step done"),
        Thing::Event => lang.pick("事件", "event"),
        Thing::Line => lang.pick("次数", "count"),
        Thing::Register => lang.pick("登记表", "register"),
        Thing::Notice => lang.pick("通知", "notice"),
        Thing::Clock => lang.pick("停了的时限", "stopped clock"),
    }
}
