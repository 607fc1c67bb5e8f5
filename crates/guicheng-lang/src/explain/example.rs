//! A bad and a good way to write something, as pieces of a whole file.

use alloc::{format, string::String, vec::Vec};

/// The good file that an example is a piece of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Base {
    /// A procedure of routes.
    Routes,
    /// A procedure as a graph.
    Graph,
    /// An organisation.
    Org,
    /// Calendars.
    Calendars,
    /// A register of clauses.
    Clauses,
    /// Scenarios of the procedure.
    Story,
    /// The organisation, written to disk in GBK in the bad case.
    Gbk,
}

/// A piece of a file, bad and good.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Swap {
    /// As it should not be. `«1..65: o# = \"#\"»` stands for so many, joined by commas (or line ends).
    pub bad: &'static str,
    /// As the good file has it, once.
    pub good: &'static str,
}

/// A bad and a good way to write something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Example {
    /// The good file.
    pub base: Base,
    /// Its pieces that are shown.
    pub swaps: &'static [Swap],
}

impl Example {
    /// The bad file, made from the good one; none if a piece does not stand there exactly once.
    pub fn bad(&self, good: &str) -> Option<String> {
        let mut text = String::from(good);
        for swap in self.swaps {
            if text.matches(swap.good).count() != 1 {
                return None;
            }
            text = text.replacen(swap.good, &repeated(swap.bad, &|all| all), 1);
        }
        Some(text)
    }

    /// The bad pieces as they are shown: of what stands there many times the first and the last.
    pub fn bad_lines(&self) -> Vec<String> {
        let shown = |swap: &Swap| repeated(swap.bad, &ends);
        self.pieces(shown)
    }

    /// The good pieces.
    pub fn good_lines(&self) -> Vec<String> {
        self.pieces(|swap| swap.good.into())
    }

    fn pieces(&self, text: impl Fn(&Swap) -> String) -> Vec<String> {
        let all: Vec<String> = self.swaps.iter().map(text).collect();
        all.join("\n…\n").lines().map(String::from).collect()
    }

    pub(super) fn markdown(&self) -> String {
        let mut out = String::from("```diff\n");
        for (at, swap) in self.swaps.iter().enumerate() {
            if at > 0 {
                out.push_str(" …\n");
            }
            let bad = repeated(swap.bad, &ends);
            let (bad, good): (Vec<&str>, Vec<&str>) = (bad.lines().collect(), swap.good.lines().collect());
            let same = |mark: char, lines: &[&str], others: &[&str]| -> String {
                let mark = |line: &&str| if others.contains(line) { ' ' } else { mark };
                lines.iter().map(|line| format!("{}{line}\n", mark(line))).collect()
            };
            if bad == good {
                good.iter().for_each(|line| out.push_str(&format!(" {line}\n")));
                continue;
            }
            out.push_str(&same('-', &bad, &good));
            let new: Vec<&str> = good.iter().copied().filter(|line| !bad.contains(line)).collect();
            out.push_str(&same('+', &new, &[]));
        }
        out.push_str("```\n");
        out
    }
}

/// The first and the last of many.
fn ends(mut all: Vec<String>) -> Vec<String> {
    let last = all.pop();
    all.truncate(1);
    all.push("…".into());
    all.extend(last);
    all
}

/// Writes out `«1..65: o# = \"#\"»`.
fn repeated(text: &str, keep: &dyn Fn(Vec<String>) -> Vec<String>) -> String {
    let parts = || {
        let (before, rest) = text.split_once('«')?;
        let (inner, after) = rest.split_once('»')?;
        let (range, one) = inner.split_once(": ")?;
        let (first, last) = range.split_once("..")?;
        let all = (first.parse::<u32>().ok()?..=last.parse::<u32>().ok()?)
            .map(|n| one.replace('#', &format!("{n}")))
            .collect();
        let joint = if one.starts_with('[') { "\n" } else { ", " };
        Some(format!("{before}{}{}", keep(all).join(joint), repeated(after, keep)))
    };
    parts().unwrap_or_else(|| text.into())
}
