//! Clocks, norms and messages.

use super::{Told, acts::because, kinds, names::Teller};
use alloc::{format, string::String};
use guicheng_core::{ClockRun, EventKind, Firing, Verdict};

pub(super) fn told(t: &Teller<'_>, kind: &EventKind) -> Option<Told> {
    let plain = |zh: String, en: String| Some(Told::plain(t.say(zh, en)));
    match kind {
        EventKind::ClockStarted(run) => started(t, run),
        EventKind::ClockMoved(run) => moved(t, run),
        EventKind::ClockPaused { clock, of, .. } => {
            let clock = t.clock(*clock, *of);
            plain(format!("{clock}停走"), format!("{clock} stands still"))
        }
        EventKind::ClockStopped { clock, of, verdict, .. } => {
            let clock = t.clock(*clock, *of);
            match verdict {
                Verdict::Kept => plain(format!("{clock}：按时"), format!("{clock}: kept")),
                Verdict::Broken => plain(format!("{clock}：超时"), format!("{clock}: broken")),
                Verdict::KeptEnteredLate => {
                    plain(format!("{clock}：按时，但补记在后"), format!("{clock}: kept, but entered late"))
                }
                Verdict::Measured => plain(format!("{clock}停止"), format!("{clock} stops")),
            }
        }
        EventKind::ClockFired(firing) => Some(fired(t, firing)),
        kinds::course!() | kinds::work!() | kinds::facts!() | kinds::norms!() | kinds::quiet!() => None,
    }
}

pub(super) fn norms(t: &Teller<'_>, kind: &EventKind) -> Option<Told> {
    let plain = |zh: String, en: String| Some(Told::plain(t.say(zh, en)));
    match kind {
        EventKind::HoldBegan { hold, by, reason } => {
            let (hold, why) = (t.hold(hold.hold), because(t, reason.as_deref()));
            Some(t.perhaps_by(*by, t.say(format!("挂起“{hold}”{why}"), format!("hold “{hold}” begins{why}"))))
        }
        EventKind::HoldEnded { hold, .. } => {
            let hold = t.hold(*hold);
            plain(format!("挂起“{hold}”结束"), format!("hold “{hold}” ends"))
        }
        EventKind::RuleBroken { rule, .. } => {
            let rule = t.rule(*rule);
            plain(format!("违反规矩“{rule}”"), format!("the rule “{rule}” is broken"))
        }
        EventKind::RuleKept { rule, .. } => {
            let rule = t.rule(*rule);
            plain(format!("规矩“{rule}”恢复遵守"), format!("the rule “{rule}” is kept again"))
        }
        EventKind::Reacted { reaction, by, reason } => {
            let (on, why) = (t.reaction(*reaction), because(t, reason.as_deref()));
            Some(t.perhaps_by(*by, t.say(format!("触发“{on}”{why}"), format!("sets off “{on}”{why}"))))
        }
        EventKind::Noticed { number, notice, to, confirm } => {
            let (notice, to) = (t.notice(*notice), t.people(to));
            let to = if to.is_empty() { to } else { t.say(format!("给{to}"), format!(" to {to}")) };
            let confirm = match confirm {
                true => t.say("，须确认".into(), ", to be confirmed".into()),
                false => String::new(),
            };
            plain(
                format!("发出通知 {number}“{notice}”{to}{confirm}"),
                format!("notice {number} “{notice}” goes out{to}{confirm}"),
            )
        }
        EventKind::Reminded { to, by } => {
            let (to, by) = (t.people(to), t.cause(*by));
            plain(format!("提醒{to}（{by}）"), format!("{to} reminded ({by})"))
        }
        EventKind::Escalated { to, by } => {
            let (to, by) = (t.people(to), t.cause(*by));
            plain(format!("上报{to}（{by}）"), format!("escalated to {to} ({by})"))
        }
        EventKind::Advised { say, .. } => {
            let say = t.text(*say);
            plain(format!("提示：{say}"), format!("advice: {say}"))
        }
        kinds::course!() | kinds::work!() | kinds::facts!() | kinds::clocks!() | kinds::quiet!() => None,
    }
}

/// A clock without a due only measures: its start is not told.
fn started(t: &Teller<'_>, run: &ClockRun) -> Option<Told> {
    let due = t.local(run.due?);
    let clock = t.clock(run.clock, run.of);
    let sum = arithmetic(t, run);
    Some(Told::plain(t.say(format!("{clock}开始，应于 {due} 前{sum}"), format!("{clock} starts, due {due}{sum}"))))
}

fn moved(t: &Teller<'_>, run: &ClockRun) -> Option<Told> {
    let clock = t.clock(run.clock, run.of);
    let sum = arithmetic(t, run);
    let words = match run.due {
        Some(due) => {
            let due = t.local(due);
            t.say(format!("{clock}改为 {due} 前{sum}"), format!("{clock} is now due {due}{sum}"))
        }
        None => t.say(format!("{clock}改为不限时"), format!("{clock} has no due any more")),
    };
    Some(Told::plain(words))
}

/// Which calendar, and what was settled.
fn arithmetic(t: &Teller<'_>, run: &ClockRun) -> String {
    let calendar = run.sum.calendar.and_then(|(id, version)| {
        let calendar = t.procedure.calendars.get(id)?;
        let id = &calendar.id;
        Some(t.say(format!("按“{id}”第 {version} 版日历"), format!("calendar “{id}” version {version}")).into())
    });
    let outside = run.sum.outside.then(|| t.say("外部期限在先".into(), "the outside due comes first".into()).into());
    let clamped = run.sum.clamped.then(|| t.say("取当月最后一天".into(), "the last day of the month".into()).into());
    let parts = t.join([calendar, outside, clamped].into_iter().flatten());
    if parts.is_empty() { parts } else { t.say(format!("（{parts}）"), format!(" ({parts})")) }
}

fn fired(t: &Teller<'_>, firing: &Firing) -> Told {
    let clock = t.clock(firing.clock, firing.of);
    let number = u32::from(firing.threshold) + 1;
    let mut words = if firing.late {
        t.say(format!("{clock}已超时"), format!("{clock} is past its due"))
    } else {
        t.say(format!("{clock}到了第 {number} 个时点"), format!("{clock} reaches threshold {number}"))
    };
    if firing.missed > 0 {
        let missed = firing.missed;
        words += &t.say(format!("，其间漏了 {missed} 次"), format!(", {missed} missed meanwhile"));
    }
    if firing.muted {
        words += &t.say("，由后面的时点一并处理".into(), ", left to a later threshold".into());
    }
    Told::plain(words)
}
