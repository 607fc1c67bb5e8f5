//! Free-choice scopes in polynomial time, by structure alone: the rank theorem.
//!
//! The scope is taken as a Petri net whose end leads back to its ways in. Such a net is live and bounded, and so the scope
//! sound, if it is connected, every place lies in a component that is a state machine, every transition in one that is a
//! marked graph, the rank of its incidence matrix is one less than the number of its clusters, and nothing but the ways
//! in can be a siphon without a token (Desel and Esparza, Free Choice Petri Nets, 1995, theorems 5.8 and 6.17). The
//! components are found as minimal siphons, by paths backwards (Kemper, 1993). All conditions are looked at afterwards,
//! so a net that is called sound is sound; one that is not called sound has several ends side by side, or a fault, and
//! is left to exploring.

use crate::{
    net::{Kind, Net},
    rows::rank,
};
use alloc::{collections::BTreeSet, collections::VecDeque, vec::Vec};
use guicheng_core::Join;

/// Whether a free-choice scope is sound by its structure; false: this says nothing.
pub(crate) fn sound(net: &Net) -> bool {
    net.free_choice && Petri::of(net).is_some_and(|petri| petri.well_formed())
}

/// One side of a bipartite graph: for each node its neighbours before it and after it.
#[derive(Default)]
struct Side {
    before: Vec<Vec<usize>>,
    after: Vec<Vec<usize>>,
}

/// A net, or (its sides swapped and its arrows turned) the net that is its reverse and dual.
struct Petri {
    places: Side,
    transitions: Side,
    /// Places that one token may be put on at first.
    starts: Vec<usize>,
}

fn of(lists: &[Vec<usize>], at: usize) -> &[usize] {
    lists.get(at).map_or(&[], Vec::as_slice)
}

impl Petri {
    /// The net of a scope with its end tied to its ways in; none if a node has no way in.
    fn of(net: &Net) -> Option<Self> {
        let flows = net.to.len();
        let used = |flow: usize| net.entry.get(flow) != Some(&true) || flow == net.start || net.entries.contains(&flow);
        let mut places = flows + 1;
        let mut arcs: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
        for (at, spot) in net.spots.iter().enumerate() {
            let alone = |flow: &usize| {
                net.to.get(*flow) == Some(&at) && (spot.join == Join::Each || net.entry.get(*flow) == Some(&true))
            };
            let mut takes: Vec<Vec<usize>> =
                (0..flows).filter(alone).filter(|f| used(*f)).map(|f| alloc::vec![f]).collect();
            if spot.join == Join::All && !spot.ins.is_empty() {
                takes.push(spot.ins.clone());
            }
            let gives = spot.ways.iter().map(|way| match (way.is_empty(), spot.kind) {
                (true, _) | (_, Kind::End(_)) => alloc::vec![flows],
                (false, Kind::Plain | Kind::Jump(_) | Kind::Leave) => way.clone(),
            });
            match takes.as_slice() {
                [] => return None,
                [take] => arcs.extend(gives.map(|give| (take.clone(), give))),
                _ => {
                    arcs.extend(takes.into_iter().map(|take| (take, alloc::vec![places])));
                    arcs.extend(gives.map(|give| (alloc::vec![places], give)));
                    places += 1;
                }
            }
        }
        let starts: BTreeSet<usize> = core::iter::once(net.start).chain(net.entries.iter().copied()).collect();
        let starts: Vec<usize> = starts.into_iter().collect();
        arcs.extend(starts.iter().map(|start| (alloc::vec![flows], alloc::vec![*start])));
        Some(Self::new(places, arcs, starts))
    }

    fn new(places: usize, arcs: Vec<(Vec<usize>, Vec<usize>)>, starts: Vec<usize>) -> Self {
        let mut side = Side { before: alloc::vec![Vec::new(); places], after: alloc::vec![Vec::new(); places] };
        for (at, (takes, gives)) in arcs.iter().enumerate() {
            for (list, ends) in [(&mut side.after, takes), (&mut side.before, gives)] {
                for place in ends {
                    list.get_mut(*place).into_iter().for_each(|list| list.push(at));
                }
            }
        }
        // Ways in that no jump takes have neither side.
        let (before, after) = arcs.into_iter().unzip();
        Self { places: side, transitions: Side { before, after }, starts }
    }

    fn well_formed(mut self) -> bool {
        let Some(clusters) = self.clusters() else { return false };
        let count = clusters.iter().copied().filter(|c| *c != usize::MAX).collect::<BTreeSet<_>>().len();
        if !self.all_marked() || !self.covered() {
            return false;
        }
        let rows = self.transitions.before.iter().zip(&self.transitions.after).map(|(takes, gives)| {
            let changes = takes.iter().map(|p| (*p, -1)).chain(gives.iter().map(|p| (*p, 1)));
            changes.collect::<Vec<(usize, i64)>>()
        });
        if rank(rows, self.places.before.len()).is_none_or(|rank| rank + 1 != count) {
            return false;
        }
        self.reverse_dual();
        self.covered()
    }

