//! The tamper battery: every kind of alteration of a pack, tried by two verifiers that share no code, and what only the
//! engine, or only somebody who kept a checkpoint, can see. docs/auditors.md lists the kinds.

#![expect(clippy::indexing_slicing, clippy::panic, reason = "helpers of tests fail as tests do")]

use super::{
    Desk,
    evidence::{CASE, altered, packed, rebag, sealed, second},
};
use guicheng_core::Digest;
use guicheng_evidence::{
    Checkpoint, Key, note,
    pack::{Contents, Proofs, make},
    tree,
    zip::{self, File},
};
use guicheng_history::{chain, sha256, to_hex, unchain};
use std::collections::BTreeMap;

const HISTORY: &str = "data/history.jsonl";
const INDEX: &str = "data/disclosures/INDEX";
const ORIGIN: &str = "estate.example/records";

/// How many good and how many altered packs: `GUICHENG_PACKS=1000` for the long run.
fn how_many() -> usize {
    std::env::var("GUICHENG_PACKS").ok().and_then(|n| n.parse().ok()).unwrap_or(3 * KINDS.len())
}

/// Which record both verifiers name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Named {
    /// This far behind the one that is altered.
    Behind(u32),
    /// The one before the one that is altered.
    Before,
    /// The first.
    First,
    /// The last that was there, unless the file of personal values shows it before.
    Last,
    /// The one behind the last.
    Added,
    /// None: a file is wrong.
    File,
    /// Whatever it hits.
    Any,
}
use Named::{Added, Any, Before, Behind, First, Last};

/// A way to alter a pack, with manifests made anew: a forger who is not careless.
type Alter = fn(&Forge, &[u8]) -> Vec<u8>;

