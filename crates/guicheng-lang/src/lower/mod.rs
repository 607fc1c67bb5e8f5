//! From a file as written to the compiled procedure: names become ids, routes become one kernel graph.

mod acts;
mod called;
mod cards;
mod checks;
mod clocks;
mod data;
mod flow;
mod host;
mod names;
mod net;
mod norms;
mod opens;
mod refs;
mod symbols;
mod thresholds;

use crate::{
    digest,
    doc::{Cx, Table},
    finding::Kind,
    guard::{self, Scope as GuardScope, Tables, Type},
    model::{ActsCard, File, FromCard, Name},
    side::{Clauses, SideFinding},
    zone,
};
use alloc::{boxed::Box, collections::BTreeMap, collections::BTreeSet, vec::Vec};
use guicheng_core::{
    Action, ActsId, Calendar, ClauseId, ExprId, FromVersion, Hours, Id, Label, LineId, Map, NodeId, Procedure, Ready,
    ScopeId, TextId, Zone,
    expr::{Code, Expr},
    org::Org,
};
use symbols::{CardOf, Symbols};

pub use called::Procedures;
pub(crate) use checks::every_acts;

/// What a procedure file is read against.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// Calendars.
    pub calendars: Vec<Calendar>,
    /// The organisation, if it is known.
    pub org: Option<Org>,
    /// The register of clauses, if there is one.
    pub clauses: Option<Clauses>,
    /// The procedures that can be called; none: they are not known, and nothing is said about calls.
    pub procedures: Procedures,
}

/// Everything at hand while a file is lowered.
pub(crate) struct Low<'f> {
    pub(crate) cx: &'f mut Cx,
    pub(crate) file: &'f File,
    pub(crate) library: &'f Library,
    /// What would only be advice is not looked for.
    pub(crate) to_run: bool,
    pub(crate) sym: Symbols<'f>,
    pub(crate) guards: GuardScope,
    pub(crate) exprs: Vec<Expr>,
    pub(crate) pending: Vec<Pending<'f>>,
    pub(crate) texts: Vec<Label>,
    pub(crate) texts_known: BTreeMap<Box<str>, TextId>,
    pub(crate) lines: u16,
    pub(crate) clauses: BTreeMap<Box<str>, ClauseId>,
    pub(crate) calendars: Vec<Calendar>,
    pub(crate) zone: Zone,
    /// The gate of each choice or gate card, once the graph is built.
    pub(crate) gates: BTreeMap<Box<str>, NodeId>,
    /// The scope made around a single card that is begun beside the work.
    pub(crate) made: BTreeMap<Box<str>, ScopeId>,
    pub(crate) data: data::Data,
    /// Names that something refers to.
    pub(crate) used: BTreeSet<(Kind, Box<str>)>,
}

/// A list of actions that is lowered once the graph has its ids.
#[derive(Clone, Copy)]
pub(crate) enum Pending<'f> {
    /// As written on a card.
    Written(&'f ActsCard),
    /// Of a line of a choice: without its `go`, which became flows, unless it is a jump.
    Line {
        /// The actions.
        acts: &'f ActsCard,
        /// With its `go`.
        jump: bool,
    },
    /// A jump and nothing else.
    Jump(&'f Name),
    /// One rung up.
    Climb,
    /// Given up as done.
    Done,
}

/// Where a list of actions stands, for what `done` means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Where {
    /// In the `late` of a card that opens work.
    Work,
    /// In the `late` of a hold.
    Hold,
    /// On a clock of the case.
    Clock,
}

