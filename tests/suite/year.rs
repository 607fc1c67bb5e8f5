//! A year of an estate of a thousand flats over all shipped procedures: no case is ever stuck, and every history leads
//! to the case that it tells of. `GUICHENG_YEAR_DAYS` and `GUICHENG_YEAR_SEED` change the length and the story.

use guicheng_tests::estate::{Estate, Left, Plan};
use std::path::Path;

fn from_environment(name: &str, default: i64) -> i64 {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

#[test]
fn a_year_of_a_thousand_flats_ends_with_no_stuck_case() {
    let seed = u64::try_from(from_environment("GUICHENG_YEAR_SEED", 2026)).expect("a seed");
    let plan = Plan { seed, flats: 1_000, days: from_environment("GUICHENG_YEAR_DAYS", 365) };
    let procedures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../procedures");
    let began = std::time::Instant::now();
    let year = Estate::new(&procedures, plan).expect("the shipped procedures").live();
    println!(
        "seed {seed}, {} days: {:?} opened; {} commands, {} refused, {} repeated; {} delivered; {} records; {} handed up, {} reopened, \
         {} merged, {} times nobody was there; {} open at the end; {:.1} s",
        plan.days,
        year.opened,
        year.commands,
        year.refused,
        year.repeats,
        year.delivered,
        year.records,
        year.escalated,
        year.reopened,
        year.merged,
        year.nobody,
        year.open,
        began.elapsed().as_secs_f32()
    );
    assert!(year.faults.is_empty(), "seed {seed}: {:#?}", year.faults);
    // A year has twelve months and 365 days; the first of all was over before the procedures were published.
    let opened = |procedure: &str| year.opened.get(procedure).copied().unwrap_or(0);
    if plan.days == 365 {
        let periods = ["billing", "monthly_report", "payment"].map(opened);
        assert_eq!(periods, [12, 12, 365], "seed {seed}: opened by the calendar");
    }
    let stuck = told(&year.stuck);
    assert!(stuck.is_empty(), "seed {seed}: stuck: {stuck:#?}");
    let endless = told(&year.endless);
    assert!(endless.is_empty(), "seed {seed}: never closed: {endless:#?}");
}

/// Cases in a line each; their histories are written beside the test program.
fn told(left: &[Left]) -> Vec<String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("year");
    std::fs::create_dir_all(&folder).expect("a folder for histories");
    let tell = |left: &Left| {
        let path = folder.join(format!("{}.jsonl", left.case));
        let lines: String = left.history.iter().map(|line| format!("{line}\n")).collect();
        std::fs::write(&path, lines).expect("a history is written");
        format!("{} ({}): {:?}; refused last: {:?}", left.case, path.display(), left.work, left.refused)
    };
    left.iter().map(tell).collect()
}
