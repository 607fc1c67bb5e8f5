//! A procedure as a numbered outline, like a chapter of a manual.

use super::{
    Lang,
    tree::{self, Branch, Item},
    words::{Note, Words},
};
use alloc::{
    format,
    string::{String, ToString as _},
    vec,
    vec::Vec,
};
use guicheng_core::{CardRef, Chooser, ClockOwner, Join, NodeId, Procedure, ScopeId, Split, StepId, StepKind, Work};

/// Writes a procedure as an outline: numbered steps with who does them and their clocks, then what may happen beside.
pub fn outline(procedure: &Procedure, lang: Lang) -> String {
    let mut o = Outline { w: Words::new(procedure, lang), out: String::new(), told: Vec::new(), later: Vec::new() };
    let heading = o.w.heading();
    o.line(0, &heading);
    o.out.push('\n');
    o.route(procedure.graph.root, &[], 0);
    let mut at = 0;
    while let Some((card, flow_items, scope)) = o.later.get(at).cloned() {
        at += 1;
        let title = match lang {
            Lang::Zh => format!("“{}”中途改做：{}", o.w.scope(scope), o.w.card(card)),
            Lang::En => format!("Instead of “{}”: {}", o.w.scope(scope), o.w.card(card)),
        };
        o.out.push('\n');
        o.line(0, &title);
        o.items(&flow_items, &[], 0);
    }
    o.beside();
    o.notes();
    o.out
}

struct Outline<'a> {
    w: Words<'a>,
    out: String,
    told: Vec<(ScopeId, String)>,
    later: Vec<(CardRef, Vec<Item>, ScopeId)>,
}

fn number(path: &[usize]) -> String {
    path.iter().map(usize::to_string).collect::<Vec<_>>().join(".")
}

fn deeper(path: &[usize], n: usize) -> Vec<usize> {
    let mut longer = Vec::from(path);
    longer.push(n);
    longer
}