/// Every kind of alteration.
const KINDS: &[(&str, Named, Alter)] = &[
    ("a value", Behind(1), |f, p| f.with(p, |l, at| l[at] = l[at].replacen("\"kind\":\"", "\"kind\":\"x", 1))),
    ("a value, with the chain made anew", Behind(0), |f, p| {
        f.with(p, |l, at| {
            l[at] = l[at].replacen("\"recorded\":\"2026", "\"recorded\":\"2027", 1);
            *l = relink(l);
        })
    }),
    ("key order", Behind(0), |f, p| {
        f.with(p, |l, at| l[at] = l[at].replacen("{\"", "{\"v\":1,\"", 1).replacen(",\"v\":1}", "}", 1))
    }),
    ("white space", Behind(0), |f, p| f.with(p, |l, at| l[at] = l[at].replacen("\"kind\":", "\"kind\": ", 1))),
    ("number form", Behind(0), |f, p| f.with(p, |l, at| l[at] = l[at].replacen("\"v\":1}", "\"v\":1.0}", 1))),
    ("duplicate key", Behind(0), |f, p| f.with(p, |l, at| l[at] = l[at].replacen("\"v\":1}", "\"v\":1,\"v\":1}", 1))),
    ("a record removed", Behind(0), |f, p| {
        f.with(p, |l, at| {
            l.remove(at);
        })
    }),
    ("records swapped", Before, |f, p| f.with(p, |l, at| l.swap(at, at - 1))),
    ("a record inserted", Behind(1), |f, p| f.with(p, |l, at| l.insert(at, l[at].clone()))),
    ("the end cut off", Last, |f, p| {
        f.with(p, |l, _| {
            l.pop();
        })
    }),
    ("records of two cases exchanged", Behind(0), |f, p| {
        f.with(p, |l, at| {
            l[at] = l[at].replacen(CASE, "EMERGENCY_PATIENT-20261202-2", 1);
            *l = relink(l);
        })
    }),
    ("another definition under the same version", Named::File, |_, p| {
        altered(p, &path_of(p, "data/definitions/"), "[procedure]", "[procedure] ", true)
    }),
    ("another calendar", Named::File, |_, p| {
        altered(p, &path_of(p, "data/calendars/"), "[calendar]", "[calendar] ", true)
    }),
    ("other zone rules", Named::File, |_, p| altered(p, &path_of(p, "data/zones/"), "{", "{ ", true)),
    ("a stale checkpoint", Named::File, |f, p| checkpointed(p, &file(p, "data/proofs/earlier.txt"), &f.key)),
    ("a forked checkpoint", First, |f, p| {
        let text = file(p, "data/proofs/checkpoint.txt");
        let fork = Checkpoint { root: Digest([f.n as u8; 32]), ..Checkpoint::read(&text).unwrap() };
        checkpointed(p, &note::sign(&fork.text(), &[&f.key]), &f.key)
    }),
    ("the loose text of the checkpoint", Named::File, |_, p| {
        altered(p, "data/proofs/checkpoint.txt", "estate", "Estate", true)
    }),
    ("a foreign key", Named::File, |f, p| {
        let stranger = Forge { key: Key::new(ORIGIN, [200; 32]).unwrap(), ..f.clone() };
        replaced(p, "data/proofs/note.txt", &file(&stranger.make(), "data/proofs/note.txt"))
    }),
    ("a signature under another name", Named::File, |_, p| {
        altered(p, "data/proofs/note.txt", "— estate", "— Estate", true)
    }),
    ("a disclosed value", Named::File, |_, p| revalued(p, |text| text.replacen("\"]", "x\"]", 1))),
    ("a salt", Named::File, |_, p| {
        revalued(p, |text| format!("[\"{}{}", if text.starts_with("[\"0") { '1' } else { '0' }, &text[3..]))
    }),
    ("a disclosure that nobody committed to", Named::File, |_, p| {
        let other = "[\"00000000000000000000000000000000\",\"condition\",\"x\"]";
        let mut files = zip::read(p).unwrap();
        files.push(File::new(&format!("data/disclosures/{}.json", to_hex(&sha256(other.as_bytes()))), other));
        rebag(files)
    }),
    ("a disclosure taken away", Named::File, |_, p| taken_away(p).0),
    ("erased without a record", Named::File, |_, p| {
        let (without, line) = taken_away(p);
        let erased = line.replacen("released", "erased", 1);
        altered(&without, INDEX, &line, &erased, true)
    }),
    ("an erasure of a value that was never there", Added, |f, p| {
        f.with(p, |l, _| forged_erasure(l, "zhou_wei", "2", "condition", &"0".repeat(64)))
    }),
    ("an erasure by one person alone", Added, |f, p| {
        f.with(p, |l, _| forged_erasure(l, "sun_yan", "2", "condition", &"0".repeat(64)))
    }),
    ("an erasure that nobody decided", Added, |f, p| {
        let (without, line) = taken_away(p);
        let [_, record, field, commitment] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let erased = f.with(&without, |l, _| forged_erasure(l, "zhou_wei", record, field, commitment));
        let by = format!("erased {record} {field} {commitment} {}", f.lines.len() + 1);
        altered(&erased, INDEX, &line, &by, true)
    }),
    ("a forged proof of inclusion", First, |_, p| {
        altered(p, "data/proofs/inclusion.json", "\"at\":", "\"at\":1", true)
    }),
    ("a forged proof of consistency", Named::File, |_, p| {
        altered(p, "data/proofs/consistency.json", "[", "[\"00\",", true)
    }),
    ("a bit of the file", Any, |f, p| {
        let mut bytes = p.to_vec();
        let place = (f.n * 7_919) % bytes.len();
        bytes[place] ^= 1 << (f.n % 8);
        bytes
    }),
];

