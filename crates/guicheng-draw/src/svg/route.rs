//! Routes as blocks: sequences, splits in columns (or combs, where columns are too wide), routes inside routes as frames.

use super::{
    block::{Block, Jump, Limb, Spot, columns, comb, stack},
    card,
    layers::layered,
    paint::{Icon, Shape, widest},
    text::{width, wrap},
};
use crate::{
    Lang,
    outline::{flow_label, gather, scope_words, split_words},
    tree::{self, Branch, Item},
    words::Words,
};
use alloc::{collections::BTreeMap, format, string::String, vec, vec::Vec};
use guicheng_core::{CardRef, Join, NodeId, ScopeId, Split, Work};

/// The widths that cards are tried in.
pub(super) const CARD: [i32; 3] = [226, 184, 150];
/// Nested splits that are tried in columns; deeper ones are combs, so that trying stays cheap.
const TRIES: usize = 4;
/// Frames inside frames; deeper routes get a panel of their own.
const FRAMES: usize = 5;

/// What is being drawn.
pub(super) struct Drawing<'a> {
    pub(super) w: Words<'a>,
    /// Routes that were drawn in full.
    pub(super) drawn: Vec<ScopeId>,
    /// Panels still to be drawn.
    pub(super) later: Vec<Panel>,
    /// Routes that stand as cards here.
    pub(super) closed: Vec<ScopeId>,
    /// The page that a route is drawn on, where there are pages.
    pub(super) on_page: Option<BTreeMap<ScopeId, usize>>,
}

/// A panel of the page.
#[derive(Clone, Debug)]
pub(super) enum Panel {
    /// A route.
    Route(ScopeId),
    /// What is done instead of the rest of a route.
    Instead(ScopeId, Vec<(CardRef, Vec<Item>)>),
}

#[derive(Clone, Copy)]
struct Room {
    w: i32,
    card: i32,
    depth: usize,
    frames: usize,
}