/// Lowers a file; `to_run`: without looking for what would only be advice. What comes out is only worth keeping if
/// nothing grave was found.
pub(crate) fn lower(cx: &mut Cx, table: &Table, file: &File, library: &Library, to_run: bool) -> Option<Procedure> {
    let mut sym = Symbols::read(cx, file);
    let plans = clocks::plan(file);
    sym.clocks = clocks::ids(&plans);
    let data = data::Data::declare(cx, file);
    let mut low = Low {
        cx,
        file,
        library,
        to_run,
        sym,
        guards: GuardScope::default(),
        exprs: Vec::new(),
        pending: Vec::new(),
        texts: Vec::new(),
        texts_known: BTreeMap::new(),
        lines: 0,
        clauses: BTreeMap::new(),
        calendars: Vec::new(),
        zone: Zone::default(),
        gates: BTreeMap::new(),
        made: BTreeMap::new(),
        data,
        used: BTreeSet::new(),
    };
    low.settle();
    let roles = low.roles();
    let tables = low.tables();
    let infos = low.field_infos();
    low.guards = scope(file, &low.sym, &infos);
    let fields = low.fields(&infos);
    let (net, tree) = net::build(&mut low)?;
    let (graph, nodes) = net::finish(&mut low, net)?;
    let steps = low.works();
    let section_routes = low.section_routes();
    let clock_defs = low.clocks(&plans);
    let holds = low.holds();
    let reactions = low.reactions();
    let rules = low.rules();
    let notices = low.notices();
    let registers = low.registers();
    let signals = low.signals();
    let acts: Vec<Box<[Action]>> = low.all_acts();
    let from = low.successions();
    let opens = low.opens();
    let hosts = low.hosts();
    let owner = file.head.owner.as_ref().and_then(|owner| low.role(owner));
    checks::checks(&mut low, &tree, &graph, &acts);
    let names = low.names(nodes, clocks::labels(&plans));
    let Low { exprs, texts, lines, calendars, zone, .. } = low;
    let procedure = Procedure {
        id: file.head.id.value.clone(),
        version: file.head.version,
        digest: digest::of_definition(table),
        graph,
        steps: Map::new(steps),
        fields: Map::new(fields),
        roles: Map::new(roles),
        owner,
        tables: Map::new(tables),
        clocks: Map::new(clock_defs),
        rules: Map::new(rules),
        holds: Map::new(holds),
        reactions: Map::new(reactions),
        signals: Map::new(signals),
        notices: Map::new(notices),
        registers: Map::new(registers),
        acts: Map::new(acts),
        code: Code { exprs: Map::new(exprs) },
        calendars: Map::new(calendars),
        zone,
        lines,
        sections: u16::try_from(file.routes.iter().filter(|r| !r.one_at_a_time.is_empty()).count()).unwrap_or(u16::MAX),
        section_routes,
        names,
        hosts,
        opens,
        texts: Map::new(texts),
        from,
        ready: Ready::default(),
    };
    Some(procedure.ready())
}

impl<'f> Low<'f> {
    /// What becomes of running cases of earlier versions.
    fn successions(&mut self) -> Box<[FromVersion]> {
        let file = self.file;
        let pairs = |pairs: &[(Name, Name)]| pairs.iter().map(|(a, b)| (a.value.clone(), b.value.clone())).collect();
        let one = |card: &FromCard| {
            // Only one that no step can have is not there: it was said when the file was read.
            let version = card.version.value.parse().ok()?;
            for (_, to) in &card.at {
                if !self.sym.cards.contains_key(&*to.value) {
                    let known: Vec<&str> = self.sym.cards.keys().map(|name| &**name).collect();
                    symbols::dangling(self.cx, Kind::Card, to, known);
                }
            }
            let set = card.set.iter().filter_map(|(name, node)| {
                let field = self.field(name)?;
                Some((field, self.value(field, "set", node)?))
            });
            let set = set.collect();
            Some(FromVersion { version, moves: card.moves, rename: pairs(&card.rename), at: pairs(&card.at), set })
        };
        file.from.iter().filter_map(one).collect()
    }

