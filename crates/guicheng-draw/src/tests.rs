//! A procedure built by hand: the care of an emergency, and a graph that is no tree.

use super::{Lang, dot, mermaid, outline, pages, pnml, svg};
use alloc::{boxed::Box, format, string::String, vec, vec::Vec};
use guicheng_core::{
    Action, ActsId, Again, At, Branch, CardRef, Chooser, ClockDef, ClockId, ClockOwner, Count, ExprId, Field, FieldId,
    FieldKind, Flow, FlowId, GoTo, Graph, Id as _, Instances, Join, Label, Limit, LineId, Map, Mark, Need, Node,
    NodeId, OptionId, Place, Procedure, Reaction, Repeat, Rest, Role, RoleId, RoleRef, RoleSource, Rule, Scope,
    ScopeId, Split, Step, StepId, StepKind, Task, Threshold, TimeRef, Trigger, Value, Who, Work,
    expr::{Code, Expr, Op},
};

#[derive(Default)]
struct Build {
    nodes: Vec<Node>,
    node_names: Vec<Label>,
    flows: Vec<Flow>,
    scopes: Vec<Scope>,
    scope_names: Vec<Label>,
    steps: Vec<Step>,
    step_names: Vec<Label>,
    clocks: Vec<ClockDef>,
    acts: Vec<Box<[Action]>>,
    exprs: Vec<Expr>,
}

fn label(title: &str) -> Label {
    Label { id: title.into(), title: title.into(), en: None }
}

fn who(role: u16) -> Who {
    Who([RoleRef::Role(RoleId(role))].into())
}

impl Build {
    fn scope(&mut self, title: &str) -> ScopeId {
        self.scopes.push(Scope {
            start: FlowId(0),
            entries: [].into(),
            instead: [].into(),
            instances: Instances::ONE,
            repeat: None,
        });
        self.scope_names.push(label(title));
        ScopeId::from_index(self.scopes.len() - 1)
    }

    fn node(&mut self, scope: ScopeId, work: Work, split: Split, title: &str) -> NodeId {
        self.nodes.push(Node {
            scope,
            join: Join::Each,
            only_if: None,
            work,
            split,
            ins: [].into(),
            outs: [].into(),
            reach: [].into(),
            region: [].into(),
        });
        self.node_names.push(label(title));
        NodeId::from_index(self.nodes.len() - 1)
    }

    fn flow(&mut self, from: Option<NodeId>, to: NodeId) -> FlowId {
        let id = FlowId::from_index(self.flows.len());
        self.flows.push(Flow { from, to, many: false });
        let push = |list: &mut Box<[FlowId]>| {
            let mut longer = list.to_vec();
            longer.push(id);
            *list = longer.into();
        };
        if let Some(from) = from {
            push(&mut self.nodes[from.index()].outs);
            push(&mut self.nodes[to.index()].ins);
        }
        id
    }

    fn start(&mut self, scope: ScopeId, to: NodeId) {
        self.scopes[scope.index()].start = self.flow(None, to);
    }

    fn chain(&mut self, nodes: &[NodeId]) {
        for pair in nodes.windows(2) {
            self.flow(Some(pair[0]), pair[1]);
        }
    }

    fn expr(&mut self, ops: &[Op]) -> ExprId {
        self.exprs.push(Expr { ops: ops.into(), reads: [].into(), source: "as written".into() });
        ExprId::from_index(self.exprs.len() - 1)
    }

    fn acts(&mut self, acts: &[Action]) -> ActsId {
        self.acts.push(acts.into());
        ActsId::from_index(self.acts.len() - 1)
    }

    fn late(&mut self, step: StepId, minutes: i64, action: Action) -> ClockId {
        let reminder = matches!(action, Action::Remind(_));
        let acts = self.acts(&[action]);
        self.clock(ClockOwner::Work(step), minutes, acts, reminder)
    }

    fn clock(&mut self, owner: ClockOwner, minutes: i64, acts: ActsId, reminder: bool) -> ClockId {
        let at = At::After(TimeRef::Fixed(Limit::Span(minutes * 60_000)));
        self.clocks.push(ClockDef {
            owner,
            from: [].into(),
            until: [].into(),
            limit: None,
            plus: None,
            due: None,
            calendar: guicheng_core::CalendarId(0),
            pause_while: None,
            again: Again::Stay,
            thresholds: [Threshold { at, when: None, every: None, at_most: None, acts, reminder, cites: [].into() }]
                .into(),
            ladder: [].into(),
            cites: [].into(),
        });
        ClockId::from_index(self.clocks.len() - 1)
    }

