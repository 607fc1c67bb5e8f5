//! Random graphs, judged by an explorer of their own and by the library; every fault is walked to by the engine.
//!
//! The explorer shares no code with the library: it plays the token game on the graph as drawn, every order of every
//! step. `GUICHENG_RANDOM_NETS` sets how many graphs are judged.

mod led;
mod naive;

use guicheng_core::{
    Act, Actor, Answer, Case, Command, Decision, Digest, EventKind, FlowId, Input, NodeId, Pins, Pointer, Procedure,
    Question, Refused, Scratch, Split, Status, Timestamp, What, Work, decide,
};
use guicheng_lang::{FileId, Library, Source, load};
use guicheng_tests::Random;
use guicheng_verify::{Counterexample, Property, Verdict, soundness};
use led::Led;
use naive::Naive;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    fmt::Write as _,
    thread,
};

/// Graphs judged by default.
const GRAPHS: u64 = 20_000;
/// How many ways of gates that a story leaves waiting are tried.
const VARIANTS: usize = 16;
/// Larger state spaces are left to other tests.
const SMALL: usize = 250;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Join {
    One,
    All,
    Some,
    Number(usize),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    All,
    One,
    Some,
    Race,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Node {
    Step,
    Gate(Join, Way),
    Stop,
}

/// A graph as drawn; node 0 is the start.
#[derive(Clone, Debug, Default)]
struct Drawn {
    nodes: Vec<Node>,
    flows: Vec<(usize, usize)>,
}

impl Drawn {
    fn node(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn tie(&mut self, from: usize, to: usize) {
        self.flows.push((from, to));
    }

    fn ins(&self, node: usize) -> Vec<usize> {
        (0..self.flows.len()).filter(|f| self.flows[*f].1 == node).collect()
    }

    fn outs(&self, node: usize) -> Vec<usize> {
        (0..self.flows.len()).filter(|f| self.flows[*f].0 == node).collect()
    }

    /// A block from one node to another, sound by construction. Where it may be done `again`, no join swallows: what is
    /// swallowed late could meet the next round.
    fn block(&mut self, random: &mut Random, depth: usize, again: bool) -> (usize, usize) {
        if depth == 0 || random.one_in(3) {
            let step = self.node(Node::Step);
            return (step, step);
        }
        match random.below(6) {
            0 | 1 => {
                let (head, middle) = self.block(random, depth - 1, again);
                let (next, tail) = self.block(random, depth - 1, again);
                self.tie(middle, next);
                (head, tail)
            }
            2 => {
                let (merge, back) =
                    (self.node(Node::Gate(Join::One, Way::All)), self.node(Node::Gate(Join::One, Way::One)));
                let (head, tail) = self.block(random, depth - 1, true);
                self.tie(merge, head);
                self.tie(tail, back);
                self.tie(back, merge);
                let on = self.node(Node::Step);
                self.tie(back, on);
                (merge, on)
            }
            kind => {
                let (split, join) = match kind {
                    3 => (
                        Way::All,
                        if !again && random.one_in(4) { Join::Number(1 + random.below(2)) } else { Join::All },
                    ),
                    4 => (Way::One, if random.one_in(3) { Join::Some } else { Join::One }),
                    _ => (Way::Some, Join::Some),
                };
                let (fork, join) = (self.node(Node::Gate(Join::One, split)), self.node(Node::Gate(join, Way::All)));
                for _ in 0..2 + random.below(2) {
                    let (head, tail) = self.block(random, depth - 1, again);
                    self.tie(fork, head);
                    self.tie(tail, join);
                }
                (fork, join)
            }
        }
    }

    fn sound(random: &mut Random) -> Self {
        let mut drawn = Self::default();
        let start = drawn.node(Node::Step);
        let depth = if random.one_in(4) { 3 } else { 2 };
        let (head, tail) = drawn.block(random, depth, false);
        let end = drawn.node(Node::Step);
        drawn.tie(start, head);
        drawn.tie(tail, end);
        drawn
    }

    /// A flow dropped or added, a gate's kind swapped, an end that ends everything.
    fn mutate(&mut self, random: &mut Random) {
        let joins = [Join::One, Join::All, Join::Some, Join::Number(2)];
        let splits = [Way::All, Way::One, Way::Some, Way::Race];
        let gates: Vec<usize> = (0..self.nodes.len()).filter(|n| matches!(self.nodes[*n], Node::Gate(..))).collect();
        match random.below(8) {
            0 if self.flows.len() > 2 => {
                self.flows.remove(random.below(self.flows.len()));
            }
            1 if random.one_in(4) => {
                let ends: Vec<usize> = (1..self.nodes.len()).filter(|n| self.outs(*n).is_empty()).collect();
                if let Some(end) = random.pick(&ends) {
                    self.nodes[*end] = Node::Stop;
                }
            }
            1 | 2 => {
                let from = random.pick(&gates).copied();
                let to = 1 + random.below(self.nodes.len() - 1);
                if let Some(from) = from
                    && !self.flows.contains(&(from, to))
                    && from != to
                {
                    self.tie(from, to);
                }
            }
            _ => {
                if let Some(gate) = random.pick(&gates).copied()
                    && let Node::Gate(join, split) = &mut self.nodes[gate]
                {
                    if random.one_in(2) {
                        *join = joins[random.below(4)];
                    } else {
                        *split = splits[random.below(4)];
                    }
                }
            }
        }
    }

    /// The engine is told a way by where it leads: every way of a choice gets a gate of its own where its target has
    /// other ways in.
    fn tell_apart(&mut self) {
        for flow in 0..self.flows.len() {
            let (from, to) = self.flows[flow];
            let chooses = matches!(self.nodes[from], Node::Gate(_, Way::One | Way::Some)) && self.outs(from).len() > 1;
            if chooses && self.ins(to).len() > 1 {
                let between = self.node(Node::Gate(Join::One, Way::All));
                self.flows[flow].1 = between;
                self.tie(between, to);
            }
        }
    }

    fn name(&self, node: usize) -> String {
        match self.nodes[node] {
            Node::Step => format!("s{node}"),
            Node::Gate(..) | Node::Stop => format!("g{node}"),
        }
    }

    fn join(&self, node: usize) -> Join {
        match self.nodes[node] {
            Node::Step | Node::Stop => Join::One,
            Node::Gate(Join::All, _) if self.ins(node).len() < 2 => Join::One,
            Node::Gate(join, _) => join,
        }
    }

    fn text(&self) -> String {
        let mut text = String::from(
            "[procedure]\nid = \"net\"\ntitle = \"net\"\nversion = 1\nowner = \"boss\"\n[roles]\nboss = { title = \"boss\", from = \"post:boss\" }\n",
        );
        let arrow = |(a, b): &(usize, usize)| format!("[\"{}\", \"{}\"]", self.name(*a), self.name(*b));
        let arrows: Vec<String> = self.flows.iter().map(arrow).collect();
        let _ = write!(text, "\n[graph]\nstart = \"{}\"\nflows = [{}]\n", self.name(0), arrows.join(", "));
        for n in 0..self.nodes.len() {
            match self.nodes[n] {
                Node::Gate(join, split) if !self.ins(n).is_empty() || !self.outs(n).is_empty() => {
                    let join = match join {
                        Join::One => "\"one\"".into(),
                        Join::All => "\"all\"".into(),
                        Join::Some => "\"some\"".into(),
                        Join::Number(n) => n.to_string(),
                    };
                    let split = format!("{split:?}").to_lowercase();
                    let _ = write!(text, "\n[gate.g{n}]\njoin = {join}\nsplit = \"{split}\"\n");
                }
                Node::Stop => {
                    let _ = write!(text, "\n[gate.g{n}]\nstop = true\njoin = \"one\"\n");
                }
                Node::Gate(..) | Node::Step => {}
            }
        }
        text
    }
}

#[derive(Default, Debug)]
struct Sum {
    judged: u64,
    sound: u64,
    large: u64,
    refused: u64,
    led: u64,
    /// Of those that are not, a gate that ends everything comes first whatever is done.
    cut_off: u64,
    /// Of these, where gates of the engine went round in a circle until its bound.
    endless: u64,
}

fn compare(drawn: &Drawn, library: &Library, sum: &mut Sum) -> Option<Verdict> {
    let text = drawn.text();
    let Some(procedure) = load(&Source::from_text(FileId(0), "net.toml", &text), library).procedure else {
        sum.refused += 1;
        return None;
    };
    let Some(naive) = Naive::new(drawn, false).judge() else {
        sum.large += 1;
        return None;
    };
    let report = soundness(&procedure);
    let found = match &report.verdict {
        Verdict::Sound => None,
        Verdict::Unknown => panic!("unknown\n{text}"),
        Verdict::Unsound(shown) => Some(shown.property),
    };
    assert_eq!(found, naive, "{:?}\n{text}", report.verdict);
    // A gate that ends everything does so at once in the engine: what it cuts off when it waits no engine can show.
    let cut_off = || drawn.nodes.contains(&Node::Stop) && Naive::new(drawn, true).judge() != Some(naive);
    if let Verdict::Unsound(_) = &report.verdict
        && cut_off()
    {
        sum.cut_off += 1;
    } else if let Verdict::Unsound(shown) = &report.verdict {
        match Led::lead(&procedure, shown) {
            Err(why) => panic!("{why}: {shown:?}\n{text}"),
            Ok(endless) => sum.endless += u64::from(endless),
        }
        sum.led += 1;
    }
    sum.judged += 1;
    sum.sound += u64::from(naive.is_none());
    Some(report.verdict)
}

fn many(seeds: std::ops::Range<u64>) -> Sum {
    let library = Library::default();
    let mut sum = Sum::default();
    for seed in seeds {
        let mut random = Random::new(seed);
        let mut drawn = Drawn::sound(&mut random);
        if seed % 8 == 0 {
            let verdict = compare(&drawn, &library, &mut sum);
            assert!(
                verdict.is_none_or(|v| v == Verdict::Sound),
                "seed {seed}: sound by construction\n{}",
                drawn.text()
            );
            continue;
        }
        for _ in 0..1 + random.below(3) {
            drawn.mutate(&mut random);
        }
        drawn.tell_apart();
        compare(&drawn, &library, &mut sum);
    }
    sum
}

#[test]
fn random_graphs_are_judged_as_by_trying_everything() {
    let graphs = std::env::var("GUICHENG_RANDOM_NETS").ok().and_then(|n| n.parse().ok()).unwrap_or(GRAPHS);
    let threads = 4;
    // Some are refused by the loader, some are too large to try everything.
    let each = graphs * 9 / 8 / threads;
    let handles: Vec<_> = (0..threads).map(|t| thread::spawn(move || many(t * each..(t + 1) * each))).collect();
    let mut sum = Sum::default();
    for handle in handles {
        let part = handle.join().unwrap_or_else(|why| std::panic::resume_unwind(why));
        sum.judged += part.judged;
        sum.sound += part.sound;
        sum.large += part.large;
        sum.refused += part.refused;
        sum.led += part.led;
        sum.cut_off += part.cut_off;
        sum.endless += part.endless;
    }
    println!("{sum:?}");
    assert!(sum.judged >= graphs, "{sum:?}");
    assert!(sum.sound > sum.judged / 10 && sum.led > sum.judged / 10, "{sum:?}");
    assert!(sum.endless < sum.led / 5, "{sum:?}");
}