    /// The zone, the procedure's own calendar, the clauses cited.
    fn settle(&mut self) {
        let file = self.file;
        if let Some(name) = &file.head.time_zone {
            // Taking a zone from the database is dear: a calendar of the same zone has it already.
            let mut known = self.library.calendars.iter().map(|calendar| &calendar.zone);
            match known.find(|zone| zone.name == name.value).cloned().or_else(|| zone::zone(&name.value)) {
                Some(zone) => self.zone = zone,
                None => {
                    let near = self.cx.near(&name.value, zone::names()).map(Into::into);
                    let found = SideFinding::UnknownZone { name: name.value.clone(), near };
                    self.cx.found(found, name.span);
                }
            }
        } else {
            self.zone = zone::zone("UTC").unwrap_or_default();
        }
        let known =
            file.head.calendar.as_ref().and_then(|name| self.library.calendars.iter().find(|c| c.id == name.value));
        match (known, &file.head.calendar) {
            (Some(calendar), _) => self.calendars.push(calendar.clone()),
            (None, name) => {
                // Clocks that name no calendar count all the time, in the procedure's own zone.
                let id = name.as_ref().map_or_else(|| "always".into(), |name| name.value.clone());
                let calendar = Calendar { id, zone: self.zone.clone(), hours: Hours::Always, ..Calendar::default() };
                self.calendars.push(calendar);
                if let Some(name) = name {
                    let known = self.library.calendars.iter().map(|calendar| &*calendar.id);
                    symbols::dangling(self.cx, Kind::Calendar, name, known);
                }
            }
        }
        let cited: BTreeSet<Box<str>> = checks::cited(file).into_iter().map(|name| name.value.clone()).collect();
        self.clauses = cited.into_iter().enumerate().map(|(at, id)| (id, ClauseId::from_index(at))).collect();
    }

    /// A card's label by its name.
    pub(crate) fn title(&self, name: &str) -> Label {
        self.sym.title(name)
    }

    /// A condition.
    pub(crate) fn condition(&mut self, text: &Name) -> Option<ExprId> {
        let told = self.cx.findings.len();
        let compiled = guard::compile_at(self.cx, &text.value, text.span, &self.guards, Type::YES_NO);
        self.hold_back(told, &text.value);
        Some(compiled?.place(&mut self.exprs))
    }

    /// Drops what was found of the types in an expression since then, if it speaks of a field that was not understood.
    pub(crate) fn hold_back(&mut self, since: usize, text: &str) {
        if self.cx.findings.len() > since && self.data.doubts(text) {
            let later = self.cx.findings.split_off(since);
            self.cx.findings.extend(later.into_iter().filter(|found| found.code() == "T003"));
        }
    }

    /// A condition that may not be there.
    pub(crate) fn condition_if(&mut self, text: Option<&Name>) -> Option<ExprId> {
        self.condition(text?)
    }

    /// A text shown to people; `path` is what a translation calls it.
    pub(crate) fn text(&mut self, text: &Name, path: &str) -> TextId {
        if let Some(known) = self.texts_known.get(&text.value) {
            return *known;
        }
        self.texts_known.insert(text.value.clone(), TextId::from_index(self.texts.len()));
        let id = if path.is_empty() { text.value.clone() } else { path.into() };
        self.texts.push(Label { id, title: text.value.clone(), en: None });
        TextId::from_index(self.texts.len().saturating_sub(1))
    }

    /// A new counter of a bounded line.
    pub(crate) fn line(&mut self) -> LineId {
        let line = LineId(self.lines);
        self.lines = self.lines.saturating_add(1);
        line
    }

    /// A list of actions, lowered later.
    pub(crate) fn later(&mut self, pending: Pending<'f>) -> ActsId {
        self.pending.push(pending);
        ActsId::from_index(self.pending.len().saturating_sub(1))
    }
}

/// What expressions may name, but for routes: those follow when the scopes are laid out.
fn scope(file: &File, sym: &Symbols<'_>, infos: &[guard::FieldInfo]) -> GuardScope {
    let titled = |name: &str| sym.title(name);
    let clock_titles: BTreeMap<&str, Label> =
        file.clocks.iter().map(|c| (&*c.common.name.value, names::label(&c.common))).collect();
    let clock = |name: &str| clock_titles.get(name).cloned().unwrap_or_else(|| Label::plain(name));
    let is_lookup = |name: &str| matches!(sym.cards.get(name), Some(CardOf::Lookup(_)));
    let lookups = sym.steps.names().filter(|name| is_lookup(name));
    GuardScope::new(Tables {
        fields: infos.to_vec(),
        holds: sym.holds.names().map(titled).collect(),
        clocks: sym.clocks.names().map(clock).collect(),
        registers: file.registers.iter().map(|c| names::label(&c.common)).collect(),
        steps: sym.steps.names().map(titled).collect(),
        lookups: lookups.filter_map(|name| sym.steps.get(name)).collect(),
        scopes: Vec::new(),
    })
}