    fn step(&mut self, scope: ScopeId, title: &str, role: u16) -> NodeId {
        let task = Task {
            who: who(role),
            pick: guicheng_core::Pick::Offer,
            same_as: [].into(),
            not_same: [].into(),
            names: None,
            fills: [].into(),
            show: [].into(),
            check: [].into(),
            why: false,
            sign: false,
            ack: None,
            passes: None,
        };
        self.steps.push(Step {
            kind: StepKind::Task(Box::new(task)),
            instances: Instances::ONE,
            late: [].into(),
            opens_when: None,
            optional: false,
            tell: [].into(),
            write: None,
            say: None,
            section: None,
            cites: [].into(),
        });
        self.step_names.push(label(title));
        let id = StepId::from_index(self.steps.len() - 1);
        self.node(scope, Work::Step(id), Split::All, title)
    }

    fn step_of(&self, node: NodeId) -> StepId {
        match self.nodes[node.index()].work {
            Work::Step(id) => id,
            _ => panic!("not a step"),
        }
    }

    fn add_late(&mut self, node: NodeId, minutes: i64, action: Action) {
        let step = self.step_of(node);
        let clock = self.late(step, minutes, action);
        let mut list = self.steps[step.index()].late.to_vec();
        list.push(clock);
        self.steps[step.index()].late = list.into();
    }

    fn finish(self, title: &str) -> Procedure {
        let mut p = Procedure { id: title.into(), version: 3, ..Procedure::default() };
        p.graph = Graph {
            nodes: Map::new(self.nodes),
            flows: Map::new(self.flows),
            scopes: Map::new(self.scopes),
            root: ScopeId(0),
        };
        p.steps = Map::new(self.steps);
        p.clocks = Map::new(self.clocks);
        p.acts = Map::new(self.acts);
        p.code = Code { exprs: Map::new(self.exprs) };
        p.names.procedure = label(title);
        p.names.nodes = Map::new(self.node_names);
        p.names.scopes = Map::new(self.scope_names);
        p.names.steps = Map::new(self.step_names);
        p.names.clocks = (0..p.clocks.len()).map(|i| label(&format!("时限{i}"))).collect();
        p
    }
}

const ROLES: [&str; 6] = ["接待员", "护卫员", "护卫班值班班长", "综合部主管", "物业公司主任", "入口值班护卫"];

fn yes_no() -> Field {
    Field::of(FieldKind::YesNo)
}