#[test]
fn two_verifiers_agree_on_good_and_on_altered_packs() {
    let desk = sealed("agree");
    let history = desk.ok(&format!("history {CASE} --records"));
    let all: Vec<String> = history.lines().map(str::to_owned).collect();
    let values = values(&desk);
    let (mut names, mut ours, mut meant) = (Vec::new(), Vec::new(), Vec::new());
    let mut judge = |name: String, bytes: &[u8]| {
        let said = guicheng_evidence::pack::check(bytes, None);
        std::fs::write(desk.path(&name), bytes).unwrap();
        names.push(name);
        ours.push(said.err().map(|fault| fault.record.map_or(0, |seq| seq.0)));
    };
    for n in 0..how_many() {
        let lines = relink(&all[..25 + n % 40]);
        let key = Key::new(ORIGIN, [n as u8; 32]).unwrap();
        let released = values.iter().filter(|text| filled(&lines, text).is_some()).cloned().collect();
        let forge = Forge { lines, released, key, n };
        let good = forge.make();
        let (kind, named, alter) = KINDS[n % KINDS.len()];
        judge(format!("good-{n}.zip"), &good);
        judge(format!("bad-{n}.zip"), &alter(&forge, &good));
        meant.push((kind, forge.named(named)));
    }
    let theirs = second(&desk, &names);
    let mut tried = BTreeMap::<&str, usize>::new();
    for (n, (kind, named)) in meant.into_iter().enumerate() {
        assert_eq!((ours[2 * n], theirs[2 * n]), (None, None), "good-{n}");
        let (we, they) = (ours[2 * n + 1], theirs[2 * n + 1]);
        assert!(we.is_some(), "bad-{n}, {kind}: it was not seen");
        assert_eq!(we, they, "bad-{n}, {kind}: the verifiers do not agree");
        assert!(named.is_none_or(|named| we == Some(named)), "bad-{n}, {kind}: {we:?} is named, not {named:?}");
        *tried.entry(kind).or_default() += 1;
    }
    // The program says so too, and in Chinese.
    for n in 0..KINDS.len().min(how_many()) {
        let said = desk.run(&format!("verify bad-{n}.zip --lang zh"));
        assert_eq!(said.code, 1, "bad-{n}");
        let why = said.out.split("——").nth(1).unwrap_or_else(|| panic!("bad-{n}: {}", said.out));
        assert!(!why.starts_with(|c: char| c.is_ascii()), "bad-{n}: {why}");
    }
    println!("{tried:#?}");
    if how_many() >= KINDS.len() {
        assert_eq!(tried.len(), KINDS.len(), "a kind was not tried");
    }
}

/// The table for people names each kind.
#[test]
fn the_kinds_of_alteration_are_told() {
    let page = include_str!("../../../../docs/auditors.md");
    for (kind, _, _) in KINDS {
        assert!(page.contains(&format!("| {kind} |")), "docs/auditors.md does not tell of `{kind}`");
    }
}

/// Whoever holds the key makes everything anew: chain, tree and signature. What was decided otherwise is named by the replay
/// alone, and a definition or calendar that is another than the records pin is missed by it.
#[test]
fn the_holder_of_the_key_is_caught_by_the_replay() {
    let (desk, bytes) = packed("holder");
    let pem = std::fs::read_to_string(desk.path("guicheng.db.key")).unwrap();
    let key = Key::from_pem(&pem).unwrap();
    let seq = 200;
    let mut lines: Vec<String> = file(&bytes, HISTORY).lines().map(str::to_owned).collect();
    lines[seq - 1] = lines[seq - 1].replacen("\"recorded\":\"2026", "\"recorded\":\"2027", 1);
    let mut forged = vec![("value.zip", resealed(&bytes, &relink(&lines), &key), format!("record {seq}"))];
    for (name, folder, from, to) in [
        ("definition.zip", "data/definitions/", "after = \"15m\"", "after = \"16m\""),
        ("calendar.zip", "data/calendars/", "hours = \"always\"", "hours = { mon-fri = [\"08:30-11:30\"] }"),
    ] {
        let path = path_of(&bytes, folder);
        let text = file(&bytes, &path);
        let other = text.replacen(from, to, 1);
        assert_ne!(text, other, "{from}");
        // Rightly named by its digest.
        let [old, new] = [&text, &other].map(|text| to_hex(&sha256(text.as_bytes())));
        let mut files = zip::read(&bytes).unwrap();
        files.retain(|f| *f.path != *path);
        files.push(File::new(&path.replacen(&old, &new, 1), other));
        forged.push((name, rebag(files), "not in the pack".into()));
    }
    for (name, bytes, says) in forged {
        std::fs::write(desk.path(name), bytes).unwrap();
        let said = desk.run(&format!("verify {name} --lang en"));
        assert_eq!(said.code, 1, "{name}: {}", said.out);
        assert!(said.out.contains(&says), "{name}: {}", said.out);
        // The second verifier decides nothing.
        assert_eq!(second(&desk, &[name.into()]), [None], "{name}");
    }
}

