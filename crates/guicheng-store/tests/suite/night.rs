//! A small estate for the tests of the host: who is there, a desk that calls a repair, a handover.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up has failed")]

use guicheng_core::{
    Act, Actor, Command, Entry, FieldId, Input, Pointer, Procedure, StepId, Timestamp, Value, org::Org,
};
use guicheng_lang::{
    FileId, Library, Source,
    doc::{self, Cx},
    load, side,
    zone::Zones,
};
use guicheng_store::{Done, Fault, Host, HostError, Linked, MemoryStore, Opening, Publication, Published, Registry};
use std::sync::Arc;

/// 2026-12-01 09:00 in Shanghai.
pub(crate) const NINE: Timestamp = Timestamp(1_796_086_800_000);

const ORG: &str = r#"
[org]
version = 4
time_zone = "Asia/Shanghai"
until = 2026-12-31
[people]
wang = { name = "王芳" }
li = { name = "李强" }
zhao = { name = "赵刚" }
sun = { name = "孙健" }
[posts]
manager = { holder = "sun" }
[groups]
crew = ["li", "zhao"]
[roster.desk]
handover = "signed"
shifts = { day = "08:00-20:00", night = "20:00-08:00" }
[roster.desk.days]
2026-12-01 = { day = ["wang"], night = ["li"] }
"#;

const CALENDARS: &str = r#"
[calendar.all_day]
title = "全天"
version = 1
time_zone = "Asia/Shanghai"
hours = "always"
"#;

const HEAD: &str = r#"
version = 1
effective = 2026-11-01
lang = "zh-CN"
time_zone = "Asia/Shanghai"
calendar = "all_day"
owner = "manager"
change = "first"
"#;

const DESK: &str = r#"
[fields]
phone = { type = "phone", title = "电话", personal = "ordinary", keep = "90d", required = true }
flat = { type = "unit", title = "住址", personal = "ordinary", keep = "90d", required = true }
outcome = { type = "text", title = "结果" }
[roles]
desk = { title = "接待员", from = "roster:desk" }
manager = { title = "经理", from = "post:manager" }
[route.main]
title = "全程"
steps = ["intake", "before", "fix", "answer"]
[lookup.before]
title = "以前的"
of = "desk"
match = ["flat"]
state = "closed"
closed_within = "30d"
[call.fix]
title = "报修"
procedure = "repair"
version = 1
give = { phone = "phone" }
take = { outcome = "outcome" }
[step.intake]
title = "登记"
who = "desk"
fill = ["phone", "flat"]
[step.answer]
title = "答复"
who = "desk"
late = [{ after = "5m", escalate = "manager" }]
[status.java110]
order = ["step.intake", "case.open", "case.closed"]
codes = { "step.intake" = "1000", "case.open" = "1100", "case.closed" = "1900" }
"#;

const REPAIR: &str = r#"
[fields]
phone = { type = "phone", title = "电话", personal = "ordinary", keep = "90d" }
outcome = { type = "text", title = "结果", required = true }
[roles]
crew = { title = "维修工", from = "group:crew" }
manager = { title = "经理", from = "post:manager" }
[route.main]
title = "全程"
steps = ["mend"]
[step.mend]
title = "维修"
who = "crew"
pick = "rotate"
fill = ["outcome"]
"#;

const SHIFT: &str = r#"
[opens.before_shift]
roster = "desk"
before = "30m"
basis = "house"
give = { shift_end = "shift.end", outgoing_person = "shift.people", next_person = "next_shift.people" }
[fields]
shift_end = { type = "moment", title = "换班时刻" }
outgoing_person = { type = "person", title = "交班的" }
next_person = { type = "person", title = "下一班" }
incoming_person = { type = "person", title = "接班人", required = true }
[roles]
outgoing = { title = "交班人", from = "roster:desk" }
incoming = { title = "接班人", from = "field:incoming_person" }
manager = { title = "经理", from = "post:manager" }
[route.main]
title = "全程"
steps = ["count", "sign"]
[step.count]
title = "清点"
who = "outgoing"
fill = ["incoming_person"]
[step.sign]
title = "签字"
together = ["outgoing", "incoming"]
sign = true
passes = { duty = "roster:desk", from = "outgoing", to = "incoming" }
"#;

fn table(text: &str) -> doc::Table<'static> {
    let source = Source::from_bytes(FileId(0), "side.toml", text.as_bytes());
    doc::parse(&source, &mut Vec::new()).unwrap().into_owned()
}

fn procedure(id: &str, body: &str) -> Procedure {
    let (mut cx, mut zones) = (Cx::default(), Zones::default());
    let library = Library {
        org: Some(org()),
        calendars: side::calendars(&mut cx, &table(CALENDARS), &mut zones),
        ..Library::default()
    };
    let text = format!("[procedure]\nid = \"{id}\"\ntitle = \"{id}\"{HEAD}{body}");
    let source = Source::from_bytes(FileId(0), "p.toml", text.as_bytes());
    let loaded = load(&source, &library);
    let findings: Vec<String> = loaded.findings.iter().map(|f| format!("{} {f:?}", f.code())).collect();
    loaded.procedure.unwrap_or_else(|| panic!("{id}: {findings:#?}"))
}