fn emergency() -> Procedure {
    let mut b = Build::default();
    let (main, escort, ambulance, care, extra) = (
        b.scope("主路线"),
        b.scope("送医院"),
        b.scope("打 120"),
        b.scope("派人护理"),
        b.scope("还需要帮助时，请示主任后再办"),
    );
    let take = b.step(main, "接听求助并记录", 0);
    b.add_late(take, 2, Action::Remind(who(0)));
    let (e, a, c) = (FlowId(0), FlowId(0), FlowId(0));
    let gate = b.node(main, Work::Nothing, Split::One(Chooser::Field(FieldId(0), [].into())), "需要哪种帮助");
    b.start(main, take);
    b.chain(&[take, gate]);
    let escort_node = b.node(main, Work::Scope(escort), Split::All, "送医院");
    let ambulance_node = b.node(main, Work::Scope(ambulance), Split::All, "打 120");
    let care_node = b.node(main, Work::Scope(care), Split::All, "派人护理");
    let _ = (e, a, c);
    let ways = [escort_node, ambulance_node, care_node].map(|n| b.flow(Some(gate), n));
    b.nodes[gate.index()].split = Split::One(Chooser::Field(
        FieldId(0),
        ways.iter().enumerate().map(|(i, f)| (OptionId::from_index(i), *f)).collect(),
    ));
    let record = b.step(main, "登记《住户求助登记表》", 0);
    for n in [escort_node, ambulance_node, care_node] {
        b.flow(Some(n), record);
    }
    b.add_late(record, 30, Action::Remind(who(0)));
    let judge = b.node(main, Work::Nothing, Split::All, "回访结果");
    let report = b.step(main, "向综合部主管汇报", 0);
    b.add_late(report, 10, Action::Escalate(who(4)));
    b.chain(&[record, report, judge]);
    let again = b.acts(&[Action::Set(FieldId(1), ExprId(0)), Action::Go(GoTo::Card(CardRef::Scope(escort)))]);
    let back = b.node(main, Work::Act(again), Split::All, "act#1");
    let end = b.node(main, Work::End, Split::All, "end#1");
    let satisfied = b.expr(&[Op::Field(FieldId(1))]);
    let never = b.expr(&[
        Op::Field(FieldId(1)),
        Op::Not,
        Op::Field(FieldId(0)),
        Op::Const(Value::Choice(OptionId(1))),
        Op::Eq,
        Op::And,
    ]);
    let (f1, f2, f3) = (b.flow(Some(judge), end), b.flow(Some(judge), take), b.flow(Some(judge), back));
    b.nodes[judge.index()].split = Split::One(Chooser::Guards(
        [
            Branch { flow: f1, guard: Some(satisfied), at_most: None },
            Branch { flow: f2, guard: Some(never), at_most: Some((LineId(0), 1)) },
            Branch { flow: f3, guard: None, at_most: None },
        ]
        .into(),
    ));

    let fork = b.node(escort, Work::Nothing, Split::All, "escort#1");
    b.start(escort, fork);
    let dispatch = b.step(escort, "两名护卫到位待命", 1);
    let ds = b.step_of(dispatch);
    b.steps[ds.index()].instances =
        Instances { count: Count::Fixed(2), need: Need::All, rest: Rest::Withdraw, grow: false };
    b.add_late(dispatch, 3, Action::Remind(who(2)));
    b.add_late(dispatch, 5, Action::Escalate(who(3)));
    b.add_late(dispatch, 8, Action::Go(GoTo::Card(CardRef::Scope(ambulance))));
    let vehicle = b.step(escort, "安排车辆到住户楼下", 0);
    b.add_late(vehicle, 5, Action::Escalate(who(3)));
    let join = b.node(escort, Work::Nothing, Split::All, "escort#2");
    b.nodes[join.index()].join = Join::All;
    b.chain(&[fork, dispatch, join]);
    b.chain(&[fork, vehicle, join]);
    let meet = b.step(escort, "上门说明，请家人同去，带齐用品", 1);
    let hospital = b.step(escort, "送往医院", 1);
    b.add_late(hospital, 45, Action::Remind(who(2)));
    let settle = b.step(escort, "安置病人，帮忙挂号取药", 1);
    let more = b.node(escort, Work::Scope(extra), Split::All, "还需要帮助");
    let report_back = b.step(escort, "回来报告结果", 1);
    b.chain(&[join, meet, hospital, settle, more, report_back]);
    let ask = b.step(extra, "问主任怎样继续帮", 4);
    b.add_late(ask, 10, Action::Escalate(who(3)));
    let give = b.step(extra, "照主任安排继续帮", 1);
    b.start(extra, ask);
    b.chain(&[ask, give]);
    let more_help = b.expr(&[Op::Field(FieldId(1))]);
    b.scopes[extra.index()].repeat = Some(Repeat { again: more_help, at_most: 5 });

    let call = b.step(ambulance, "拨打 120，告诉住户有人接车", 0);
    let ready = b.step(ambulance, "入口护卫准备接车", 5);
    let guide = b.step(ambulance, "给急救车引路", 5);
    b.start(ambulance, call);
    b.chain(&[call, ready, guide]);
    let assign = b.step(care, "点名护理的人", 3);
    let fork2 = b.node(care, Work::Nothing, Split::All, "care#1");
    let give_care = b.step(care, "按住户要求护理", 1);
    let patrol = b.step(care, "班长到场看看", 2);
    let ps = b.step_of(patrol);
    b.steps[ps.index()].optional = true;
    let join2 = b.node(care, Work::Nothing, Split::All, "care#2");
    b.nodes[join2.index()].join = Join::All;
    b.start(care, assign);
    b.chain(&[assign, fork2, give_care, join2]);
    b.chain(&[fork2, patrol, join2]);
    let way = b.node(escort, Work::Scope(ambulance), Split::All, "instead");
    let instead = b.flow(None, way);
    b.flow(Some(way), report_back);
    b.scopes[escort.index()].instead = [(CardRef::Scope(ambulance), instead)].into();

    let acts = b.acts(&[Action::Escalate(who(2))]);
    let set_off = b.acts(&[Action::Tell(guicheng_core::NoticeId(0)), Action::Go(GoTo::Card(CardRef::Step(StepId(0))))]);
    let clock_acts = b.acts(&[Action::Escalate(who(3))]);
    let whole = b.clock(ClockOwner::Case, 60, clock_acts, false);
    b.clocks[whole.index()].from = [Mark::StepDone(StepId(0))].into();
    b.clocks[whole.index()].until = [Mark::ScopeDone(escort)].into();
    b.clocks[whole.index()].limit = Some(TimeRef::Fixed(Limit::Span(3_600_000)));
    let give_step = b.step_of(give_care);
    let mut p = b.finish("急救病人求助处理");
    p.roles = ROLES.iter().map(|_| Role { from: RoleSource::Anyone }).collect();
    p.names.roles = ROLES.iter().map(|r| label(r)).collect();
    p.names.notices = Map::new(vec![label("请派护卫")]);
    p.notices = Map::default();
    p.fields = Map::new(vec![Field { kind: FieldKind::Choice(3), ..yes_no() }, yes_no()]);
    p.names.fields = Map::new(vec![label("需要的帮助"), label("亲属在场")]);
    p.names.options =
        Map::new(vec![vec![label("送医院"), label("打 120"), label("派人护理")], vec![label("no"), label("yes")]]);
    p.rules = Map::new(vec![Rule {
        during: Some([CardRef::Step(give_step)].into()),
        before: [].into(),
        before_closing: false,
        when: None,
        must: Some(ExprId(0)),
        never: [].into(),
        instead: [].into(),
        hold: Some(CardRef::Step(give_step)),
        broken: Some(acts),
        say: None,
        cites: [].into(),
    }]);
    p.names.rules = Map::new(vec![label("护理期间必须有亲属在场")]);
    p.reactions = Map::new(vec![Reaction {
        during: Place::Cards([CardRef::Scope(escort)].into()),
        trigger: Trigger { who: Some(who(3)), why: true, at_most: Some((LineId(1), 2)), ..Trigger::default() },
        acts: set_off,
        cites: [].into(),
    }]);
    p.names.reactions = Map::new(vec![label("病情转急")]);
    p
}

