//! Places, transitions and arcs, and how they are written.

use crate::{words::Words, xml::Tag};
use alloc::{format, string::String, vec::Vec};
use guicheng_core::StepId;

/// The most transitions that are written: routes that name each other over and over would fill the disk.
const MOST: usize = 20_000;

/// A place, by position.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Spot(usize);

/// A transition: a step that is done, or (without one) something that no history shows.
#[derive(Debug)]
struct Transition {
    step: Option<StepId>,
    takes: Vec<Spot>,
    gives: Vec<Spot>,
}

/// A net with one place to begin and one to end.
#[derive(Debug, Default)]
pub(super) struct Net {
    places: usize,
    transitions: Vec<Transition>,
    /// It has grown past what is written.
    pub(super) too_large: bool,
}

impl Net {
    pub(super) const fn place(&mut self) -> Spot {
        self.places += 1;
        Spot(self.places - 1)
    }

    /// A transition that no history shows.
    pub(super) fn silent(&mut self, takes: &[Spot], gives: &[Spot]) {
        self.add(None, takes, gives);
    }

    pub(super) fn add(&mut self, step: Option<StepId>, takes: &[Spot], gives: &[Spot]) {
        if self.transitions.len() >= MOST {
            self.too_large = true;
            return;
        }
        self.transitions.push(Transition { step, takes: takes.into(), gives: gives.into() });
    }

    /// Leaves out what can never fire even if no token were ever used up, such as twins under a leaving that nothing
    /// begins, and places that nothing touches.
    pub(super) fn pruned(mut self, ends: Spot) -> (Self, Spot) {
        let mut held = alloc::vec![false; self.places];
        let mark =
            |held: &mut Vec<bool>, spot: &Spot| held.get_mut(spot.0).is_some_and(|h| !core::mem::replace(h, true));
        mark(&mut held, &Spot(0));
        let fires = |t: &Transition, held: &[bool]| t.takes.iter().all(|s| held.get(s.0) == Some(&true));
        loop {
            let firing = self.transitions.iter().filter(|t| fires(t, &held));
            let given: Vec<Spot> = firing.flat_map(|t| t.gives.iter().copied()).collect();
            if given.iter().filter(|spot| mark(&mut held, spot)).count() == 0 {
                break;
            }
        }
        self.transitions.retain(|t| fires(t, &held));
        let mut used = alloc::vec![false; self.places];
        let touched = self.transitions.iter().flat_map(|t| t.takes.iter().chain(&t.gives)).chain([&Spot(0), &ends]);
        for spot in touched {
            mark(&mut used, spot);
        }
        let place = |spot: Spot| Spot(used.iter().take(spot.0).filter(|u| **u).count());
        for transition in &mut self.transitions {
            for spot in transition.takes.iter_mut().chain(&mut transition.gives) {
                *spot = place(*spot);
            }
        }
        self.places = used.iter().filter(|u| **u).count();
        (self, place(ends))
    }

    /// Writes it; the first place is where a case begins, `end` where it is over.
    pub(super) fn write(&self, w: &Words<'_>, end: Spot) -> String {
        let one = || Tag::new("text").text("1");
        let place = |at: usize| {
            let begin = (at == 0).then(|| Tag::new("initialMarking").holding([one()]));
            Tag::new("place").with("id", format!("p{at}")).holding([name(&format!("p{at}"))]).holding(begin)
        };
        let arc = |(at, (from, to)): (usize, (String, String))| {
            Tag::new("arc").with("id", format!("a{at}")).with("source", from).with("target", to)
        };
        let transitions = || self.transitions.iter().enumerate();
        let arcs = transitions().flat_map(|(at, transition)| {
            let takes = transition.takes.iter().map(move |from| (format!("p{}", from.0), format!("t{at}")));
            takes.chain(transition.gives.iter().map(move |to| (format!("t{at}"), format!("p{}", to.0))))
        });
        let page = Tag::new("page")
            .with("id", "page")
            .holding((0..self.places).map(place))
            .holding(transitions().map(|(at, it)| transition(w, at, it)))
            .holding(arcs.enumerate().map(arc));
        let over = Tag::new("place").with("idref", format!("p{}", end.0)).holding([one()]);
        let over = Tag::new("finalmarkings").holding([Tag::new("marking").holding([over])]);
        let net = Tag::new("net")
            .with("id", "net")
            .with("type", "http://www.pnml.org/version-2009/grammar/ptnet")
            .holding([name(&w.heading()), page, over]);
        Tag::new("pnml").with("xmlns", "http://www.pnml.org/version-2009/grammar/pnml").holding([net]).document()
    }
}

fn name(text: &str) -> Tag {
    Tag::new("name").holding([Tag::new("text").text(text)])
}

fn transition(w: &Words<'_>, at: usize, transition: &Transition) -> Tag {
    let tag = Tag::new("transition").with("id", format!("t{at}"));
    let tool = |name: &str, version: &str| Tag::new("toolspecific").with("tool", name).with("version", version);
    let Some(step) = transition.step else {
        let unseen = tool("ProM", "6.4").with("activity", "$invisible$");
        return tag.holding([name(&format!("t{at}")), unseen]);
    };
    let id = w.names().steps.get(step).map_or("", |l| &l.id);
    let title = tool("guicheng", "1").holding([Tag::new("title").text(w.step(step))]);
    tag.holding([name(id), title])
}
