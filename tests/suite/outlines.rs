//! Every outline of the manual's stories (S…) and every defect known elsewhere (D…) is played somewhere, by its id: in the
//! name of a scenario, in a test of the program, or in a file that must be refused.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

const STORIES: [u8; 29] =
    [1, 2, 4, 5, 7, 9, 10, 11, 12, 13, 15, 16, 18, 19, 21, 23, 24, 25, 27, 28, 29, 30, 32, 33, 34, 36, 38, 39, 40];
const DEFECTS: u8 = 12;

#[test]
fn every_outline_and_every_defect_is_played_by_its_id() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut shown: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for place in ["procedures", "tests/behaviour", "crates"] {
        read(&root.join(place), &mut shown);
    }
    let stories = STORIES.iter().map(|n| format!("S{n:02}"));
    let wanted: Vec<String> = stories.chain((1..=DEFECTS).map(|n| format!("D{n}"))).collect();
    let missing: Vec<&String> = wanted.iter().filter(|id| !shown.contains_key(*id)).collect();
    assert!(missing.is_empty(), "nothing is named by these: {missing:?}\nfound: {shown:#?}");
    for (id, places) in &shown {
        println!("{id}: {}", places.join("; "));
    }
}

fn read(folder: &Path, shown: &mut BTreeMap<String, Vec<String>>) {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            if name != "target" && name != "snapshots" {
                read(&path, shown);
            }
            continue;
        }
        let of_tests = path.components().any(|part| part.as_os_str() == "tests");
        let names: fn(&str) -> bool = if name.ends_with(".test.toml") {
            |line| line.starts_with("name = ")
        } else if of_tests && name.ends_with(".rs") {
            |line| line.starts_with("//") || line.starts_with("fn s") || line.starts_with("fn d")
        } else if of_tests && name.ends_with(".toml") {
            |line| line.starts_with("# ")
        } else {
            continue;
        };
        let text = fs::read_to_string(&path).expect("text");
        for line in text.lines().map(str::trim_start).filter(|line| names(line)) {
            for id in ids(line) {
                shown.entry(id).or_default().push(format!("{name}: {line}"));
            }
        }
    }
}

/// Words of a letter S or D and a number; `fn s39_…` counts as S39.
fn ids(line: &str) -> impl Iterator<Item = String> + '_ {
    let words = line.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter_map(|word| {
        let (letter, digits) = word.split_at_checked(1)?;
        let upper = letter.to_ascii_uppercase();
        let own = letter == upper || line.starts_with("fn ");
        let number: u8 = digits.parse().ok()?;
        match &*upper {
            "S" if own && digits.len() == 2 => Some(format!("S{number:02}")),
            "D" if own && !digits.starts_with('0') => Some(format!("D{number}")),
            _ => None,
        }
    })
}

/// The points that the format left open were decided; each decision names the scenario that shows it.
#[test]
fn every_point_left_open_is_shown_by_the_scenario_that_it_names() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let decision = root.join("docs/decisions/0011-points-the-format-left-open.md");
    let text = fs::read_to_string(decision).expect("the decision");
    // A name stands in brackets and may go on in the next line.
    let text: String = text.lines().map(str::trim_start).collect();
    let in_brackets = text.split('(').skip(1).filter_map(|rest| rest.split(')').next());
    let named: Vec<&str> = in_brackets.filter(|words| words.chars().any(|c| ('一'..='龥').contains(&c))).collect();
    assert_eq!(named.len(), 6, "{named:?}");
    let folder = root.join("procedures/complaint");
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let stories: String = files
        .filter(|path| path.to_string_lossy().ends_with(".test.toml"))
        .map(|p| fs::read_to_string(p).expect("text"))
        .collect();
    for name in named {
        assert!(stories.contains(&format!("name = \"{name}\"")), "no scenario is called {name}");
    }
}
