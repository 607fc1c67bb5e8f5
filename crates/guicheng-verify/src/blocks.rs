//! Parts of a scope that are sound by construction, taken together into one node each.
//!
//! Three rules, applied as long as one fits: a node behind another becomes one with it; the ways of a split that all meet
//! at the join that belongs to it become one; a way back of a loop is left out. What is left has the same faults, if it
//! has any, and fewer states: a token that stays anywhere in such a part can stay at its one node, and can reach the same
//! joins from there. Only what is found sound is believed without another look at the whole; a fault is walked to in the
//! whole (see `lift`).

use crate::net::{Kind, Net, Spot};
use alloc::{collections::BTreeSet, vec::Vec};
use guicheng_core::Join;

/// A scope without its plain parts.
pub(crate) struct Reduced {
    pub(crate) net: Net,
    /// For each node of it its position in the whole.
    pub(crate) spots: Vec<usize>,
    /// For each flow of it its position in the whole.
    pub(crate) flows: Vec<usize>,
    /// For each node of the whole those that were taken together into it, itself among them.
    pub(crate) parts: Vec<Vec<usize>>,
    /// Flows of the whole by which a part is left by the flow that was kept.
    pub(crate) kept: BTreeSet<usize>,
    /// Flows of the whole that lead back.
    pub(crate) back: BTreeSet<usize>,
}

/// A scope without its plain parts.
pub(crate) fn reduced(net: &Net) -> Reduced {
    let mut rest = Rest::of(net);
    loop {
        let mut changed = false;
        for at in 0..rest.net.spots.len() {
            while rest.spot(at).is_some()
                && (rest.sequence(at).is_some() || rest.block(at).is_some() || rest.round(at).is_some())
            {
                changed = true;
            }
        }
        if !changed {
            return rest.whole();
        }
    }
}

/// What is left of a scope so far.
struct Rest {
    net: Net,
    left_out: Vec<bool>,
    dropped: Vec<bool>,
    /// For each node the flows that come to it.
    into: Vec<Vec<usize>>,
    /// For each flow the node that gives it.
    from: Vec<Option<usize>>,
    /// For each flow that holds one token and is in no race: the joins that empty it.
    quiet: Vec<Option<Vec<usize>>>,
    /// For each node those that were taken together into it, itself first.
    parts: Vec<Vec<usize>>,
    kept: BTreeSet<usize>,
    back: BTreeSet<usize>,
}

impl Rest {
    fn of(net: &Net) -> Self {
        let flows = net.to.len();
        let mut into = alloc::vec![Vec::new(); net.spots.len()];
        let mut from = alloc::vec![None; flows];
        let mut cleared = alloc::vec![Vec::new(); flows];
        for (flow, to) in net.to.iter().enumerate() {
            into.get_mut(*to).into_iter().for_each(|into: &mut Vec<usize>| into.push(flow));
        }
        for (at, spot) in net.spots.iter().enumerate() {
            for flow in &spot.outs {
                from.get_mut(*flow).into_iter().for_each(|from| *from = Some(at));
            }
            for flow in &spot.clears {
                cleared.get_mut(*flow).into_iter().for_each(|by: &mut Vec<usize>| by.push(at));
            }
        }
        let raced: BTreeSet<usize> = net.rivals.iter().flat_map(|rivals| rivals.iter().copied()).collect();
        let quiet = cleared.into_iter().enumerate().map(|(flow, by)| {
            let is = |list: &[bool]| list.get(flow) == Some(&true);
            let races = raced.contains(&flow) || net.rivals.get(flow).is_some_and(|r| !r.is_empty());
            (!is(&net.many) && !races).then_some(by)
        });
        let quiet = quiet.collect();
        let parts = (0..net.spots.len()).map(|at| alloc::vec![at]).collect();
        let (left_out, dropped) = (alloc::vec![false; net.spots.len()], alloc::vec![false; flows]);
        let (kept, back) = Default::default();
        Self { net: net.clone(), left_out, dropped, into, from, quiet, parts, kept, back }
    }

    fn spot(&self, at: usize) -> Option<&Spot> {
        self.net.spots.get(at).filter(|_| self.left_out.get(at) == Some(&false))
    }

    fn to(&self, flow: usize) -> Option<usize> {
        self.net.to.get(flow).copied()
    }

    /// The one flow into a node that takes what comes as it comes.
    fn only(&self, at: usize) -> Option<usize> {
        let spot = self.spot(at)?;
        match (self.into.get(at)?.as_slice(), spot.join) {
            ([flow], Join::Each | Join::All | Join::Some) => Some(*flow),
            _ => None,
        }
    }

