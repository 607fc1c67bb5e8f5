//! Random walks that move to another version on their way: the plan is carried out as it says, the records alone lead to
//! the same case, and the whole history is decided again across both versions.

use crate::random::{grown, library};
use guicheng_core::{Due, Thing};
use guicheng_tests::{Moved, grow, move_between};

/// Walks, each with all dues kept and with all counted again.
const RUNS: u64 = 600;

/// The same procedure a version later: longer limits, a renamed step, options in another order, another clock.
fn later(text: &str) -> String {
    let mut text = text.replace("version = 1\neffective", "version = 2\neffective");
    text = text.replace("limit = \"1d\"", "limit = \"2d\"").replace("after = \"1h\"", "after = \"90m\"");
    text = text.replace("{ x = \"壹\", y = \"贰\", z = \"叁\" }", "{ z = \"叁\", w = \"新\", y = \"贰\", x = \"壹\" }");
    text = text.replace("\"s1\"", "\"work_one\"").replace("[step.s1]", "[step.work_one]");
    text = text.replace("step.s1.", "step.work_one.");
    text.push_str("\n[from.1]\ncases = \"move\"\nrename = { s1 = \"work_one\" }\n");
    text.push_str(
        "\n[clock.brought]\ntitle = \"新时限\"\nbasis = \"house\"\nfrom = \"case.opened\"\nuntil = \"case.closed\"\nlimit = \"9d\"\nlate = [{ remind = \"desk\" }]\n",
    );
    text
}

#[derive(Default)]
struct Sum {
    moved: u64,
    over: u64,
    refused: u64,
    kept: u64,
    recounted: u64,
    begun: u64,
    renamed: u64,
}

#[test]
fn walks_move_to_the_next_version_as_planned() {
    let library = library();
    let mut sum = Sum::default();
    for seed in 0..RUNS {
        let text = grow::routes(seed);
        let load = |text: &str| grown(text, &library).unwrap_or_else(|why| panic!("seed {seed} does not load: {why}"));
        let (old, new) = (load(&text), load(&later(&text)));
        for keep in [false, true] {
            match move_between(&old, &new, seed, keep).unwrap_or_else(|why| panic!("seed {seed}: {}\n{text}", why.0)) {
                Moved::Over => sum.over += 1,
                Moved::Refused(_) => sum.refused += 1,
                Moved::On(_, plan) => {
                    sum.moved += 1;
                    let how = |how| plan.clocks.iter().filter(|c| c.how == how).count() as u64;
                    sum.kept += how(Due::Keep);
                    sum.recounted += how(Due::Recount);
                    sum.begun += how(Due::Begin);
                    let new_name = |p: &guicheng_core::Placement| p.new.as_deref() == Some("work_one");
                    sum.renamed += u64::from(plan.places.iter().any(|p| p.kind == Thing::Card && new_name(p)));
                }
            }
        }
    }
    let Sum { moved, over, refused, kept, recounted, begun, renamed } = sum;
    println!("{moved} moved ({renamed} at a renamed card), {over} over, {refused} refused");
    println!("{kept} dues kept, {recounted} counted again, {begun} begun");
    assert_eq!(refused, 0, "everything has a place in the later version");
    assert!(
        moved > RUNS && kept > RUNS / 2 && recounted > RUNS / 2 && begun >= moved && renamed > 0,
        "too little moved"
    );
}
