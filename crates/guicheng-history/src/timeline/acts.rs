//! Work, fields and what people do.

use super::{Told, kinds, names::Teller};
use alloc::{boxed::Box, format, string::String};
use guicheng_core::{Completion, EventKind, Opening, PersonIx, RoleId, StepId, StepKind, Taken, WorkId};

pub(super) fn told(t: &Teller<'_>, kind: &EventKind) -> Option<Told> {
    match kind {
        EventKind::WorkOpened(opening) if opening.hidden => None,
        EventKind::WorkOpened(opening) => Some(Told::plain(opened(t, opening))),
        EventKind::WorkShown(work) => {
            let work = t.work(*work);
            Some(Told::plain(t.say(format!("{work}可以做了"), format!("{work} can be done now"))))
        }
        EventKind::WorkTaken { work, by, how } => Some(taken(t, *work, *by, *how)),
        EventKind::WorkReleased { work, by, reason } => {
            let (title, why) = (t.work(*work), because(t, reason.as_deref()));
            Some(t.by(*by, Some(*work), t.say(format!("退回{title}{why}"), format!("gives {title} back{why}"))))
        }
        EventKind::WorkStarted { work, by } => {
            let title = t.work(*work);
            Some(t.by(*by, Some(*work), t.say(format!("开始{title}"), format!("begins {title}"))))
        }
        EventKind::WorkHeld { work, held } => {
            let title = t.work(*work);
            let words = match held {
                true => t.say(format!("{title}挂起"), format!("{title} is held")),
                false => t.say(format!("{title}恢复"), format!("{title} goes on")),
            };
            Some(Told::plain(words))
        }
        EventKind::WorkDone(completion) => Some(done(t, completion)),
        EventKind::WorkSkipped { work, by, reason } => {
            let title = t.work(*work);
            let words = t.say(format!("不做{title}：{reason}"), format!("leaves out {title}: {reason}"));
            Some(t.by(*by, Some(*work), words))
        }
        EventKind::WorkEnded { work, done } => Some(Told::plain(ended(t, *work, done.step))),
        EventKind::Urged { work, by } => {
            let title = t.work(*work);
            Some(t.by(*by, None, t.say(format!("催办{title}"), format!("urges {title}"))))
        }
        EventKind::Confirmed { number, by } => {
            let words = t.say(format!("确认收到通知 {number}"), format!("confirms notice {number}"));
            Some(t.by(*by, None, words))
        }
        kinds::course!() | kinds::facts!() | kinds::clocks!() | kinds::norms!() | kinds::quiet!() => None,
    }
}

pub(super) fn facts(t: &Teller<'_>, kind: &EventKind) -> Option<Told> {
    let plain = |zh: String, en: String| Some(Told::plain(t.say(zh, en)));
    match kind {
        EventKind::Called { child, version, .. } => {
            plain(format!("发起 {child}（第 {version} 版）"), format!("calls {child} (version {version})"))
        }
        EventKind::CallWithdrawn { child, .. } => {
            plain(format!("撤回 {child}"), format!("withdraws the call of {child}"))
        }
        EventKind::Found { step, cases, .. } => {
            let (step, count) = (t.step(*step), cases.len());
            let list = t.join(cases.iter().cloned());
            plain(format!("“{step}”查得 {count} 件 {list}"), format!("“{step}” finds {count} {list}"))
        }
        EventKind::Nobody { work, notice, roles, .. } => {
            let subject = subject(t, *work, *notice);
            let roles = role_list(t, roles);
            plain(format!("{subject}无人可派{roles}"), format!("nobody is there for {subject}{roles}"))
        }
        EventKind::Climbed { rung, to, .. } => {
            let to = t.people(to);
            plain(format!("上找到第 {rung} 级：{to}"), format!("climbs to rung {rung}: {to}"))
        }
        EventKind::Named { step, people } => {
            let (step, people) = (t.step(*step), t.people(people));
            plain(format!("指定{people}做“{step}”"), format!("{people} named for “{step}”"))
        }
        EventKind::Filled { field, value, reason, .. } => {
            let (title, value, why) = (t.field(*field), t.value(*field, value), because(t, reason.as_deref()));
            Some(t.by_actor(t.say(format!("填写{title}：{value}{why}"), format!("fills {title}: {value}{why}"))))
        }
        EventKind::Registered(register) => {
            let register = t.register(*register);
            plain(format!("登入“{register}”"), format!("entered in “{register}”"))
        }
        kinds::course!() | kinds::work!() | kinds::clocks!() | kinds::norms!() | kinds::quiet!() => None,
    }
}