    /// A node with one flow in and one out: that one.
    fn through(&self, at: usize) -> Option<usize> {
        self.only(at)?;
        self.gives_one(at)
    }

    fn gives_one(&self, at: usize) -> Option<usize> {
        let spot = self.spot(at).filter(|spot| spot.kind == Kind::Plain)?;
        match (spot.outs.as_slice(), spot.ways.as_slice()) {
            ([out], [way]) if way.as_slice() == [*out] => Some(*out),
            _ => None,
        }
    }

    /// Where a flow comes to, with the node on its way if there is just one: last flow, node on the way.
    fn along(&self, flow: usize) -> Option<(usize, Option<usize>)> {
        let at = self.to(flow)?;
        Some(self.through(at).map_or((flow, None), |last| (last, Some(at))))
    }

    /// Whether nothing but their nodes looks at these flows, and they are emptied by the joins that empty the one before.
    fn alike(&self, before: usize, flows: impl IntoIterator<Item = usize>) -> bool {
        let Some(Some(by)) = self.quiet.get(before) else { return false };
        let quiet = |flow: usize| self.quiet.get(flow).and_then(Option::as_ref);
        flows.into_iter().all(|flow| quiet(flow) == Some(by) && self.net.entry.get(flow) != Some(&true))
    }

    fn opens(&self, at: Option<usize>) -> bool {
        at.and_then(|at| self.spot(at)).is_some_and(|spot| spot.opens)
    }

    /// From now on what was taken together into a node belongs to another.
    fn take(&mut self, at: usize, spot: usize) {
        let its = self.parts.get_mut(spot).map(core::mem::take).unwrap_or_default();
        self.parts.get_mut(at).into_iter().for_each(|part| part.extend(its.iter().copied()));
    }

    fn drop(&mut self, spot: Option<usize>, flows: impl IntoIterator<Item = usize>) {
        spot.and_then(|at| self.left_out.get_mut(at)).into_iter().for_each(|out| *out = true);
        for flow in flows {
            self.dropped.get_mut(flow).into_iter().for_each(|dropped| *dropped = true);
            if let Some(into) = self.to(flow).and_then(|to| self.into.get_mut(to)) {
                into.retain(|f| *f != flow);
            }
        }
    }

    /// The only flow that a node gives from now on.
    fn gives(&mut self, at: usize, flow: usize) {
        if let Some(spot) = self.net.spots.get_mut(at) {
            spot.outs = alloc::vec![flow];
            spot.ways = alloc::vec![alloc::vec![flow]];
        }
        self.from.get_mut(flow).into_iter().for_each(|from| *from = Some(at));
    }

    /// A node and the one behind it.
    fn sequence(&mut self, at: usize) -> Option<()> {
        let into = self.only(at)?;
        let between = self.through(at)?;
        let next = self.to(between).filter(|next| *next != at)?;
        let out = self.through(next)?;
        if !self.alike(into, [between]) || self.to(out) == Some(at) {
            return None;
        }
        let opens = self.opens(Some(next));
        self.take(at, next);
        self.drop(Some(next), [between]);
        self.gives(at, out);
        self.net.spots.get_mut(at)?.opens |= opens;
        Some(())
    }

    /// A split and the join at which all its ways meet again.
    fn block(&mut self, at: usize) -> Option<()> {
        let into = self.only(at)?;
        let spot = self.spot(at).filter(|spot| spot.kind == Kind::Plain && !spot.opens && spot.outs.len() > 1)?;
        let lanes = || spot.outs.iter().filter_map(|out| self.along(*out));
        let join_at = self.to(lanes().next()?.0).filter(|join| *join != at)?;
        let join = self.spot(join_at)?;
        if join.opens || lanes().any(|(last, _)| self.to(last) != Some(join_at)) {
            return None;
        }
        let lanes: Vec<(usize, Option<usize>)> = lanes().collect();
        let arrive: BTreeSet<usize> = lanes.iter().map(|(last, _)| *last).collect();
        let whole =
            arrive.len() == spot.outs.len() && self.into.get(join_at)?.iter().copied().eq(arrive.iter().copied());
        let given: BTreeSet<usize> = spot.ways.iter().flatten().copied().collect();
        let all_given = spot.outs.iter().all(|out| given.contains(out)) && !spot.ways.iter().any(Vec::is_empty);
        let fits = match join.join {
            Join::Each => spot.ways.iter().all(|way| way.len() == 1),
            Join::All => spot.ways.iter().all(|way| way.len() == spot.outs.len()),
            Join::Some => true,
            Join::First { .. } => false,
        };
        let inner: BTreeSet<usize> = spot.outs.iter().copied().chain(arrive.iter().copied()).collect();
        if !whole || !all_given || !fits || !self.alike(into, inner.iter().copied()) {
            return None;
        }
        let opens = lanes.iter().any(|(_, on)| self.opens(*on));
        let last = *arrive.first()?;
        let begins = spot.outs.iter().zip(&lanes).find(|(_, (arrives, _))| *arrives == last).map(|(out, _)| *out);
        self.kept.extend(begins);
        for (_, on) in lanes {
            on.into_iter().for_each(|on| self.take(at, on));
            self.drop(on, []);
        }
        self.drop(None, inner.into_iter().filter(|flow| *flow != last));
        self.gives(at, last);
        self.net.spots.get_mut(at)?.opens = opens;
        let join = self.net.spots.get_mut(join_at)?;
        (join.join, join.ins, join.reach) = (Join::Each, alloc::vec![last], Vec::new());
        Some(())
    }

