//! What the engine must do, line by line, and where each line is shown.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

/// A line of what the engine must do.
pub(super) struct Line {
    /// Its key: the heads of the files in `tests/behaviour` name it.
    pub(super) key: &'static str,
    /// What must be.
    pub(super) says: &'static str,
    /// Shown elsewhere too: a control-flow pattern by its file, or a file of tests and the name of one.
    pub(super) also: &'static [&'static str],
}

const fn line(key: &'static str, says: &'static str, also: &'static [&'static str]) -> Line {
    Line { key, says, also }
}

/// All lines, in the order of the table.
pub(super) const LINES: &[Line] = &[
    line(
        "kernel.joins",
        "joins each, all, some, n of m",
        &[
            "08_multi_merge",
            "33_generalised_and_join",
            "38_general_synchronizing_merge",
            "30_structured_partial_join",
            "28_blocking_discriminator",
            "29_cancelling_discriminator",
        ],
    ),
    line(
        "kernel.splits",
        "splits all, one, some, race",
        &["02_parallel_split", "04_exclusive_choice", "06_multi_choice", "16_deferred_choice"],
    ),
    line(
        "kernel.wait",
        "a wait for an outside event: lost if nobody waits, or kept in the mailbox",
        &["23_transient_trigger", "24_persistent_trigger"],
    ),
    line("kernel.call", "a call of a child case with typed give and take", &["22_recursion"]),
    line(
        "kernel.count",
        "several instances: a fixed number, from a field, of a list, of what a look-up found, added while open",
        &["13_instances_design_time", "14_instances_run_time", "15_instances_without_knowledge"],
    ),
    line(
        "kernel.enough",
        "completion of all, of n, or by a guard; the rest withdrawn or not",
        &[
            "34_static_partial_join_instances",
            "35_cancelling_partial_join_instances",
            "36_dynamic_partial_join_instances",
            "26_cancel_instances",
            "27_complete_instances",
        ],
    ),
    line("kernel.loop", "bounded loops, and who decides at the bound", &["21_structured_loop"]),
    line("kernel.cancel", "scopes with cancellation", &["25_cancel_region", "19_cancel_task"]),
    line("kernel.hold", "suspension of what is open", &[]),
    line("kernel.reaction", "reactions: interrupting, or beside the work", &[]),
    line("kernel.milestone", "milestone", &["18_milestone"]),
    line(
        "kernel.section",
        "critical section, of steps and of routes",
        &["39_critical_section", "40_interleaved_routing"],
    ),
    line("kernel.end", "end and stop", &["11_implicit_termination", "43_explicit_termination", "20_cancel_case"]),
    line("kernel.jump", "jumps and re-routing only to `entry` cards", &[]),
    line("clocks.units", "all units of a limit", &["core/src/calendar/tests.rs months_are_clamped"]),
    line("clocks.calendar", "calendars with exceptions both ways", &["core/src/calendar/tests.rs which_days_are_open"]),
    line(
        "clocks.pause",
        "pauses, by a condition and over several instances",
        &["core/src/calendar/tests.rs a_pause_wins_over_the_calendar"],
    ),
    line(
        "clocks.thresholds",
        "thresholds: from the start, before the due, a share of the way, past it, with a condition; remind, hand up, re-route, set, finish",
        &[],
    ),
    line(
        "clocks.repeat",
        "repetition, and missed repeats",
        &["core/src/decide/clocks/tests.rs missed_repeats_fire_once_with_their_number"],
    ),
    line("clocks.retroactive", "retroactive start and pause", &[]),
    line(
        "clocks.again",
        "what going back behind its stop does: stay, resume, run on, restart",
        &["core/src/decide/clocks/tests.rs going_back_behind_the_stop_does_what_again_says"],
    ),
    line("clocks.outside", "a due from outside wins if it is earlier", &[]),
    line("clocks.grade", "a limit by a grade, with an extension", &[]),
    line("clocks.moved", "a due that moves: what is ahead is armed again, of what is past only the last acts", &[]),
    line("clocks.generation", "generations: a stale fire never acts", &[]),
    line("clocks.outage", "lateness and catching up after an outage", &[]),
    line("clocks.boundary", "the boundary instant is in time", &[]),
    line(
        "people.roster",
        "rosters with shifts across midnight",
        &["core/src/org/tests.rs roles_are_held_in_local_time"],
    ),
    line("people.deputy", "posts with deputies", &[]),
    line("people.bound", "named by a role-holder, by field, head, whoever did it; same as, different from", &[]),
    line("people.policies", "offer, claim, nearest, rotate, least busy", &["core/src/org/tests.rs order_is_total"]),
    line("people.distinct", "n distinct people", &[]),
    line("people.either", "either of two roles", &[]),
    line(
        "people.acts",
        "claim, release, delegate, reassign, substitute, urge",
        &["core/src/decide/tests/people.rs substituting_hands_over_everything_in_hand"],
    ),
    line("people.signer", "a further signer", &[]),
    line(
        "people.ladder",
        "acknowledgement ladders",
        &["core/src/decide/clocks/tests.rs a_ladder_climbs_until_somebody_takes_the_work"],
    ),
    line("people.nobody", "nobody available: recorded and handed up at once", &[]),
    line(
        "norms.invariant",
        "an invariant that suspends",
        &["core/src/decide/tests/held.rs held_work_names_its_rule_or_its_hold_with_the_clause"],
    ),
    line("norms.before", "a rule before an act", &[]),
    line("norms.default", "a default with a justified exception", &[]),
    line("norms.discretion", "work at discretion, with person and reason", &[]),
    line("norms.checklist", "an attested checklist", &[]),
    line("norms.advice", "advice shown with a task", &["core/src/decide/tests/people.rs advice_stands_in_the_record"]),
    line("norms.record", "a record without which the case does not close", &[]),
    line("norms.report", "a report to either of two", &[]),
    line("fields.types", "every type of field, and what each refuses", &[]),
    line(
        "fields.exact",
        "numbers and money are exact decimals",
        &["core/src/expr/tests.rs arithmetic_never_overflows"],
    ),
    line("fields.required", "required fields gate what comes later", &[]),
    line("registers", "registers with columns and masks", &[]),
    line("notices", "notices with typed placeholders", &[]),
    line("commands.keys", "a repeated command counts once, a key is not used twice, a stale look is refused", &[]),
    line(
        "commands.refusal",
        "a refusal names rule and clause and changes nothing",
        &["core/src/decide/tests/held.rs held_work_names_its_rule_or_its_hold_with_the_clause"],
    ),
    line("case.merge", "cases merge and part again; what a merged case had called is taken back", &[]),
    line("case.reopen", "a case goes on after its end", &[]),
    line(
        "case.correct",
        "a mistake is corrected by a record that names it",
        &["core/src/decide/tests/people.rs a_correction_names_its_record_and_changes_nothing"],
    ),
];