/// What nothing in the pack shows: a history decided anew, or ended early, by whoever holds the key. A checkpoint that
/// somebody kept shows it.
#[test]
fn a_cut_history_is_seen_by_whoever_kept_a_checkpoint() {
    let desk = sealed("kept");
    desk.ok("checkpoint -o kept.txt");
    let now = "--now 2026-12-03T09:00";
    desk.ok(&format!("pack {CASE} -o whole.zip --as sun_yan {now}"));
    let said = desk.ok("verify whole.zip --checkpoint kept.txt --lang en");
    assert!(said.contains("agrees with the checkpoint that you kept (263 records)"), "{said}");
    assert_eq!(desk.json("verify whole.zip --checkpoint kept.txt")["agrees"], 263);

    let bytes = std::fs::read(desk.path("whole.zip")).unwrap();
    let pem = std::fs::read_to_string(desk.path("guicheng.db.key")).unwrap();
    let lines: Vec<String> = file(&bytes, HISTORY).lines().map(str::to_owned).collect();
    let end = lines.iter().rposition(|line| line.contains("\"kind\":\"accepted\"")).unwrap();
    std::fs::write(desk.path("cut.zip"), resealed(&bytes, &lines[..end], &Key::from_pem(&pem).unwrap())).unwrap();
    desk.ok("verify cut.zip");
    assert_eq!(second(&desk, &["cut.zip".into()]), [None], "nothing in it shows it");
    let said = desk.run("verify cut.zip --checkpoint kept.txt --lang en");
    assert_eq!(said.code, 1);
    assert!(said.out.contains(&format!("covers 263 records, the one in the pack {end}")), "{}", said.out);

    // Later the store has more records: a pack joins both where it is asked to.
    desk.ok("open emergency_patient --as sun_yan --set address=7-2-501 --set caller_phone=138 --now 2026-12-03T10:00");
    desk.ok("checkpoint -o between.txt");
    desk.ok("do EMERGENCY_PATIENT-20261203-1 ep_intake --as yang_li --set condition=x --now 2026-12-03T10:01");
    desk.ok(&format!("pack {CASE} -o apart.zip --now 2026-12-03T13:00"));
    assert_eq!(desk.run("verify apart.zip --checkpoint kept.txt").code, 1, "nothing joins them");
    desk.ok(&format!("pack {CASE} -o joined.zip --checkpoint kept.txt --now 2026-12-03T13:00"));
    desk.ok("verify joined.zip --checkpoint kept.txt");
    assert_eq!(second(&desk, &["joined.zip".into()]), [None]);
    // Of the same size, but over other records.
    let key = Key::from_pem(&pem).unwrap();
    let fork = Checkpoint { origin: key.name().into(), size: 263, root: Digest([7; 32]) };
    std::fs::write(desk.path("fork.txt"), note::sign(&fork.text(), &[&key])).unwrap();
    let said = desk.run("verify joined.zip --checkpoint fork.txt --lang en");
    assert!(said.code == 1 && said.out.contains("does not agree"), "{}", said.out);
    assert_eq!(desk.run(&format!("pack {CASE} -o none.zip --checkpoint fork.txt --now 2026-12-03T13:00")).code, 1);
}

/// A pack of a part of the night, with chain and proofs that fit.
#[derive(Clone)]
struct Forge {
    lines: Vec<String>,
    /// Personal values that are released.
    released: Vec<String>,
    key: Key,
    n: usize,
}

impl Forge {
    /// The record that is altered, from 0.
    fn at(&self) -> usize {
        1 + self.n % (self.lines.len() - 2)
    }

    /// The record that must be named; 0: none.
    fn named(&self, named: Named) -> Option<u32> {
        let number = |at: usize| u32::try_from(at).unwrap();
        let (here, all) = (number(self.at()) + 1, number(self.lines.len()));
        match named {
            Behind(far) => Some(here + far),
            Before => Some(here - 1),
            First => Some(1),
            Last => {
                let last = &self.lines[self.lines.len() - 1];
                let personal = last.contains("\"kind\":\"filled\"") && last.contains("\"sealed\":");
                Some(if personal { 0 } else { all })
            }
            Added => Some(all + 1),
            Named::File => Some(0),
            Any => None,
        }
    }