impl Drawing<'_> {
    /// A panel's content within a width.
    pub(super) fn route(&mut self, scope: ScopeId, w: i32) -> Block {
        self.drawn.push(scope);
        let body = self.inside(scope, Room { w, card: CARD[0], depth: 0, frames: 0 });
        let out = body.out;
        let mut blocks = vec![card::begin(), body];
        if out {
            blocks.push(card::end(""));
        }
        stack(blocks)
    }

    /// What is done instead, as a panel's content.
    pub(super) fn instead(&mut self, ways: &[(CardRef, Vec<Item>)], w: i32) -> Block {
        let room = Room { w, card: CARD[0], depth: 0, frames: 0 };
        let blocks = ways.iter().map(|(_, items)| {
            let mut blocks = vec![card::begin()];
            blocks.push(self.items(items, room));
            stack(blocks)
        });
        let blocks: Vec<Block> = blocks.collect();
        let mut all = Block::default();
        let mut y = 0;
        for block in blocks {
            let h = block.h;
            all.w = all.w.max(block.w);
            all.place(block, 0, y);
            y += h + 24;
        }
        all.h = y;
        all
    }

    fn inside(&mut self, scope: ScopeId, room: Room) -> Block {
        let tree = tree::of_scope(self.w.p, scope);
        let ways: Vec<_> = tree
            .instead
            .into_iter()
            .filter(|(_, items)| !items.is_empty() && !matches!(items.first(), Some(Item::Jump(_))))
            .collect();
        let known = |p: &Panel| matches!(p, Panel::Instead(s, _) if *s == scope);
        if !ways.is_empty() && !self.later.iter().any(known) {
            self.later.push(Panel::Instead(scope, ways));
        }
        if tree.structured { self.items(&tree.main, room) } else { layered(self, scope, room.w) }
    }

    fn items(&mut self, items: &[Item], room: Room) -> Block {
        let mut blocks = Vec::new();
        for item in items {
            match item {
                Item::Node(node) => blocks.extend(self.node(*node, room)),
                Item::Split(node, branches) => blocks.push(self.split(*node, branches, room)),
                Item::Jump(node) => blocks.push(self.jump(*node, room)),
            }
        }
        if blocks.is_empty() {
            return Block { out: true, ..Block::default() };
        }
        stack(blocks)
    }

    fn name(&self, node: NodeId) -> String {
        match self.w.p.graph.nodes.get(node).map(|n| n.work) {
            Some(Work::Step(id)) => self.w.step(id).into(),
            Some(Work::Scope(id)) => self.w.scope(id).into(),
            Some(Work::Act(id)) => self.w.acts(id),
            Some(Work::End | Work::Stop | Work::Nothing) | None => self.w.title(self.w.names().nodes.get(node)).into(),
        }
    }

    fn jump(&self, node: NodeId, room: Room) -> Block {
        let mut block = card::pill(&self.name(node), Some(Icon::Loop), "pill jump", room.card);
        block.out = false;
        block.jumps.push(Jump { from: Spot { x: 0, y: 0, w: block.w, h: block.h }, to: node, between: None });
        block
    }

    /// A card to which a node's actions go, if it stands in the same drawing: the node that works it.
    fn node_of(&self, card: CardRef) -> Option<NodeId> {
        self.w.p.graph.nodes.find(|n| match (n.work, card) {
            (Work::Step(a), CardRef::Step(b)) => a == b,
            (Work::Scope(a), CardRef::Scope(b)) => a == b,
            _ => false,
        })
    }

    pub(super) fn node(&mut self, node: NodeId, place: impl Into<Place>) -> Option<Block> {
        let room = place.into().0;
        let def = self.w.p.graph.nodes.get(node)?;
        let block = match def.work {
            Work::Step(id) => card::anchored(card::step(&self.w, id, room.card.min(room.w)), node),
            Work::Scope(id) => card::anchored(self.frame(id, room), node),
            Work::Act(id) => self.act(id, node, room),
            Work::End => card::end(""),
            Work::Stop => card::end(self.w.pick("全案终止", "stop the case")),
            Work::Nothing => {
                let waits = matches!(def.join, Join::First { .. } | Join::Some) && def.ins.len() > 1;
                if !waits {
                    return None;
                }
                card::anchored(
                    card::pill(&gather(&self.w, def.join, def.ins.len()), None, "pill gather", room.card),
                    node,
                )
            }
        };
        let Some(expr) = def.only_if else { return Some(block) };
        let words = format!("{}{}", self.w.pick("仅当 ", "only if "), self.w.guard(expr));
        let out = block.out;
        let mut tag = card::label(&words, room.card.max(180));
        tag.cx = tag.w / 2;
        let mut all = Block { w: block.w.max(tag.w), out, ..Block::default() };
        all.cx = block.cx.max(tag.cx);
        all.w = all.cx + (block.w - block.cx).max(tag.w - tag.cx);
        let (dx, dy, tx) = (all.cx - block.cx, tag.h - 1, all.cx - tag.cx);
        all.h = block.h + dy;
        all.place(block, dx, dy);
        all.place(tag, tx, 0);
        Some(all)
    }

    fn act(&mut self, id: guicheng_core::ActsId, node: NodeId, room: Room) -> Block {
        let mut blocks = Vec::new();
        let words = self.w.acts_but_go(id);
        if !words.is_empty() {
            blocks.push(card::anchored(card::pill(&words, None, "pill act", room.card.max(200).min(room.w)), node));
        }
        if let Some(card) = self.w.goes_to(id) {
            let mut block = card::pill(self.w.card(card), Some(Icon::Loop), "pill jump", room.card);
            block.out = false;
            if let Some(target) = self.node_of(card) {
                let from = Spot { x: 0, y: 0, w: block.w, h: block.h };
                block.jumps.push(Jump { from, to: target, between: None });
            }
            blocks.push(block);
        }
        if blocks.is_empty() {
            return Block { out: true, ..Block::default() };
        }
        stack(blocks)
    }

    /// A route inside a route: drawn in full the first time, else named.
    fn frame(&mut self, scope: ScopeId, room: Room) -> Block {
        let words = scope_words(&self.w, scope);
        let title = format!("{}{words}", self.w.scope(scope));
        let rows = card::reaction_rows(&self.w, CardRef::Scope(scope));
        let inner = Room { w: room.w - 28, frames: room.frames + 1, ..room };
        if self.drawn.contains(&scope) || self.closed.contains(&scope) || room.frames >= FRAMES || inner.w < CARD[2] {
            let known = |p: &Panel| matches!(p, Panel::Route(s) if *s == scope);
            if !self.drawn.contains(&scope) && !self.later.iter().any(known) {
                self.later.push(Panel::Route(scope));
            }
            return self.closed_card(scope, &title, &rows, room.card.min(room.w));
        }
        self.drawn.push(scope);
        let structured = tree::of_scope(self.w.p, scope).structured;
        let body = self.inside(scope, inner);
        let mut all = framed(&title, &rows, body, room.w);
        all.out |= !structured;
        all
    }

    /// A route as a card, with the page that it is drawn on.
    fn closed_card(&self, scope: ScopeId, title: &str, rows: &[card::Row], wide: i32) -> Block {
        let rows = if self.closed.contains(&scope) { rows } else { &[] };
        let mut block = card::boxed(title, rows, wide, "card scope");
        let foot = if self.on_page.is_some() { 14 } else { 0 };
        block.h += foot;
        if let Some(Shape::Rect { h, .. }) = block.shapes.first_mut() {
            *h += foot;
        }
        block.shapes.push(Shape::Rect { x: 3, y: 3, w: block.w - 6, h: block.h - 6, r: 5, class: "inner" });
        if let Some(on_page) = &self.on_page {
            let page = on_page.get(&scope).copied().unwrap_or(0);
            let text = match self.w.lang {
                Lang::Zh => format!("→ 第 {page} 页"),
                Lang::En => format!("→ page {page}"),
            };
            let x = block.w - 12 - width(&text, 11);
            block.shapes.push(Shape::Text { x, y: block.h - 10, text, class: "l", middle: false });
        }
        block
    }

    fn split(&mut self, node: NodeId, branches: &[Branch], room: Room) -> Block {
        let Some(def) = self.w.p.graph.nodes.get(node) else { return Block::default() };
        let parallel = matches!(def.split, Split::All);
        let words = split_words(&self.w, node);
        let words = words.trim_end_matches(['：', ':']);
        let before = if def.work == Work::Nothing { None } else { self.node(node, room) };
        let gate = if parallel { Block { out: true, ..Block::default() } } else { card::diamond(words, room.w - 40) };
        let gate = if def.work == Work::Nothing { card::anchored(gate, node) } else { gate };
        let head = match before {
            Some(before) if parallel => before,
            Some(before) => stack(vec![before, gate]),
            None => gate,
        };
        let plain = |b: &Branch| b.items.len() < 2 && !self.is_big(b);
        let many = branches.len() > 4 || (branches.len() > 2 && branches.iter().all(plain));
        let columns_fit = if room.depth < TRIES && !many { self.in_columns(node, branches, room) } else { None };
        let (limbs, comb_it) = match columns_fit {
            Some(limbs) => (limbs, false),
            None => {
                let inner = Room { w: room.w - 64, depth: room.depth + 1, ..room };
                (self.limbs(node, branches, inner), true)
            }
        };
        if comb_it { comb(head, limbs, parallel) } else { columns(head, limbs, parallel) }
    }

    fn is_big(&self, branch: &Branch) -> bool {
        branch.items.iter().any(|i| match i {
            Item::Node(n) => {
                self.w.p.graph.nodes.get(*n).is_some_and(|d| matches!(d.work, Work::Step(_) | Work::Scope(_)))
            }
            Item::Split(..) => true,
            Item::Jump(_) => false,
        })
    }

    fn limbs(&mut self, node: NodeId, branches: &[Branch], room: Room) -> Vec<Limb> {
        branches
            .iter()
            .map(|b| Limb {
                label: card::label(&flow_label(&self.w, node, b.flow), room.w.min(460)),
                body: self.items(&b.items, room),
                joins: b.joins,
            })
            .collect()
    }

    /// The branches in columns, at the widest cards that fit.
    fn in_columns(&mut self, node: NodeId, branches: &[Branch], room: Room) -> Option<Vec<Limb>> {
        let n = i32::try_from(branches.len()).ok()?;
        for card in CARD.into_iter().filter(|c| *c <= room.card) {
            let saved = (self.drawn.clone(), self.later.clone());
            let each = Room { w: room.w - (n - 1) * card.min(120), card, depth: room.depth + 1, ..room };
            let limbs: Vec<Limb> = branches
                .iter()
                .map(|b| Limb {
                    label: card::label(&flow_label(&self.w, node, b.flow), card),
                    body: self.items(&b.items, each),
                    joins: b.joins,
                })
                .collect();
            let total: i32 = limbs.iter().map(|l| l.body.w.max(l.label.w).max(24)).sum();
            if total + (n - 1) * super::block::AISLE + 28 <= room.w {
                return Some(limbs);
            }
            (self.drawn, self.later) = saved;
        }
        None
    }
}

