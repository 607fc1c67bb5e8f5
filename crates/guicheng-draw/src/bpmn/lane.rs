//! Lanes: each step in that of the first role that may do it; what nobody does stands with what leads to it.

use super::chart::{At, Chart};
use crate::words::Words;
use alloc::{string::String, vec::Vec};
use guicheng_core::{StepId, StepKind, Who};

impl Chart {
    /// Notes who does a step.
    pub(super) fn lane_of(&mut self, w: &Words<'_>, step: StepId, at: At) {
        let Some(StepKind::Task(task)) = w.p.steps.get(step).map(|def| &def.kind) else { return };
        let first = Who(task.who.0.iter().take(1).copied().collect());
        let who = w.who(&first);
        let who = if who.is_empty() { String::from(w.pick("任何人", "anyone")) } else { who };
        let known = self.lanes.iter().position(|lane| *lane == who);
        let lane = known.unwrap_or_else(|| {
            self.lanes.push(who);
            self.lanes.len() - 1
        });
        if let Some(element) = self.elements.get_mut(at) {
            element.lane = Some(lane);
        }
    }

    /// Every element has its lane: that of what it sits on, of what leads to it, or of what it leads to.
    pub(super) fn share_lanes(&mut self, w: &Words<'_>) {
        loop {
            let mut changed = false;
            for at in 0..self.elements.len() {
                let Some(element) = self.elements.get(at).filter(|element| element.lane.is_none()) else { continue };
                let lane = |at: At| self.elements.get(at).and_then(|other| other.lane);
                let before = self.flows.iter().filter(|(_, to, _)| *to == at).find_map(|(from, ..)| lane(*from));
                let found = element.on.and_then(lane).or(before);
                if let (Some(found), Some(element)) = (found, self.elements.get_mut(at)) {
                    element.lane = Some(found);
                    changed = true;
                }
            }
            if !changed && !self.lane_from_behind() {
                break;
            }
        }
        for element in self.elements.iter_mut().filter(|element| element.lane.is_none()) {
            element.lane = Some(0);
        }
        if !self.beside.is_empty() && !self.lanes.is_empty() {
            self.lanes.push(w.pick("随时可能发生", "at any time").into());
        }
    }

    /// One element that nothing leads to stands with what it leads to.
    fn lane_from_behind(&mut self) -> bool {
        let lane = |at: At| self.elements.get(at).and_then(|other| other.lane);
        let after = |at: At| self.flows.iter().filter(|(from, ..)| *from == at).find_map(|(_, to, _)| lane(*to));
        let open: Vec<At> = (0..self.elements.len()).filter(|at| lane(*at).is_none()).collect();
        let Some((at, found)) = open.into_iter().find_map(|at| Some((at, after(at)?))) else { return false };
        if let Some(element) = self.elements.get_mut(at) {
            element.lane = Some(found);
        }
        true
    }
}