fn opened(t: &Teller<'_>, opening: &Opening) -> String {
    let title = t.what(opening.what, opening.item);
    let roles: &[RoleId] = opening.role.as_ref().map_or(&opening.how.roles, core::slice::from_ref);
    let roles = role_list(t, roles);
    let who = if opening.only.is_empty() { &opening.how.found } else { &opening.only };
    let who = if who.is_empty() { String::new() } else { t.say("：".into(), ": ".into()) + &t.people(who) };
    t.say(format!("待办{title}{roles}{who}"), format!("{title} is open{roles}{who}"))
}

fn taken(t: &Teller<'_>, work: WorkId, by: PersonIx, how: Taken) -> Told {
    let title = t.work(work);
    match how {
        Taken::Claimed => t.by(by, Some(work), t.say(format!("接手{title}"), format!("takes up {title}"))),
        Taken::Allocated => {
            t.by(by, Some(work), t.say(format!("被派给{title}"), format!("is given {title} by the procedure")))
        }
        Taken::Given(giver) => {
            let to = t.person(by);
            t.by(giver, None, t.say(format!("把{title}交给{to}"), format!("gives {title} to {to}")))
        }
    }
}

fn done(t: &Teller<'_>, completion: &Completion) -> Told {
    let Completion { work, done, on_behalf, reason, signed, checks } = completion;
    let title = t.work(*work);
    let mut words = t.say(format!("完成{title}"), format!("completes {title}"));
    if let Some(person) = on_behalf {
        let person = t.person(*person);
        words += &t.say(format!("，代{person}"), format!(" on behalf of {person}"));
    }
    if !checks.is_empty() {
        let list = t.join(
            checks
                .iter()
                .map(|(id, count)| -> Box<str> { count.map_or_else(|| id.clone(), |n| format!("{id} {n}").into()) }),
        );
        words += &t.say(format!("，核对 {list}"), format!(", attests {list}"));
    }
    if *signed {
        words += &t.say("，已签字".into(), ", signed".into());
    }
    words += &because(t, reason.as_deref());
    match done.and_then(|d| d.by) {
        Some(by) => t.by(by, Some(*work), words),
        None => Told::plain(t.say(format!("{title}已了结"), format!("{title} is done"))),
    }
}

/// Work that nobody completed: what it waited for is there, or it is given up.
fn ended(t: &Teller<'_>, work: WorkId, step: StepId) -> String {
    let title = t.work(work);
    match t.procedure.steps.get(step).map(|s| &s.kind) {
        Some(StepKind::Task(_)) => {
            t.say(format!("{title}不再等人办，作办完论"), format!("{title} is given up as done"))
        }
        Some(StepKind::Call(_)) => {
            t.say(format!("{title}：子个案已了结"), format!("{title}: the child case has ended"))
        }
        Some(StepKind::Wait(_) | StepKind::Lookup(_)) | None => {
            t.say(format!("{title}结束"), format!("{title} is over"))
        }
    }
}

fn subject(t: &Teller<'_>, work: Option<WorkId>, notice: Option<u32>) -> String {
    match (work, notice) {
        (Some(work), _) => t.work(work),
        (None, Some(number)) => t.say(format!("通知 {number} "), format!("notice {number}")),
        (None, None) => String::new(),
    }
}

fn role_list(t: &Teller<'_>, roles: &[RoleId]) -> String {
    if roles.is_empty() {
        return String::new();
    }
    let roles = t.role_names(roles);
    t.say(format!("（{roles}）"), format!(" ({roles})"))
}

/// A reason behind a sentence.
pub(super) fn because(t: &Teller<'_>, reason: Option<&str>) -> String {
    reason.map_or_else(String::new, |r| t.say(format!("，理由：{r}"), format!(", reason: {r}")))
}
