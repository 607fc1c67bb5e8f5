//! What the token game looks up: where a state keeps what, and the flows of joins as sets.

use crate::{bits::Bits, net::Net};
use alloc::{boxed::Box, vec::Vec};
use guicheng_core::Join;

/// A state is a set of numbers: flows with a token, behind them flows whose token is spent (where the net spends any),
/// behind them ends that were reached; in words of their own stand counts, a byte for each flow that may hold many.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tables {
    pub(crate) words: usize,
    pub(crate) ends_from: usize,
    /// The byte that counts the tokens of a flow that may hold many.
    pub(crate) counter: Vec<Option<usize>>,
    /// What an inclusive join asks of a token on a flow: the flow, or at open work the flows that the work leads to.
    pub(crate) asked: Vec<Box<[usize]>>,
    /// Flows that lead to a chain node.
    pub(crate) chained: Bits,
    pub(crate) spots: Vec<Flows>,
}

/// The flows of a node as sets.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flows {
    pub(crate) ins: Bits,
    /// For an inclusive join, for each incoming flow: from where it can be reached.
    pub(crate) reach: Vec<(usize, Bits)>,
}

impl Tables {
    pub(crate) fn of(net: &Net) -> Self {
        let flows = net.to.len();
        let ends_from = flows * if net.spends { 2 } else { 1 };
        let bits = (ends_from + net.ends).div_ceil(64);
        let mut counts = 0..;
        let counter: Vec<Option<usize>> =
            net.many.iter().map(|many| if *many { counts.next().map(|n: usize| bits * 8 + n) } else { None }).collect();
        let words = bits + counter.iter().flatten().count().div_ceil(8);
        let set = |numbers: &[usize]| Bits::of(numbers.iter().copied(), words * 64);
        let asked = (0..flows).map(|flow| match net.goal(flow) {
            Some(goal) if goal.opens => goal.outs.clone().into(),
            Some(_) | None => [flow].into(),
        });
        let spots = net.spots.iter().map(|spot| {
            let reach = spot.ins.iter().zip(&spot.reach).filter(|_| spot.join == Join::Some);
            let numbers = |reach: &[bool]| (0..flows).filter(|f| reach.get(*f) == Some(&true)).collect::<Vec<usize>>();
            Flows { ins: set(&spot.ins), reach: reach.map(|(flow, reach)| (*flow, set(&numbers(reach)))).collect() }
        });
        let chained: Vec<usize> = (0..flows).filter(|flow| net.goal(*flow).is_some_and(|goal| goal.chain)).collect();
        Self { words, ends_from, asked: asked.collect(), chained: set(&chained), spots: spots.collect(), counter }
    }
}
