//! Two sides measured in turn, A B A B …, so that a machine whose speed drifts changes both.

use crate::{
    Failure,
    figure::{Spread, short},
};

/// How often each side is measured; once more before, to warm up.
pub const ROUNDS: usize = 7;

/// The head of the table that [`Pair::run`] prints rows of.
pub const HEAD: &str = "| measure | unit | ours | other side | ours against it | least to greatest | must | aim |\n\
    |---|---|---|---|---|---|---|---|";

/// How the two sides are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ratio {
    /// Ours takes so many times their time: less is better.
    TimesTheTime,
    /// Ours is so many times as fast: more is better.
    TimesAsFast,
}

/// A comparison.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// What is measured.
    pub name: &'static str,
    /// What each figure is.
    pub unit: &'static str,
    /// How the sides are compared.
    pub ratio: Ratio,
    /// What must be reached.
    pub must: f64,
    /// What is aimed at.
    pub aim: f64,
    /// How often each side is measured.
    pub rounds: usize,
}

impl Pair {
    /// Measures both sides in turn, each of which gives the time that one thing took, and prints a row.
    ///
    /// # Errors
    /// What a side fails with.
    pub fn run(
        self,
        mut ours: impl FnMut() -> Result<f64, Failure>,
        mut theirs: impl FnMut() -> Result<f64, Failure>,
    ) -> Result<(), Failure> {
        let (mut a, mut b) = (Vec::new(), Vec::new());
        for round in 0..=self.rounds {
            let (our, their) = (ours()?, theirs()?);
            if round > 0 {
                a.push(our);
                b.push(their);
            }
        }
        self.print(&a, &b);
        Ok(())
    }

    /// Prints a row of figures that were taken in turn.
    pub fn print(self, ours: &[f64], theirs: &[f64]) {
        let Self { name, unit, must, aim, .. } = self;
        let ratio = ours.iter().zip(theirs).map(|(our, their)| match self.ratio {
            Ratio::TimesTheTime => our / their,
            Ratio::TimesAsFast => their / our,
        });
        let ratio = Spread::of(ratio.collect());
        let (ours, theirs) = (Spread::of(ours.to_vec()), Spread::of(theirs.to_vec()));
        let (reached, word) = match self.ratio {
            Ratio::TimesTheTime => (ratio.median <= must, "x the time"),
            Ratio::TimesAsFast => (ratio.median >= must, "x as fast"),
        };
        let missed = if reached { "" } else { " (missed)" };
        println!(
            "| {name} | {unit} | {} | {} | {} {word} | {} to {} | {}{missed} | {} |",
            short(ours.median),
            short(theirs.median),
            short(ratio.median),
            short(ratio.least),
            short(ratio.greatest),
            must,
            aim,
        );
    }
}