/// A link to where a line is shown elsewhere; what is named must be there.
pub(super) fn link(root: &Path, other: &str) -> String {
    let (path, text) = match other.split_once(' ') {
        None => (format!("tests/patterns/{other}.toml"), other),
        Some((file, test)) => (format!("crates/guicheng-{file}"), test),
    };
    let content = fs::read_to_string(root.join(&path)).unwrap_or_else(|why| panic!("{path}: {why}"));
    assert!(!other.contains(' ') || content.contains(&format!("fn {text}()")), "{path} has no test {text}");
    format!("[{text}](../{path})")
}

/// The page.
pub(super) fn page(shown: &BTreeMap<&str, Vec<String>>, files: &str) -> String {
    let mut page = String::from(
        "# What the engine does\n\nLine by line what the engine must do, and where each line is shown: by a small \
         procedure with scenarios in\n`tests/behaviour`, by a [control-flow pattern](patterns.md), or by a test of the \
         core. The tests hold this page\n(`GUICHENG_BLESS=1` writes it): a line that nothing shows fails.\n\n\
         | Line | Shown by |\n|---|---|\n",
    );
    for line in LINES {
        let places = shown.get(line.key).map_or_else(String::new, |places| places.join(", "));
        let _ = writeln!(page, "| {} | {places} |", line.says);
    }
    let _ = write!(page, "\n## The small procedures\n\n| File | What it shows |\n|---|---|\n{files}");
    page
}