impl Outline<'_> {
    fn line(&mut self, depth: usize, text: &str) {
        for _ in 0..depth.min(12) {
            self.out.push_str("  ");
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn route(&mut self, scope: ScopeId, path: &[usize], depth: usize) {
        self.told.push((scope, number(path)));
        let tree = tree::of_scope(self.w.p, scope);
        for (card, items) in tree.instead {
            if !items.is_empty() && !matches!(items.first(), Some(Item::Jump(_))) {
                self.later.push((card, items, scope));
            }
        }
        self.items(&tree.main, path, depth);
    }

    fn items(&mut self, items: &[Item], path: &[usize], depth: usize) {
        self.items_from(items, path, depth, 0);
    }

    /// Items numbered on from `n`; returns the last number.
    fn items_from(&mut self, items: &[Item], path: &[usize], depth: usize, mut n: usize) -> usize {
        for item in items {
            match item {
                Item::Node(node) => {
                    if self.shown(*node) {
                        n += 1;
                        self.node(*node, &deeper(path, n), depth);
                    }
                }
                Item::Split(node, branches) => {
                    if self.works(*node) {
                        n += 1;
                        self.node(*node, &deeper(path, n), depth);
                    }
                    n += 1;
                    self.split(*node, branches, &deeper(path, n), depth);
                }
                Item::Jump(node) => {
                    n += 1;
                    let text = format!("{} → {}", number(&deeper(path, n)), self.name(*node));
                    self.line(depth, &text);
                }
            }
        }
        n
    }

    fn name(&self, node: NodeId) -> String {
        match self.w.p.graph.nodes.get(node).map(|n| n.work) {
            Some(Work::Step(id)) => self.w.step(id).into(),
            Some(Work::Scope(id)) => self.w.scope(id).into(),
            Some(Work::End) => self.w.pick("到此结束", "end").into(),
            Some(Work::Stop) => self.w.pick("全案终止", "stop the case").into(),
            Some(Work::Act(_) | Work::Nothing) | None => self.w.title(self.w.names().nodes.get(node)).into(),
        }
    }

    fn works(&self, node: NodeId) -> bool {
        self.w.p.graph.nodes.get(node).is_some_and(|n| n.work != Work::Nothing)
    }

    /// Gates that only gather are told by the split before them, unless they wait for some of several.
    fn shown(&self, node: NodeId) -> bool {
        self.w.p.graph.nodes.get(node).is_some_and(|n| match n.work {
            Work::Nothing => matches!(n.join, Join::First { .. } | Join::Some) && n.ins.len() > 1,
            Work::End => false,
            Work::Step(_) | Work::Scope(_) | Work::Act(_) | Work::Stop => true,
        })
    }

    fn node(&mut self, node: NodeId, path: &[usize], depth: usize) {
        let Some(def) = self.w.p.graph.nodes.get(node) else { return };
        let no = number(path);
        if let Some(expr) = def.only_if {
            let guard = self.w.guard(expr);
            let text = format!("{no} {}{guard}{}", self.w.pick("（仅当", "(only if "), self.w.pick("）", ")"));
            self.line(depth, &text);
        }
        let no = if def.only_if.is_some() { " ".repeat(no.len()) } else { no };
        match def.work {
            Work::Step(id) => self.step(id, &no, depth),
            Work::Scope(id) => self.scope(id, &no, path, depth),
            Work::Act(acts) => {
                let text = format!("{no} {}", self.w.acts(acts));
                self.line(depth, &text);
            }
            Work::Stop => {
                let text = format!("{no} {}", self.w.pick("全案终止", "stop the case"));
                self.line(depth, &text);
            }
            Work::Nothing => {
                let text = format!("{no} {}", gather(&self.w, def.join, def.ins.len()));
                self.line(depth, &text);
            }
            Work::End => {}
        }
    }

    fn step(&mut self, id: StepId, no: &str, depth: usize) {
        let who = self.w.doers(id).map(|who| match self.w.lang {
            Lang::Zh => format!("【{who}】"),
            Lang::En => format!(" [{who}]"),
        });
        let text = format!("{no} {}{}", self.w.step(id), who.unwrap_or_default());
        self.line(depth, &text);
        for line in step_lines(&self.w, id) {
            let line = format!("· {line}");
            self.line(depth + 2, &line);
        }
    }

    fn scope(&mut self, id: ScopeId, no: &str, path: &[usize], depth: usize) {
        let mut text = format!("{no} {}", self.w.scope(id));
        text.push_str(&scope_words(&self.w, id));
        if let Some((_, first)) = self.told.iter().find(|(s, _)| *s == id) {
            text.push_str(&match self.w.lang {
                Lang::Zh => format!("（见 {first}）"),
                Lang::En => format!(" (see {first})"),
            });
            return self.line(depth, &text);
        }
        self.line(depth, &text);
        if depth < 12 {
            self.route(id, path, depth + 1);
        }
    }

    fn split(&mut self, node: NodeId, branches: &[Branch], path: &[usize], depth: usize) {
        let text = format!("{} {}", number(path), split_words(&self.w, node));
        self.line(depth, &text);
        let mut n = 0;
        for branch in branches {
            let label = flow_label(&self.w, node, branch.flow);
            if label.is_empty() {
                n = self.items_from(&branch.items, path, depth + 1, n);
                continue;
            }
            n += 1;
            let here = deeper(path, n);
            self.way(&label, branch, &here, depth + 1);
        }
    }

    /// A labelled way: what is on it stands below, but for a single line.
    fn way(&mut self, label: &str, branch: &Branch, path: &[usize], depth: usize) {
        let shown: Vec<&Item> = branch
            .items
            .iter()
            .filter(|i| match i {
                Item::Node(n) => self.shown(*n),
                Item::Split(..) | Item::Jump(_) => true,
            })
            .collect();
        let text = format!("{} {label}{}", number(path), self.w.pick("：", ": "));
        match shown.as_slice() {
            [] => self.line(depth, &(text + self.w.pick("往下", "go on"))),
            [Item::Jump(node)] => {
                let text = format!("{text}→ {}", self.name(*node));
                self.line(depth, &text);
            }
            [Item::Node(node)] => match self.w.p.graph.nodes.get(*node).map(|n| (n.work, n.only_if)) {
                Some((Work::Scope(scope), None)) => {
                    let no = if label == self.w.scope(scope) { number(path) } else { text };
                    self.scope(scope, no.trim_end(), path, depth);
                }
                Some((Work::Act(acts), None)) => {
                    let text = text + &self.w.acts(acts);
                    self.line(depth, &text);
                }
                Some(_) | None => {
                    self.line(depth, text.trim_end());
                    self.items(&branch.items, path, depth + 1);
                }
            },
            _ => {
                self.line(depth, text.trim_end());
                self.items(&branch.items, path, depth + 1);
            }
        }
    }

    /// Routes and steps that only actions begin.
    fn beside(&mut self) {
        let mut scopes: Vec<ScopeId> = Vec::new();
        for scope in self.w.p.graph.scopes.ids() {
            if !self.told.iter().any(|(s, _)| *s == scope) {
                scopes.push(scope);
            }
        }
        for scope in scopes {
            if self.told.iter().any(|(s, _)| *s == scope) {
                continue;
            }
            let title = match self.w.lang {
                Lang::Zh => format!("另做：{}", self.w.scope(scope)),
                Lang::En => format!("Beside: {}", self.w.scope(scope)),
            };
            self.out.push('\n');
            self.line(0, &title);
            self.route(scope, &[], 0);
        }
    }

    fn notes(&mut self) {
        for (title, notes) in sections(&self.w) {
            self.out.push('\n');
            self.line(0, title);
            for note in notes {
                let text = format!("- {}", note.title);
                self.line(0, &text);
                for line in note.lines {
                    self.line(2, &line);
                }
            }
        }
    }
}

/// What stands beside the routes, by kind.
pub(super) fn sections(w: &Words<'_>) -> Vec<(&'static str, Vec<Note>)> {
    let p = w.p;
    let clocks = p.clocks.iter().filter(|(_, c)| c.owner == ClockOwner::Case).map(|(id, _)| w.clock_note(id));
    let all = vec![
        (w.pick("时限", "Clocks"), clocks.collect::<Vec<_>>()),
        (w.pick("挂起", "Holds"), p.holds.ids().map(|id| w.hold_note(id)).collect()),
        (
            w.pick("随时可能发生的事", "What may happen at any time"),
            p.reactions.ids().map(|id| w.reaction_note(id)).collect(),
        ),
        (w.pick("规矩", "Rules"), p.rules.ids().map(|id| w.rule_note(id)).collect()),
    ];
    all.into_iter().filter(|(_, notes)| !notes.is_empty()).collect()
}

/// Limits, ladder, condition and advice of a step, a line each.
pub(super) fn step_lines(w: &Words<'_>, id: StepId) -> Vec<String> {
    let Some(step) = w.p.steps.get(id) else { return Vec::new() };
    let mut lines = Vec::new();
    match &step.kind {
        StepKind::Task(task) => {
            if let Some((later, _)) = task.names {
                lines.push(format!("{}“{}”", w.pick("点名谁来做", "names who does "), w.step(later)));
            }
            if let Some(ladder) = task.ack.and_then(|c| w.ladder(c)) {
                lines.push(ladder);
            }
        }
        StepKind::Wait(Some(signal)) => {
            lines.push(format!("{}{}", w.pick("等：", "waits for: "), w.title(w.names().signals.get(*signal))));
        }
        StepKind::Wait(None) => lines.push(w.pick("等到时间", "waits for its time").into()),
        StepKind::Call(call) => lines.push(format!("{}{}", w.pick("另开个案：", "calls: "), call.procedure)),
        StepKind::Lookup(_) => lines.push(w.pick("查询其他个案", "asks about other cases").into()),
    }
    if let Some(expr) = step.opens_when {
        lines.push(format!("{}{}", w.pick("等到：", "shown when: "), w.guard(expr)));
    }
    if step.optional {
        lines.push(w.pick("必要时才做", "optional").into());
    }
    for clock in &step.late {
        lines.extend(w.thresholds(*clock).into_iter().map(|(line, _)| line));
    }
    if let Some(say) = step.say {
        lines.push(format!("{}{}", w.pick("提示：", "Advice: "), w.text(say)));
    }
    lines
}

/// Instances and loop of a scope, in brackets.
pub(super) fn scope_words(w: &Words<'_>, id: ScopeId) -> String {
    let Some(scope) = w.p.graph.scopes.get(id) else { return String::new() };
    let mut parts = Vec::new();
    match scope.instances.count {
        guicheng_core::Count::Items(list) => parts.push(match w.lang {
            Lang::Zh => format!("每个“{}”各走一遍", w.list_name(list)),
            Lang::En => format!("once for each of “{}”", w.list_name(list)),
        }),
        guicheng_core::Count::Fixed(n) => parts.push(format!("× {n}")),
        guicheng_core::Count::Number(field) => {
            parts.push(format!("× {}", w.title(w.names().fields.get(field))));
        }
        guicheng_core::Count::One | guicheng_core::Count::Roles => {}
    }
    if let Some(repeat) = scope.repeat {
        let guard = w.guard(repeat.again);
        parts.push(match w.lang {
            Lang::Zh => format!("“{guard}”时重复，至多 {} 次", repeat.at_most),
            Lang::En => format!("repeats while “{guard}”, at most {}×", repeat.at_most),
        });
    }
    if parts.is_empty() {
        return String::new();
    }
    match w.lang {
        Lang::Zh => format!("（{}）", parts.join("；")),
        Lang::En => format!(" ({})", parts.join("; ")),
    }
}

/// How many arrivals a gate waits for.
pub(super) fn gather(w: &Words<'_>, join: Join, of: usize) -> String {
    match (join, w.lang) {
        (Join::First { n, .. }, Lang::Zh) => format!("{of} 路中有 {n} 路到即可"),
        (Join::First { n, .. }, Lang::En) => format!("{n} of {of} suffice"),
        (Join::Some, Lang::Zh) => "还能到的都到齐".into(),
        (Join::Some, Lang::En) => "waits for all that can still come".into(),
        (Join::All, Lang::Zh) => "都做完再往下".into(),
        (Join::All, Lang::En) => "waits for all".into(),
        (Join::Each, _) => String::new(),
    }
}

/// The words over a split.
pub(super) fn split_words(w: &Words<'_>, node: NodeId) -> String {
    let Some(def) = w.p.graph.nodes.get(node) else { return String::new() };
    let label = w.names().nodes.get(node);
    let named = label.is_some_and(|l| !l.id.contains('#')) && def.work == Work::Nothing;
    let title = if named { w.title(label) } else { "" };
    match &def.split {
        Split::All => w.pick("同时：", "Together:").into(),
        Split::Race => format!("{title}{}", w.pick("（先到先算）：", " (the first counts):")),
        Split::One(chooser) => match chooser {
            Chooser::Field(field, _) | Chooser::YesNo(field, _, _) if title.is_empty() => {
                format!("{}{}", w.pick("按", "By "), w.title(w.names().fields.get(*field)))
            }
            Chooser::Person => format!("{title}{}", w.pick("（由人选一）：", " (a person chooses one):")),
            Chooser::Guards(_) | Chooser::Field(..) | Chooser::YesNo(..) => {
                format!("{title}{}", w.pick("：", ":"))
            }
        },
        Split::Some(_) => format!("{title}{}", w.pick("（可选几项）：", " (one or more):")),
    }
}

/// The words on a way out of a split.
pub(super) fn flow_label(w: &Words<'_>, node: NodeId, flow: guicheng_core::FlowId) -> String {
    let Some(def) = w.p.graph.nodes.get(node) else { return String::new() };
    let (Split::One(chooser) | Split::Some(chooser)) = &def.split else { return String::new() };
    match chooser {
        Chooser::Guards(list) => list.iter().find(|b| b.flow == flow).map_or_else(String::new, |branch| {
            let mut text = branch.guard.map_or_else(|| w.pick("其余", "otherwise").into(), |g| w.guard(g));
            if let Some((_, most)) = branch.at_most {
                text.push_str(&match w.lang {
                    Lang::Zh => format!("（至多 {most} 次）"),
                    Lang::En => format!(" (at most {most}×)"),
                });
            }
            text
        }),
        Chooser::Field(field, options) => {
            let titles = options.iter().filter(|(_, f)| *f == flow);
            w.list(titles.map(|(o, _)| w.title(w.names().option_label(*field, *o))))
        }
        Chooser::YesNo(_, yes, no) => {
            let both = [(*yes, w.pick("是", "yes")), (*no, w.pick("否", "no"))];
            w.list(both.into_iter().filter(|(f, _)| *f == flow).map(|(_, t)| t))
        }
        Chooser::Person => {
            let to = w.p.graph.flows.get(flow).map(|f| f.to);
            to.map_or("", |n| w.title(w.names().nodes.get(n))).into()
        }
    }
}