/// Two forks whose branches cross over.
fn crossing() -> Procedure {
    let mut b = Build::default();
    let main = b.scope("图");
    let names = ["收到", "甲", "乙", "丙丙丙丙丙丙", "丁", "结束"];
    let n: Vec<NodeId> = names.iter().map(|t| b.step(main, t, 0)).collect();
    let (fork, g2, g3) = (
        b.node(main, Work::Nothing, Split::All, "g1"),
        b.node(main, Work::Nothing, Split::All, "g2"),
        b.node(main, Work::Nothing, Split::All, "g3"),
    );
    b.start(main, n[0]);
    b.chain(&[n[0], fork, n[1], g2, n[3], n[5]]);
    b.chain(&[fork, n[2], n[4], n[5]]);
    b.chain(&[g2, n[4]]);
    b.chain(&[n[3], g3, n[1]]);
    let mut p = b.finish("交叉的图");
    p.names.roles = Map::new(vec![label("接待员")]);
    p.roles = Map::new(vec![Role { from: RoleSource::Anyone }]);
    p
}

fn write(name: &str, text: &str) {
    if let Some(dir) = option_env!("GUICHENG_DRAW_OUT") {
        std::fs::write(format!("{dir}/{name}"), text).unwrap();
    }
}

#[test]
fn outline_is_numbered_like_a_manual() {
    let text = outline(&emergency(), Lang::Zh);
    write("emergency.txt", &text);
    for line in ["1 接听求助并记录【接待员】", "  2.1 送医院", "同时：", "满 5 分钟：上报综合部主管", "病情转急"]
    {
        assert!(text.contains(line), "missing {line}\n{text}");
    }
}

#[test]
fn guards_read_in_the_readers_words() {
    let text = outline(&emergency(), Lang::Zh);
    assert!(text.contains("非亲属在场 且 需要的帮助 = 打 120（至多 1 次）"), "{text}");
}

#[test]
fn svg_is_the_same_every_time_and_says_everything() {
    let p = emergency();
    let text = svg(&p, Lang::Zh);
    write("emergency.svg", &text);
    write("emergency-en.svg", &svg(&p, Lang::En));
    assert_eq!(text, svg(&p, Lang::Zh));
    let drawn = text.split("</desc>").nth(1).unwrap();
    for label in p.names.steps.values() {
        let head: String = label.title.chars().take(4).collect();
        assert!(drawn.contains(&head), "{} is not drawn", label.title);
    }
}