/// The room of a caller outside.
pub(super) struct Place(Room);

impl From<Room> for Place {
    fn from(room: Room) -> Self {
        Self(room)
    }
}

impl From<i32> for Place {
    fn from(w: i32) -> Self {
        Self(Room { w, card: w, depth: TRIES, frames: FRAMES })
    }
}

/// A frame with a title around a route.
fn framed(title: &str, rows: &[card::Row], body: Block, room: i32) -> Block {
    let chips: Vec<i32> = rows.iter().map(|r| width(&r.text, 11) + 28).collect();
    let lines = wrap(title, 12, (room - 40).max(100));
    let head_w = widest(&lines, 12) + 24;
    let want = head_w.max(body.w + 24).max(chips.iter().copied().max().unwrap_or(0) + 20);
    let out = body.out;
    let mut all = Block { out, ..Block::default() };
    all.cx = (want / 2).max(12 + body.cx);
    all.w = all.cx + (want - want / 2).max(body.w - body.cx + 12);
    let mut y = 8;
    let mut shapes = Vec::new();
    y += super::paint::lines(&mut shapes, (12, y), &lines, ("n", 12), false) + 2;
    let mut x = 12;
    for (row, w) in rows.iter().zip(chips) {
        if x > 12 && x + w > all.w - 8 {
            x = 12;
            y += 18;
        }
        shapes.push(Shape::Icon { x, y: y + 2, icon: row.icon, class: row.class });
        shapes.push(Shape::Text { x: x + 16, y: y + 12, text: row.text.clone(), class: "s", middle: false });
        x += w;
    }
    if !rows.is_empty() {
        y += 20;
    }
    let top = y + 14;
    all.h = top + body.h + 12;
    all.shapes.push(Shape::Rect { x: 0, y: 0, w: all.w, h: all.h, r: 10, class: "frame" });
    all.shapes.extend(shapes);
    all.flow([(all.cx, y + 1), (all.cx, top)].into(), true);
    if out {
        all.flow([(all.cx, top + body.h), (all.cx, all.h)].into(), false);
    }
    let dx = all.cx - body.cx;
    all.place(body, dx, top);
    all
}