    /// The pack with other lines, and the head that fits them.
    fn with(&self, pack: &[u8], change: impl Fn(&mut Vec<String>, usize)) -> Vec<u8> {
        let mut lines = self.lines.clone();
        change(&mut lines, self.at());
        with_lines(pack, &lines)
    }

    fn make(&self) -> Vec<u8> {
        let key = &self.key;
        let lines: Vec<&str> = self.lines.iter().map(String::as_str).collect();
        // Records of others stand between: the tree is not the case's own.
        let mut leaves = Vec::new();
        let mut places = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            for other in 0..(at * 7 + self.n) % 3 {
                leaves.push(tree::leaf(format!("of another case {at} {other}").as_bytes()));
            }
            places.push(leaves.len());
            leaves.push(tree::leaf(line.as_bytes()));
        }
        let old = (self.n % leaves.len()).max(1);
        let signed = |size: usize| {
            let root = tree::root(&leaves[..size]);
            note::sign(&Checkpoint { origin: key.name().into(), size: size as u64, root }.text(), &[key])
        };
        let (note, earlier) = (signed(leaves.len()), signed(old));
        let inclusion = places.iter().map(|at| (*at as u64, tree::inclusion(&leaves, *at).unwrap())).collect();
        let contents = Contents {
            info: vec![("External-Identifier", format!("pack {}", self.n))],
            definitions: vec![("p", 1, b"[procedure]\n")],
            calendars: vec![b"[calendar]\n"],
            zones: vec![String::from("{}")],
            roles: vec![],
            released: self.released.clone(),
            reports: vec![],
            custody: String::from("{}\n"),
            proofs: Proofs {
                note: &note,
                key: key.public(),
                size: leaves.len() as u64,
                inclusion,
                earlier: Some((&earlier, tree::consistency(&leaves, old).unwrap())),
            },
            lines,
        };
        make(&contents).unwrap()
    }
}

/// Links the lines anew from the first on: what a forger does who knows the chain.
fn relink(lines: &[String]) -> Vec<String> {
    let mut prev = Digest::default();
    let mut out = Vec::new();
    for line in lines {
        let line = chain(&unchain(line).unwrap().0, &prev).unwrap();
        prev = sha256(line.as_bytes());
        out.push(line);
    }
    out
}

/// The pack with these lines as its history.
fn with_lines(pack: &[u8], lines: &[String]) -> Vec<u8> {
    let text: String = lines.iter().map(|l| format!("{l}\n")).collect();
    let head = lines.last().map_or_else(String::new, |l| to_hex(&sha256(l.as_bytes())));
    replaced(&replaced(pack, HISTORY, &text), "data/head.txt", &format!("{head}\n"))
}

/// The pack with these lines alone in a tree of their own, signed by the key: without an earlier checkpoint.
fn resealed(pack: &[u8], lines: &[String], key: &Key) -> Vec<u8> {
    let leaves: Vec<Digest> = lines.iter().map(|line| tree::leaf(line.as_bytes())).collect();
    let size = leaves.len();
    let now = Checkpoint { origin: key.name().into(), size: size as u64, root: tree::root(&leaves) };
    let proof = |at: usize| {
        let hashes: Vec<String> =
            tree::inclusion(&leaves, at).unwrap().iter().map(|h| format!("\"{}\"", to_hex(h))).collect();
        format!("{{\"at\":{at},\"proof\":[{}]}}", hashes.join(","))
    };
    let proofs: Vec<String> = (0..size).map(proof).collect();
    let inclusion = format!("{{\"records\":[{}],\"size\":{size}}}", proofs.join(","));
    let pack = checkpointed(&with_lines(pack, lines), &note::sign(&now.text(), &[key]), key);
    let pack = replaced(&pack, "data/proofs/inclusion.json", &inclusion);
    let mut files = zip::read(&pack).unwrap();
    files.retain(|f| !["data/proofs/earlier.txt", "data/proofs/consistency.json"].contains(&&*f.path));
    rebag(files)
}