#[test]
fn crossing_branches_are_drawn_in_layers() {
    let p = crossing();
    let text = svg(&p, Lang::Zh);
    write("crossing.svg", &text);
    assert!(text.contains("丙丙丙") && text.contains("class=\"back\""));
}

#[test]
fn dot_names_every_node() {
    let p = emergency();
    let text = dot(&p, Lang::Zh);
    write("emergency.dot", &text);
    for (id, _) in p.graph.nodes.iter() {
        assert!(text.contains(&format!("n{} [", id.0)));
    }
}

#[test]
fn mermaid_names_every_node_and_quotes_what_it_would_read() {
    let mut p = emergency();
    let text = mermaid(&p, Lang::Zh);
    for (id, _) in p.graph.nodes.iter() {
        assert!(text.lines().any(|l| l.trim_start().starts_with(&format!("n{}", id.0))), "{} is missing", id.0);
    }
    assert!(text.contains("登记《住户求助登记表》") && text.contains("|\"打 120\"|"), "{text}");
    p.names.scopes = p.names.scopes.values().map(|_| label("a\"b;#|]")).collect();
    assert!(mermaid(&p, Lang::Zh).contains("[\"a#34;b#59;#35;#124;#93;\"]"));
}

#[test]
fn pages_are_the_same_every_time_and_one_suffices_for_little() {
    let p = emergency();
    let (once, twice) = (pages(&p, Lang::Zh), pages(&p, Lang::Zh));
    assert!(once.len() > 1 && once.iter().zip(&twice).all(|(a, b)| a.svg == b.svg && a.title == b.title));
    let whole: String = once.iter().map(|page| page.svg.as_str()).collect();
    for label in p.names.steps.values() {
        let head: String = label.title.chars().take(4).collect();
        assert!(whole.contains(&head), "{} is on no page", label.title);
    }
    assert_eq!(pages(&ends_with_a_choice(), Lang::Zh).len(), 1);
}

#[test]
fn an_empty_procedure_is_drawn_too() {
    let p = Procedure::default();
    assert!(pnml(&p, Lang::En).is_some_and(|net| net.contains("</pnml>")));
    assert!(mermaid(&p, Lang::En).starts_with("flowchart TD"));
    assert_eq!(pages(&p, Lang::En).len(), 1);
    assert!(svg(&p, Lang::En).contains("</svg>"));
    assert!(!outline(&p, Lang::En).is_empty());
}

/// A route whose last card is a choice with two ways straight to the end, inside another route.
fn ends_with_a_choice() -> Procedure {
    let mut b = Build::default();
    let (main, inner) = (b.scope("外"), b.scope("里"));
    let node = b.node(main, Work::Scope(inner), Split::All, "里");
    let after = b.step(main, "后来", 0);
    b.start(main, node);
    b.chain(&[node, after]);
    let gate = b.node(inner, Work::Nothing, Split::All, "选哪样");
    let (step, end) = (b.step(inner, "办一办", 0), b.node(inner, Work::End, Split::All, "end#1"));
    b.start(inner, gate);
    let ways = [step, end, end].map(|n| b.flow(Some(gate), n));
    let options = ways.iter().enumerate().map(|(i, f)| (OptionId::from_index(i), *f)).collect();
    b.nodes[gate.index()].split = Split::One(Chooser::Field(FieldId(0), options));
    let mut p = b.finish("选择收尾");
    p.names.roles = Map::new(vec![label("接待员")]);
    p.roles = Map::new(vec![Role { from: RoleSource::Anyone }]);
    p.names.fields = Map::new(vec![label("选")]);
    p.names.options = Map::new(vec![vec![label("办"), label("不办"), label("再说")]]);
    p
}

#[test]
fn ways_to_the_same_end_stay_in_order_and_go_on() {
    let p = ends_with_a_choice();
    write("ends.svg", &svg(&p, Lang::Zh));
    let tree = super::tree::of_scope(&p, ScopeId(1));
    assert!(tree.structured);
    let [super::tree::Item::Split(_, branches)] = tree.main.as_slice() else { panic!("{:?}", tree.main) };
    assert!(branches.iter().all(|b| b.joins));
    assert!(outline(&p, Lang::Zh).contains("1.1.2 不办：往下"), "{}", outline(&p, Lang::Zh));
}
