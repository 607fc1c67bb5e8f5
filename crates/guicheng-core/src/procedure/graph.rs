//! The kernel graph: nodes (join, work, split), flows, and scopes that call each other as nodes.

use crate::{ActsId, ExprId, FieldId, FlowId, HoldId, LineId, Map, NodeId, OptionId, ReactionId, ScopeId, StepId};
use alloc::boxed::Box;

/// The kernel graph of a procedure.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// All nodes of all scopes.
    pub nodes: Map<NodeId, Node>,
    /// All flows, entries included.
    pub flows: Map<FlowId, Flow>,
    /// All scopes; a scope is entered by a node ([`Work::Scope`]) or by an action ([`super::Action::Also`]).
    pub scopes: Map<ScopeId, Scope>,
    /// The scope that a case opens with.
    pub root: ScopeId,
}

/// A node: when it passes, what it does, where it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The scope it belongs to.
    pub scope: ScopeId,
    /// When it passes.
    pub join: Join,
    /// Skipped where this is not true on arrival.
    pub only_if: Option<ExprId>,
    /// What it does.
    pub work: Work,
    /// Where it goes on.
    pub split: Split,
    /// Flows into it, in order of declaration; entry flows (see [`Flow::from`]) are not among them.
    pub ins: Box<[FlowId]>,
    /// Flows out of it, in order of declaration.
    pub outs: Box<[FlowId]>,
    /// For [`Join::Some`]: for each flow of `ins`, the flows of this scope from which a token can still reach it without
    /// passing this node (sorted). For the other joins empty.
    pub reach: Box<[Box<[FlowId]>]>,
    /// For [`Join::First`] with [`Rest::Withdraw`]: the nodes whose tokens and work are withdrawn (sorted). Else empty.
    pub region: Box<[NodeId]>,
}

/// When a node passes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Join {
    /// Each token by itself.
    Each,
    /// When every incoming flow holds a token of one activation.
    All,
    /// When no token of the activation can still reach an empty incoming flow without passing this node
    /// (unless it can also reach a filled one).
    Some,
    /// At the n-th of the incoming flows; ready again when all have come.
    First {
        /// How many suffice.
        n: u16,
        /// What becomes of the others.
        rest: Rest,
    },
}

/// What becomes of the rest when enough is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Rest {
    /// It is withdrawn.
    #[default]
    Withdraw,
    /// It goes on, and its arrival is swallowed.
    Leave,
}

/// What a node does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Work {
    /// Nothing: a gate.
    Nothing,
    /// Opens a card's work.
    Step(StepId),
    /// Runs a scope and waits for it.
    Scope(ScopeId),
    /// Does these actions, then goes on.
    Act(ActsId),
    /// Ends this path.
    End,
    /// Ends the whole case: everything open is withdrawn.
    Stop,
}

/// Which leaving flows are taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Split {
    /// All.
    All,
    /// One.
    One(Chooser),
    /// Some, at least one.
    Some(Chooser),
    /// All are opened; the first that is taken up or happens withdraws the others (deferred choice).
    Race,
}

/// How a flow is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chooser {
    /// The first (or each) branch whose guard is true; `otherwise` if none is.
    Guards(Box<[Branch]>),
    /// The flow of the option in a choice (or of each option in a choices) field.
    Field(FieldId, Box<[(OptionId, FlowId)]>),
    /// The flow of yes and of no in a yes/no field.
    YesNo(FieldId, FlowId, FlowId),
    /// Whoever completes the step before it.
    Person,
}

/// One guarded way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Branch {
    /// The way.
    pub flow: FlowId,
    /// Its guard; none: otherwise.
    pub guard: Option<ExprId>,
    /// Its bound: how often a case may take it.
    pub at_most: Option<(LineId, u16)>,
}

/// An arrow. `from` is none for the way into a scope and into an entry card: such a token passes its node by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The node it leaves.
    pub from: Option<NodeId>,
    /// The node it reaches.
    pub to: NodeId,
    /// Two tokens of one activation are meant to be possible here.
    pub many: bool,
}

/// A card in the one id space of things that a `go`, a `during` or a `before` names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum CardRef {
    /// A step, wait, call or look-up.
    Step(StepId),
    /// A route.
    Scope(ScopeId),
    /// A choice or gate.
    Gate(NodeId),
    /// An `on` card.
    Reaction(ReactionId),
    /// A `hold` card.
    Hold(HoldId),
}

/// A scope: a route, or the whole graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The way in.
    pub start: FlowId,
    /// Cards that may be jumped to from elsewhere, and the way in to each.
    pub entries: Box<[(CardRef, FlowId)]>,
    /// Cards that are done instead of the rest of this scope when it is interrupted, and the way in to each.
    pub instead: Box<[(CardRef, FlowId)]>,
    /// How many runs one visit opens.
    pub instances: Instances,
    /// Whether it runs again and again.
    pub repeat: Option<Repeat>,
}

/// A bounded loop: tested before each round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// Another round while this is true.
    pub again: ExprId,
    /// After so many rounds a person (the owner) decides.
    pub at_most: u16,
}

/// How many instances a visit opens, and how many must be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instances {
    /// How many.
    pub count: Count,
    /// How many suffice.
    pub need: Need,
    /// What becomes of the rest.
    pub rest: Rest,
    /// More may be added by a person while it is open.
    pub grow: bool,
}

impl Instances {
    /// Exactly one.
    pub const ONE: Self = Self { count: Count::One, need: Need::All, rest: Rest::Withdraw, grow: false };
}

/// How many instances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// One.
    One,
    /// A fixed number.
    Fixed(u16),
    /// The number in a field.
    Number(FieldId),
    /// One for each entry of a list.
    Items(ListRef),
    /// One for each role of the step (`together`).
    Roles,
}

/// A list whose entries are the items of an `each`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListRef {
    /// The entries of a list field, or the ticked options of a choices field.
    Field(FieldId),
    /// The cases that a look-up found.
    Found(StepId),
}

/// How many instances must be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// All.
    All,
    /// So many.
    N(u16),
    /// Until this is true after one is done (or all are done).
    When(ExprId),
}
