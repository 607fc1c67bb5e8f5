//! Places, transitions and arcs, and how they are written.

use crate::{words::Words, xml::Escaped};
use alloc::{string::String, vec::Vec};
use core::fmt::Write as _;
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
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out.push_str("<pnml xmlns=\"http://www.pnml.org/version-2009/grammar/pnml\">\n");
        let _ = writeln!(out, "<net id=\"net\" type=\"http://www.pnml.org/version-2009/grammar/ptnet\">");
        let _ = writeln!(out, "<name><text>{}</text></name>", Escaped(&w.heading()));
        out.push_str("<page id=\"page\">\n");
        for at in 0..self.places {
            let begin = if at == 0 { "<initialMarking><text>1</text></initialMarking>" } else { "" };
            let _ = writeln!(out, "<place id=\"p{at}\"><name><text>p{at}</text></name>{begin}</place>");
        }
        for (at, transition) in self.transitions.iter().enumerate() {
            self.transition(w, at, transition, &mut out);
        }
        let mut arc = 0;
        for (at, transition) in self.transitions.iter().enumerate() {
            for from in &transition.takes {
                let _ = writeln!(out, "<arc id=\"a{arc}\" source=\"p{}\" target=\"t{at}\"/>", from.0);
                arc += 1;
            }
            for to in &transition.gives {
                let _ = writeln!(out, "<arc id=\"a{arc}\" source=\"t{at}\" target=\"p{}\"/>", to.0);
                arc += 1;
            }
        }
        out.push_str("</page>\n<finalmarkings><marking>");
        let _ = writeln!(out, "<place idref=\"p{}\"><text>1</text></place></marking></finalmarkings>", end.0);
        out.push_str("</net>\n</pnml>\n");
        out
    }

    fn transition(&self, w: &Words<'_>, at: usize, transition: &Transition, out: &mut String) {
        let Some(step) = transition.step else {
            let _ = writeln!(
                out,
                "<transition id=\"t{at}\"><name><text>t{at}</text></name><toolspecific tool=\"ProM\" version=\"6.4\" \
                 activity=\"$invisible$\"/></transition>"
            );
            return;
        };
        let id = w.names().steps.get(step).map_or("", |l| &l.id);
        let _ = writeln!(
            out,
            "<transition id=\"t{at}\"><name><text>{}</text></name><toolspecific tool=\"guicheng\" version=\"1\">\
             <title>{}</title></toolspecific></transition>",
            Escaped(id),
            Escaped(w.step(step))
        );
    }
}