    /// The same with places for transitions, and every arrow turned twice.
    fn reverse_dual(&mut self) {
        core::mem::swap(&mut self.places, &mut self.transitions);
        for side in [&mut self.places, &mut self.transitions] {
            core::mem::swap(&mut side.before, &mut side.after);
        }
    }

    /// For each place its cluster, named by the first place of it; none if a choice is not free.
    fn clusters(&self) -> Option<Vec<usize>> {
        let mut clusters = alloc::vec![usize::MAX; self.places.after.len()];
        for takes in &self.transitions.before {
            let Some(first) = takes.iter().min() else { continue };
            for place in takes {
                let cluster = clusters.get_mut(*place)?;
                if *cluster != usize::MAX && cluster != first {
                    return None;
                }
                *cluster = *first;
            }
        }
        Some(clusters)
    }

    /// Whether a token on any of the ways in keeps every siphon marked: taking that place away leaves none.
    fn all_marked(&self) -> bool {
        self.starts.iter().all(|start| {
            let mut gone = alloc::vec![false; self.places.before.len()];
            let mut work = alloc::vec![*start];
            // Whatever a transition fills that takes from gone places alone is in no siphon that stays empty.
            let mut left: Vec<usize> = self.transitions.before.iter().map(Vec::len).collect();
            while let Some(place) = work.pop() {
                match gone.get_mut(place) {
                    Some(gone) if !*gone => *gone = true,
                    Some(_) | None => continue,
                }
                for t in of(&self.places.after, place) {
                    let Some(left) = left.get_mut(*t) else { continue };
                    *left = left.saturating_sub(1);
                    if *left == 0 {
                        work.extend(of(&self.transitions.after, *t));
                    }
                }
            }
            gone.into_iter().enumerate().all(|(at, gone)| gone || of(&self.places.after, at).is_empty())
        })
    }

    /// Whether every place lies in a component in which every transition has one place before it and one after it.
    fn covered(&self) -> bool {
        let Some(clusters) = self.clusters() else { return false };
        let places = self.places.before.len();
        let mut covered = alloc::vec![false; places];
        for place in 0..places {
            let idle = of(&self.places.before, place).is_empty() && of(&self.places.after, place).is_empty();
            if idle || covered.get(place) == Some(&true) {
                continue;
            }
            let Some(siphon) = self.siphon(place, &clusters).filter(|siphon| self.is_component(siphon)) else {
                return false;
            };
            for (covered, inside) in covered.iter_mut().zip(siphon) {
                *covered |= inside;
            }
        }
        true
    }

    /// A minimal siphon with this place, if every place can be come to.
    fn siphon(&self, place: usize, clusters: &[usize]) -> Option<Vec<bool>> {
        let cluster = |place: usize| clusters.get(place).copied().filter(|c| *c != usize::MAX);
        let of_transition = |t: usize| of(&self.transitions.before, t).first().and_then(|p| cluster(*p));
        let mut inside = alloc::vec![false; clusters.len()];
        let mut touched = alloc::vec![false; clusters.len()];
        *inside.get_mut(place)? = true;
        *touched.get_mut(cluster(place)?)? = true;
        let mut work = alloc::vec![place];
        while let Some(place) = work.pop() {
            for t in of(&self.places.before, place) {
                let from = of_transition(*t)?;
                if touched.get(from) == Some(&true) {
                    continue;
                }
                for place in self.handle(from, clusters, &touched)? {
                    *inside.get_mut(place)? = true;
                    *touched.get_mut(cluster(place)?)? = true;
                    work.push(place);
                }
            }
        }
        Some(inside)
    }

    /// The places of a shortest path, found backwards, from a touched cluster to this one.
    fn handle(&self, to: usize, clusters: &[usize], touched: &[bool]) -> Option<Vec<usize>> {
        let mut came: Vec<Option<(usize, usize)>> = alloc::vec![None; clusters.len()];
        let mut seen = alloc::vec![false; clusters.len()];
        *seen.get_mut(to)? = true;
        let mut queue = VecDeque::from([to]);
        while let Some(at) = queue.pop_front() {
            let first = of(&self.places.after, at).first()?;
            for place in of(&self.transitions.before, *first) {
                for t in of(&self.places.before, *place) {
                    let from = of(&self.transitions.before, *t).first().and_then(|p| clusters.get(*p)).copied()?;
                    if touched.get(from) == Some(&true) {
                        let mut path = alloc::vec![*place];
                        let mut at = at;
                        while let Some(Some((next, place))) = came.get(at) {
                            path.push(*place);
                            at = *next;
                        }
                        return Some(path);
                    }
                    let seen = seen.get_mut(from)?;
                    if !*seen {
                        *seen = true;
                        *came.get_mut(from)? = Some((at, *place));
                        queue.push_back(from);
                    }
                }
            }
        }
        None
    }

    fn is_component(&self, inside: &[bool]) -> bool {
        let within = |places: &[usize]| places.iter().filter(|p| inside.get(**p) == Some(&true)).count();
        let both = self.transitions.before.iter().zip(&self.transitions.after);
        both.into_iter().all(|(takes, gives)| matches!((within(takes), within(gives)), (0, 0) | (1, 1)))
    }
}