    /// A way back from a choice to the merge before it.
    fn round(&mut self, at: usize) -> Option<()> {
        let into = self.only(at)?;
        let spot = self.spot(at).filter(|spot| spot.kind == Kind::Plain && !spot.opens && spot.ways.len() > 1)?;
        if spot.ways.iter().any(|way| way.len() != 1) {
            return None;
        }
        let mut behind = self.from.get(into).copied().flatten()?;
        let mut body = alloc::vec![into];
        if let Some(before) = self.through(behind).and_then(|_| self.only(behind)) {
            body.push(before);
            behind = self.from.get(before).copied().flatten()?;
        }
        let merge = self.spot(behind).filter(|merge| merge.join == Join::Each && behind != at)?;
        self.gives_one(behind).filter(|out| body.contains(out) && !merge.opens)?;
        let back = spot.outs.iter().copied().find_map(|out| {
            let (last, on) = self.along(out)?;
            (self.to(last) == Some(behind) && !body.contains(&last)).then_some((out, last, on))
        });
        let (out, last, on) = back.filter(|_| self.into.get(behind).is_some_and(|into| into.len() > 1))?;
        if !self.alike(into, body.into_iter().chain([out, last])) {
            return None;
        }
        let opens = self.opens(on);
        self.back.insert(out);
        self.drop(on, [out, last]);
        let choice = self.net.spots.get_mut(at)?;
        choice.outs.retain(|flow| *flow != out);
        choice.ways.retain(|way| way.as_slice() != [out]);
        let merge = self.net.spots.get_mut(behind)?;
        merge.ins.retain(|flow| *flow != last);
        merge.opens |= opens;
        Some(())
    }

    /// The net of what is left.
    fn whole(self) -> Reduced {
        let Self { net, left_out, dropped, parts, kept, back, .. } = self;
        let left = |gone: &[bool]| gone.iter().enumerate().filter(|(_, gone)| !**gone).map(|(at, _)| at).collect();
        let (flows, spots): (Vec<usize>, Vec<usize>) = (left(&dropped), left(&left_out));
        let flow = |old: &usize| flows.binary_search(old).ok();
        let list = |old: &[usize]| old.iter().filter_map(flow).collect::<Vec<usize>>();
        let keep = |old: &[bool]| flows.iter().map(|f| old.get(*f) == Some(&true)).collect::<Vec<bool>>();
        let spot = |old: &usize| {
            let old = net.spots.get(*old)?;
            Some(Spot {
                id: old.id,
                join: old.join,
                ins: list(&old.ins),
                outs: list(&old.outs),
                ways: old.ways.iter().map(|way| list(way)).collect(),
                kind: match old.kind {
                    Kind::Jump(to) => flow(&to).map_or(Kind::Leave, Kind::Jump),
                    Kind::Plain | Kind::Leave | Kind::End(_) => old.kind,
                },
                opens: old.opens,
                clears: list(&old.clears),
                reach: old.reach.iter().map(|reach| keep(reach)).collect(),
                chain: false,
            })
        };
        let to = |f: &usize| net.to.get(*f).and_then(|to| spots.binary_search(to).ok());
        let mut small = Net {
            flows: flows.iter().filter_map(|f| net.flows.get(*f).copied()).collect(),
            to: flows.iter().filter_map(to).collect(),
            entry: keep(&net.entry),
            many: keep(&net.many),
            rivals: flows.iter().filter_map(|f| net.rivals.get(*f)).map(|rivals| list(rivals).into()).collect(),
            spots: spots.iter().filter_map(spot).collect(),
            start: flow(&net.start).unwrap_or(0),
            entries: list(&net.entries),
            ..net
        };
        small.chains();
        Reduced { net: small, spots, flows, parts, kept, back }
    }
}