fn org() -> Org {
    side::org(&mut Cx::default(), &table(ORG), &mut Zones::default()).org
}

/// The desk a version later: an answer may take seven minutes.
pub(crate) fn later_desk() -> (Linked, Vec<u8>) {
    let body = DESK.replace("after = \"5m\"", "after = \"7m\"");
    let later = Procedure { version: 2, ..procedure("desk", &body) };
    (Linked::new(later), body.into_bytes())
}

/// Publishes a version.
pub(crate) fn publish(night: &mut Night, (linked, body): &(Linked, Vec<u8>), now: Timestamp) -> Arc<Linked> {
    let procedure = linked.procedure.clone();
    let (source, calendars) = (&**body, Some(CALENDARS.as_bytes()));
    let publication = Publication { procedure, source, calendars, effective: Timestamp(0), now, by: "sun" };
    night.host.publish(publication).unwrap().1
}

/// The estate at work.
pub(crate) struct Night {
    pub(crate) host: Host<MemoryStore>,
    pub(crate) desk: Arc<Linked>,
    pub(crate) repair: Arc<Linked>,
    pub(crate) shift: Arc<Linked>,
}

impl Night {
    pub(crate) fn new() -> Self {
        let mut host = over(MemoryStore::new());
        let desk = publish_text(&mut host, "desk", DESK);
        let repair = publish_text(&mut host, "repair", REPAIR);
        let shift = publish_text(&mut host, "shift", SHIFT);
        Self { host, desk, repair, shift }
    }

    /// Publishes one more procedure.
    pub(crate) fn publish(&mut self, id: &str, body: &str) -> Arc<Linked> {
        publish_text(&mut self.host, id, body)
    }

    /// The same store under a new host that has to load everything again.
    pub(crate) fn restart(self) -> Self {
        let mut host = over(self.host.into_store());
        host.registry_mut().loader = Some(Box::new(|definition, calendars| {
            assert_eq!(calendars, Some(CALENDARS.as_bytes()));
            let body = core::str::from_utf8(&definition.source).map_err(|_| "no text")?;
            Ok(procedure(&definition.procedure, body))
        }));
        Self { host, ..self }
    }

    pub(crate) fn open(&mut self, linked: &Arc<Linked>, key: &str, now: Timestamp) -> Result<Done, HostError> {
        self.host.open(linked, Opening { key: key.into(), now, actor: person("wang"), ..Opening::default() })
    }

    /// Completes a step by name.
    pub(crate) fn complete(
        &mut self,
        case: &str,
        step: &str,
        who: &str,
        fill: &[(&str, &str)],
        now: Timestamp,
    ) -> Result<Done, HostError> {
        let key = format!("{step} by {who} at {}", now.0);
        let command = self.command(case, step, who, fill, now, &key);
        self.host.execute(case, command)
    }

    pub(crate) fn command(
        &mut self,
        case: &str,
        step: &str,
        who: &str,
        fill: &[(&str, &str)],
        now: Timestamp,
        key: &str,
    ) -> Command {
        let view = self.host.view(case).unwrap().unwrap();
        let names = &view.linked.procedure.names;
        let step: StepId = names.steps.find(|l| &*l.id == step).unwrap();
        let field = |name: &str| -> FieldId { names.fields.find(|l| &*l.id == name).unwrap() };
        let fill: Vec<Entry> = fill.iter().map(|(name, text)| (field(name), Value::Text((*text).into()))).collect();
        let input = Input { fill, sign: true, ..Input::default() };
        Command {
            key: key.into(),
            now,
            occurred: None,
            actor: person(who),
            seen: None,
            act: Act::Complete(Pointer::Step(step, None), Box::new(input)),
            answers: Vec::new(),
        }
    }

    pub(crate) fn fail(&mut self, ahead: u64, after: bool) {
        let nth = self.host.store().commits() + ahead;
        self.host.store_mut().fail(if after { Fault::After(nth) } else { Fault::Before(nth) });
    }
}

fn publish_text(host: &mut Host<MemoryStore>, id: &str, body: &str) -> Arc<Linked> {
    let publication = Publication {
        procedure: procedure(id, body),
        source: body.as_bytes(),
        calendars: Some(CALENDARS.as_bytes()),
        effective: Timestamp(0),
        now: NINE,
        by: "sun",
    };
    let (published, linked) = host.publish(publication).unwrap();
    assert_eq!(published, Published::New);
    linked
}

fn over(store: MemoryStore) -> Host<MemoryStore> {
    let mut n = 0_u8;
    let random = move |bytes: &mut [u8]| {
        n = n.wrapping_add(1);
        bytes.fill(n);
    };
    Host::new(store, "", Registry::new(org()), Box::new(random)).unwrap()
}

pub(crate) fn person(name: &str) -> Actor {
    Actor { person: Some(name.into()), on_behalf: None, via: "test".into() }
}
