//! Golden histories: frozen records are decided again byte for byte, and every alteration of them is found. What replay
//! alone cannot find is listed here, and shown to be found by a checkpoint that lay elsewhere.
//!
//! Made once by `GUICHENG_FREEZE=all cargo test -p guicheng-tests --test suite freezing`, which refuses to touch what is
//! frozen. `GUICHENG_MUTATIONS=all` alters every field of every record.

use guicheng_core::{Case, Decision, Scratch, Seq, decide};
use guicheng_evidence::tree;
use guicheng_history::{
    DecodeError, Differs, Lexicon, Recorder, Replay, ReplayFault,
    canonical::{Json, Writer, parse},
    chain, decode, personal, sha256, state_digest, to_hex, unchain, versions_named,
};
use guicheng_store::Linked;
use guicheng_tests::{
    estate::{Estate, Later, Plan},
    histories::{Golden, SUMS, Told, all, freeze, freeze_moved, linked, sums},
};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("histories")
}

fn golden() -> Vec<Golden> {
    let all = all(&root()).expect("the golden histories; see the head of this file for how they are made");
    assert!(!all.is_empty(), "there are no golden histories");
    all
}

fn texts(lines: &[String]) -> Vec<&str> {
    lines.iter().map(String::as_str).collect()
}

/// Freezes what `GUICHENG_FREEZE` names (`all`, or procedures); without it, one procedure into a folder that is thrown away.
#[test]
fn freezing_refuses_to_touch_what_is_frozen() {
    let procedures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../procedures");
    let wanted = std::env::var("GUICHENG_FREEZE").ok();
    let told = Estate::new(&procedures, Plan { seed: 5, flats: 600, days: 75 }).expect("the procedures").tell();
    let mut told = told.expect("histories");
    let names = wanted.as_deref().unwrap_or("payment");
    told.retain(|told| names == "all" || names.split(',').any(|name| *name == *told.procedure));
    if wanted.is_some() {
        return freeze(&root(), &procedures, told).expect("nothing frozen is written over");
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("frozen");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    freeze(&folder, &procedures, told.clone()).expect("a first time");
    let before = sums(&folder).expect("the files");
    let refused = freeze(&folder, &procedures, told).expect_err("it was written over");
    assert!(refused.contains("frozen already"), "{refused}");
    assert_eq!(sums(&folder).expect("the files"), before);
}

/// Cases that moved to a later version of `complaint` are frozen too: `GUICHENG_FREEZE=complaint_moved`; without it, each of
/// them is on both versions.
#[test]
fn moved_cases_are_frozen_like_others() {
    if std::env::var("GUICHENG_FREEZE").is_ok_and(|names| names.split(',').any(|name| name == MOVED)) {
        return freeze_those_that_moved();
    }
    let moved = golden().into_iter().find(|golden| golden.folder.ends_with(MOVED)).expect("cases that moved");
    let both: Vec<&Linked> = moved.earlier.iter().chain([&moved.linked]).collect();
    for (name, lines) in &moved.histories {
        let named = versions_named(texts(lines));
        assert_eq!(named, both.iter().map(|linked| linked.pins.clone()).collect::<Vec<_>>(), "{name}");
    }
}

fn freeze_those_that_moved() {
    let procedures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../procedures");
    let text = fs::read_to_string(procedures.join("complaint/complaint.toml")).expect("the procedure");
    let later = later(&text);
    let calendars = fs::read(procedures.join("calendars.toml")).expect("the calendars");
    let procedure = linked(later.as_bytes(), &calendars).expect("the later version loads").procedure;
    let estate = Estate::new(&procedures, Plan { seed: 5, flats: 900, days: 40 }).expect("the procedures");
    let source = later.clone().into_bytes();
    let mut told: Vec<Told> = estate.tell_moved(Later { procedure, source }).expect("histories");
    told.retain(|told| told.lines.iter().any(|line| line.contains("\"kind\":\"migrated\"")));
    freeze_moved(&root(), MOVED, &procedures, later.as_bytes(), told).expect("nothing frozen is written over");
}

/// The folder of moved cases.
const MOVED: &str = "complaint_moved";

/// A version later: another limit, and a clock that was not there.
fn later(text: &str) -> String {
    let text = text.replacen("version = 1\n", "version = 2\n", 1).replacen("limit = \"7d\"", "limit = \"10d\"", 1);
    text + "\n[from.1]\ncases = \"move\"\n\n[clock.brought]\ntitle = \"整个办理\"\nbasis = \"house\"\nfrom = \"case.opened\"\n\
            until = \"case.closed\"\nlimit = \"60d\"\nlate = [{ remind = \"ga_supervisor\" }]\n"
}

#[test]
fn not_a_byte_has_changed() {
    let listed = fs::read_to_string(root().join(SUMS)).expect("the list of digests");
    assert_eq!(sums(&root()).expect("the files"), listed, "a frozen file is not what it was");
}

#[test]
fn golden_histories_are_decided_again_as_they_were() {
    for golden in golden() {
        let at = golden.folder.display();
        assert!(!golden.histories.is_empty(), "{at} has no history");
        for (name, lines) in &golden.histories {
            let verified = golden.verify(&texts(lines));
            let verified = verified.unwrap_or_else(|difference| panic!("{at}/{name}: {difference}"));
            assert_eq!(verified.records, lines.len(), "{at}/{name}");
            assert_eq!(
                verified.case.pins.as_deref(),
                Some(&golden.linked.pins),
                "{at}/{name}: pinned to another definition"
            );
            personal(texts(lines)).unwrap_or_else(|fault| panic!("{at}/{name}: {fault}"));
        }
    }
}

#[test]
fn an_unknown_kind_is_a_typed_error() {
    for golden in golden() {
        let (_, lines) = &golden.histories[0];
        let at = lines.iter().position(|line| line.contains("\"kind\":\"opened\"")).expect("an opening");
        let mut other = lines.clone();
        other[at] = other[at].replace("\"kind\":\"opened\"", "\"kind\":\"opened_2\"");
        let found = golden.verify(&texts(&relinked(&other)));
        let difference = found.expect_err("an unknown kind was read");
        assert_eq!(difference.record, Seq(u32::try_from(at).unwrap() + 1));
        let decoded = decode(&golden.linked.lexicon, &[], &other[at]);
        assert_eq!(decoded, Err(DecodeError::UnknownKind("opened_2".into())));
    }
}

#[test]
fn records_removed_swapped_inserted_or_exchanged_are_named() {
    for golden in golden() {
        let (_, lines) = &golden.histories[0];
        let judge = |lines: &[String]| {
            let found = golden.verify(&texts(lines));
            usize::try_from(found.expect_err("it was not found").record.0).unwrap()
        };
        for at in [1, lines.len() / 2, lines.len() - 2] {
            // With the links as they were, and made anew by somebody who knows the chain.
            for clever in [false, true] {
                let made = |lines: Vec<String>| if clever { relinked(&lines) } else { lines };
                let mut removed = lines.clone();
                removed.remove(at);
                assert_eq!(judge(&made(removed)), at + 1, "removed");
                let mut swapped = lines.clone();
                swapped.swap(at, at - 1);
                assert!((at..=at + 1).contains(&judge(&made(swapped))), "swapped");
                let mut inserted = lines.clone();
                inserted.insert(at, lines[at].clone());
                assert_eq!(judge(&made(inserted)), at + 2, "inserted");
            }
        }
        // Of two cases of one procedure.
        if let [(_, first), (_, second), ..] = golden.histories.as_slice() {
            let mut mixed = first.clone();
            let at = first.len().min(second.len()) - 1;
            mixed[at].clone_from(&second[at]);
            assert_eq!(judge(&relinked(&mixed)), at + 1, "exchanged");
        }
    }
}

#[test]
fn a_cut_end_is_seen_by_what_lies_elsewhere_alone() {
    for golden in golden() {
        let (_, lines) = &golden.histories[0];
        let last = lines.iter().rposition(|line| line.contains("\"kind\":\"accepted\"")).expect("a command");
        let cut = &lines[..last];
        // A whole batch less: everything that is left is right.
        let verified = golden.verify(&texts(cut)).expect("what is left is right");
        assert_ne!(verified.link, sha256(lines[lines.len() - 1].as_bytes()), "the head kept elsewhere shows it");
        let (before, after) = (root_of(lines), root_of(cut));
        assert!(!tree::extends(lines.len() as u64, &before, cut.len() as u64, &after, &[]), "a checkpoint shows it");
        // Less than a batch is seen at once.
        assert!(golden.verify(&texts(&lines[..lines.len() - 1])).is_err());
    }
}

#[test]
fn other_forms_of_the_same_content_are_refused() {
    for golden in golden() {
        let (_, lines) = &golden.histories[0];
        let at = lines.len() / 2;
        let forms: [(&str, String); 5] = [
            ("white space", lines[at].replacen("\"kind\":", "\"kind\": ", 1)),
            ("key order", lines[at].replacen('{', "{\"v\":1,", 1).replacen(",\"v\":1}", "}", 1)),
            ("number form", lines[at].replacen("\"v\":1}", "\"v\":1.0}", 1)),
            ("duplicate key", lines[at].replacen("\"v\":1}", "\"v\":1,\"v\":1}", 1)),
            ("escape", lines[at].replacen("\"kind\"", "\"\\u006bind\"", 1)),
        ];
        for (what, line) in forms {
            assert_ne!(line, lines[at], "{what}");
            let mut other = lines.clone();
            other[at] = line;
            for lines in [relinked(&other), other] {
                let found = golden.verify(&texts(&lines));
                let difference = found.expect_err(what);
                assert_eq!(difference.record.0 as usize, at + 1, "{what}");
                assert!(matches!(difference.what, Differs::Unreadable(ReplayFault::Decode(_))), "{what}: {difference}");
            }
        }
    }
}

/// What nothing follows from: replay cannot see it, only the digests that lay elsewhere can. An answer is seen where the
/// decision used it; a batch of what was due carries those of the command that it came with, and the roster's version
/// stands beside an answer for people to read. The reason for which work is given to another stands in the command alone.
const UNSEEN: [&str; 8] = [
    "command.act.reassign.reason",
    "command.actor.via",
    "command.answers.[].answer.people.[]",
    "command.answers.[].answer.source",
    "command.answers.[].question.holders.at",
    "command.key",
    "command.seen",
    "engine",
];

#[test]
fn every_single_field_is_held_by_replay_or_by_a_checkpoint() {
    let most = std::env::var("GUICHENG_MUTATIONS").map_or(Ok(60), |n| n.parse::<usize>()).unwrap_or(usize::MAX);
    let (mut tried, mut unseen) = (0, BTreeMap::<String, usize>::new());
    let mut known = BTreeSet::new();
    for golden in golden() {
        for (name, lines) in &golden.histories {
            let fields: Vec<(usize, String, String)> =
                (0..lines.len()).flat_map(|at| mutated(at, &lines[at])).collect();
            let step = (fields.len() / most.max(1)).max(1);
            for (n, (at, path, line)) in fields.into_iter().enumerate() {
                // Each field of each kind of record, and some of all.
                let first = known.insert((kind(&lines[at]), path.clone()));
                if !first && n % step != 0 {
                    continue;
                }
                tried += 1;
                let mut other = lines.clone();
                other[at] = line;
                // The forger makes every later link anew; the cleverer one every later digest of the state too.
                for forged in [relinked(&other), restated(&golden, &other, at)] {
                    // An altered digest of the state was made right again: nothing is altered.
                    if forged == *lines {
                        continue;
                    }
                    match golden.verify(&texts(&forged)) {
                        Err(difference) => {
                            let named = difference.record.0 as usize - 1;
                            let right = fits(lines, at, &path, named);
                            assert!(right, "{name}: {path} of {} named as {}", at + 1, named + 1);
                        }
                        Ok(_) => {
                            *unseen.entry(path.clone()).or_default() += 1;
                            not_in_the_tree(lines, &forged, at);
                        }
                    }
                }
            }
        }
    }
    println!("{tried} fields altered, {} of their own kind; only a checkpoint sees: {unseen:?}", known.len());
    let others: Vec<&String> = unseen.keys().filter(|path| !UNSEEN.contains(&path.as_str())).collect();
    assert!(others.is_empty(), "replay does not see {others:?}");
}

/// The same lines with every digest of the state from a record on as the altered records lead to it, linked anew. From a
/// line on that cannot be read the digests stay as they were.
fn restated(golden: &Golden, lines: &[String], from: usize) -> Vec<String> {
    let versions = golden.versions();
    let nothing = Lexicon::default();
    let mut replay = Replay::across(&versions, &nothing);
    let mut out = Vec::with_capacity(lines.len());
    let mut readable = true;
    for (at, line) in lines.iter().enumerate() {
        let mut bare = unchain(line).map_or_else(|| line.clone(), |(bare, _)| bare);
        if readable {
            match replay.read(&bare) {
                Ok(decoded) => {
                    if let Some(state) = decoded.state.filter(|_| at >= from) {
                        let now = state_digest(replay.lexicon(), replay.case());
                        let [old, new] = [state, now].map(|digest| format!("\"state\":\"{}\"", to_hex(&digest)));
                        bare = bare.replacen(&old, &new, 1);
                    }
                }
                Err(_) => readable = false,
            }
        }
        out.push(bare);
    }
    relinked(&out)
}

fn kind(line: &str) -> String {
    let (_, rest) = line.rsplit_once("\"kind\":\"").expect("a kind");
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// Whether the record named is the right one: the record itself, or one of the batch that its command led to. Another
/// case's name shows at the next record where it is the first that is altered.
fn fits(lines: &[String], at: usize, path: &str, named: usize) -> bool {
    let begins = |at: &usize| lines[*at].contains("\"kind\":\"accepted\"");
    let end = (at + 1..lines.len()).find(begins).unwrap_or(lines.len());
    let command = begins(&at) && (at..=end).contains(&named);
    named == at || command || (["case", "tenant"].contains(&path) && named == at + 1)
}

/// The old checkpoint does not know the forged record.
fn not_in_the_tree(lines: &[String], forged: &[String], at: usize) {
    let leaves: Vec<_> = lines.iter().map(|line| tree::leaf(line.as_bytes())).collect();
    let (size, root) = (leaves.len() as u64, tree::root(&leaves));
    let proof = tree::inclusion(&leaves, at).expect("a place");
    assert!(tree::includes(size, &root, at as u64, &leaves[at], &proof));
    assert!(!tree::includes(size, &root, at as u64, &tree::leaf(forged[at].as_bytes()), &proof));
    assert_ne!(root_of(forged), root, "the same root over another history");
}

#[test]
fn a_history_decided_anew_by_the_forger_is_seen_by_a_checkpoint_alone() {
    for golden in golden() {
        let (name, lines) = &golden.histories[0];
        let begins = (0..lines.len()).rev().filter(|at| lines[*at].contains("\"kind\":\"accepted\""));
        let forged = begins.into_iter().find_map(|at| decided_anew(&golden, lines, at));
        let forged = forged.unwrap_or_else(|| panic!("{name}: no command can be decided anew"));
        let verified = golden.verify(&texts(&forged));
        verified.unwrap_or_else(|difference| panic!("{name}: the forger was careless: {difference}"));
        assert_ne!(forged, *lines, "{name}");
        assert_ne!(root_of(&forged), root_of(lines), "{name}: a checkpoint that lay elsewhere does not see it");
    }
}

/// The history up to a batch, and that one decided a second later, with every digest made anew.
fn decided_anew(golden: &Golden, lines: &[String], last: usize) -> Option<Vec<String>> {
    let versions = golden.versions();
    let nothing = Lexicon::default();
    let mut replay = Replay::across(&versions, &nothing);
    for line in &lines[..last] {
        replay.read(line).ok()?;
    }
    let case: Case = replay.case().clone();
    let version = versions.get(replay.at())?;
    let decoded = decode(version.lexicon, &case.people, &lines[last]).ok()?;
    let (mut command, engine) = decoded.accepted?;
    command.now = command.now.plus(1_000);
    let mut scratch = Scratch::default();
    let Ok(Decision::Decided) = decide(version.procedure, &case, &command, &mut scratch) else { return None };
    let (tenant, id) = (decoded.tenant, decoded.case);
    let recorder = Recorder { lexicon: version.lexicon, tenant: &tenant, case: &id, engine: &engine };
    let encoded = recorder.encode(&case, &command, &scratch.events, scratch.due, &scratch.draft);
    let mut out = lines[..last].to_vec();
    let mut link = replay.link();
    for line in encoded.lines {
        let line = chain(&line, &link).ok()?;
        link = sha256(line.as_bytes());
        out.push(line);
    }
    Some(out)
}

fn root_of(lines: &[String]) -> guicheng_core::Digest {
    tree::root(&lines.iter().map(|line| tree::leaf(line.as_bytes())).collect::<Vec<_>>())
}

/// The same lines, each linked to the one before as it stands now.
fn relinked(lines: &[String]) -> Vec<String> {
    let mut prev = guicheng_core::Digest::default();
    let mut out = Vec::with_capacity(lines.len());
    for line in lines {
        let bare = unchain(line).map_or_else(|| line.clone(), |(bare, _)| bare);
        let line = chain(&bare, &prev).unwrap_or(bare);
        prev = sha256(line.as_bytes());
        out.push(line);
    }
    out
}

/// Every line that differs from this one in one value, with the keys that lead to it.
fn mutated(at: usize, line: &str) -> Vec<(usize, String, String)> {
    let (bare, _) = unchain(line).expect("a linked line");
    let json = parse(&bare).expect("a record");
    let mut paths = Vec::new();
    leaves(&json, String::new(), &mut paths);
    let one = |(n, path): (usize, &String)| {
        let mut left = n;
        let changed = with_leaf_changed(&json, &mut left);
        let mut out = Writer::default();
        changed.write(&mut out);
        (at, path.clone(), out.finish())
    };
    paths.iter().enumerate().map(one).collect()
}

fn leaves(json: &Json<'_>, path: String, out: &mut Vec<String>) {
    let under = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match json {
        Json::Object(pairs) => pairs.iter().for_each(|(key, value)| leaves(value, under(key), out)),
        Json::List(items) => items.iter().for_each(|item| leaves(item, under("[]"), out)),
        Json::Null | Json::Bool(_) | Json::Int(_) | Json::Text(_) => out.push(path),
    }
}

/// A copy in which the leaf that comes after `left` others has another value of its own form.
fn with_leaf_changed<'a>(json: &Json<'a>, left: &mut usize) -> Json<'a> {
    match json {
        Json::Object(pairs) => {
            Json::Object(pairs.iter().map(|(key, value)| (key.clone(), with_leaf_changed(value, left))).collect())
        }
        Json::List(items) => Json::List(items.iter().map(|item| with_leaf_changed(item, left)).collect()),
        leaf if *left > 0 => {
            *left -= 1;
            leaf.clone()
        }
        leaf => {
            *left = usize::MAX;
            match leaf {
                Json::Null => Json::Bool(true),
                Json::Bool(yes) => Json::Bool(!yes),
                Json::Int(n) => Json::Int(n + 1),
                Json::Text(text) => Json::Text(Cow::Owned(other(text))),
                Json::List(_) | Json::Object(_) => leaf.clone(),
            }
        }
    }
}

/// Another text of the same form: a digest stays a digest, an instant an instant.
fn other(text: &str) -> String {
    let flip = |c: char| if c == '0' { '1' } else { '0' };
    if let Some(before) = text.strip_suffix('Z').filter(|_| text.len() == 24) {
        let last = before.chars().last().map_or('0', flip);
        return format!("{}{last}Z", &before[..before.len() - 1]);
    }
    if text.len() == 64 && text.chars().all(|c| c.is_ascii_hexdigit()) {
        let last = text.chars().last().map_or('0', flip);
        return format!("{}{last}", &text[..63]);
    }
    format!("{text}x")
}