/// A pack with another text in one file.
fn replaced(pack: &[u8], path: &str, text: &str) -> Vec<u8> {
    let mut files = zip::read(pack).unwrap();
    files.iter_mut().find(|f| *f.path == *path).unwrap().bytes = text.as_bytes().to_vec();
    rebag(files)
}

/// A pack with another checkpoint, and loose copies that fit it.
fn checkpointed(pack: &[u8], note: &str, key: &Key) -> Vec<u8> {
    let text = note::open(note, &[key.public()]).unwrap().text;
    let signature = note::raw_signature(note, &key.public()).unwrap();
    let mut files = zip::read(pack).unwrap();
    for file in &mut files {
        match &*file.path {
            "data/proofs/note.txt" => file.bytes = note.into(),
            "data/proofs/checkpoint.txt" => file.bytes = text.into(),
            "data/proofs/checkpoint.sig" => file.bytes = signature.into(),
            _ => {}
        }
    }
    rebag(files)
}

/// Every personal value of the store with its salt, as it stands in a pack.
fn values(desk: &Desk) -> Vec<String> {
    let db = rusqlite::Connection::open(desk.path("guicheng.db")).unwrap();
    let mut all = db.prepare("SELECT lower(hex(salt)), field, value FROM disclosures").unwrap();
    let text = |row: &rusqlite::Row<'_>| {
        let (salt, field, value): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(format!("[\"{salt}\",\"{field}\",{value}]"))
    };
    all.query_map((), text).unwrap().map(Result::unwrap).collect()
}

/// The number of the record that filled a personal value.
fn filled(lines: &[String], text: &str) -> Option<usize> {
    let commitment = to_hex(&sha256(text.as_bytes()));
    let at = lines.iter().position(|l| l.contains("\"kind\":\"filled\"") && l.contains(&commitment))?;
    Some(at + 1)
}

/// A pack in which one released value has other bytes.
fn revalued(pack: &[u8], change: impl Fn(&str) -> String) -> Vec<u8> {
    let path = path_of(pack, "data/disclosures/");
    replaced(pack, &path, &change(&file(pack, &path)))
}

/// A file of a pack as text.
fn file(pack: &[u8], path: &str) -> String {
    let found = zip::read(pack).unwrap().into_iter().find(|f| *f.path == *path).unwrap();
    String::from_utf8(found.bytes).unwrap()
}

/// The path of the first file in a folder that is named by its digest.
fn path_of(pack: &[u8], folder: &str) -> String {
    let named = |f: &File| f.path.starts_with(folder) && f.path.contains('.');
    zip::read(pack).unwrap().into_iter().find(named).unwrap_or_else(|| panic!("nothing in {folder}")).path.into()
}

/// A pack without one of the released values, and the line that the index still has for it.
fn taken_away(pack: &[u8]) -> (Vec<u8>, String) {
    let path = path_of(pack, "data/disclosures/");
    let commitment = path.trim_start_matches("data/disclosures/").trim_end_matches(".json");
    let index = file(pack, INDEX);
    let line = index.lines().find(|line| line.ends_with(commitment)).unwrap().to_owned();
    let mut files = zip::read(pack).unwrap();
    files.retain(|f| *f.path != *path);
    (rebag(files), line)
}

/// Adds an erasure by `sun_yan` that no command led to.
fn forged_erasure(lines: &mut Vec<String>, approved: &str, record: &str, field: &str, commitment: &str) {
    let (at, seq) = ("2026-12-02T09:00:00.000Z", lines.len() + 1);
    let value = format!(r#"{{"commitment":"{commitment}","field":"{field}","record":{record}}}"#);
    let of = format!(r#"{{"approved":"{approved}","values":[{value}],"why":"PIPL 47"}}"#);
    lines.push(format!(
        r#"{{"case":"{CASE}","data":{{"by":"sun_yan","of":{of}}},"kind":"erased","prev":"{}","recorded":"{at}","seq":{seq},"tenant":"","v":1}}"#,
        to_hex(&sha256(lines[lines.len() - 1].as_bytes())),
    ));
}
