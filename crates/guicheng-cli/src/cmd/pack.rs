//! `guicheng pack`: the evidence of one case as one file that a stranger can check.

use super::{
    disclose::{self, Asked},
    history, report,
    why::telling,
};
use crate::{
    desk::{Desk, TENANT},
    dossier::{self, Side},
    evidence,
    failure::{Exit, Failure},
    faults, instant,
    lang::Lang,
    names::Names,
    picture,
    shell::Shell,
    tree, words, zones,
};
use clap::Args;
use guicheng_core::{Digest, Timestamp};
use guicheng_evidence::{
    Checkpoint, Key,
    pack::{Contents, Proofs, check, make},
};
use guicheng_history::{Telling, canonical::Writer, sha256, to_hex, verify_across};
use guicheng_store::{Definition, Linked, Store, View};
use serde::Serialize;
use std::{path::PathBuf, sync::Arc};

/// Which case, where to, and what to release.
#[derive(Debug, Args)]
pub(crate) struct Pack {
    /// 个案 · the case
    case: String,
    /// 写到哪个文件 · the file
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// 谁要的 · who asks for it
    #[arg(long = "as", value_name = "PERSON")]
    person: Option<String>,
    /// 披露这项个人信息（可写多次） · release this personal field
    #[arg(long, value_name = "FIELD")]
    release: Vec<String>,
    /// 披露的用途 · what for
    #[arg(long, value_name = "TEXT")]
    purpose: Option<String>,
    /// 同意披露的第二个人 · the second person who agrees
    #[arg(long, value_name = "PERSON")]
    second: Option<String>,
    /// 证明延续这个检查点（对方以前拿到的） · prove that it extends this checkpoint, which somebody was given before
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// 密钥文件 · the file of the key
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    case: String,
    file: String,
    records: usize,
    size: u64,
    sha256: String,
    released: usize,
    withheld: usize,
    erased: usize,
    witnessed: bool,
}

/// Makes it.
pub(crate) fn run(args: &Pack, shell: &Shell) -> Result<Exit, Failure> {
    let lang = shell.lang;
    let mut desk = Desk::existing(shell)?;
    let key = evidence::read_key(&evidence::key_path(args.key.as_ref(), shell), shell)?;
    let now = desk.now()?;
    desk.view(&args.case)?;
    if args.output.exists() {
        return Err(Failure::refused("exists", words::file_exists(lang, args.output.display())));
    }
    // Releasing is recorded first, so that the pack holds the record of it.
    let released = released(args, &mut desk, now)?;
    let view = desk.view(&args.case)?;
    let lines = history::lines(&desk, &args.case)?;
    personal_values(&desk, &args.case, &lines)?;
    let (bytes, size) = bytes(args, &mut desk, &key, &view, &lines, &released, now)?;
    evidence::write_new(&args.output, &bytes, false, shell)?;
    let disclosures = check(&bytes, None).map(|checked| checked.disclosures).unwrap_or_default();
    let doc = Doc {
        schema: "guicheng/pack/1",
        case: args.case.clone(),
        file: args.output.display().to_string(),
        records: lines.len(),
        size,
        sha256: to_hex(&sha256(&bytes)),
        released: disclosures.released,
        withheld: disclosures.withheld,
        erased: disclosures.erased,
        witnessed: false,
    };
    if shell.json() {
        shell.document(&doc)?;
        return Ok(Exit::Done);
    }
    shell.line(&words::packed(lang, &doc.case, &doc.file, doc.records, &doc.sha256));
    evidence::say_disclosures(shell, &disclosures);
    evidence::say_not_witnessed(shell);
    Ok(Exit::Done)
}

/// A value that is gone without a record of it would make the pack wrong.
fn personal_values(desk: &Desk, case: &str, lines: &[Box<str>]) -> Result<(), Failure> {
    let wrong = evidence::personal_values(desk, case, lines)?;
    wrong.map_or(Ok(()), |why| Err(Failure::refused("personal", words::not_verified(desk.shell.lang, case, why))))
}

/// The disclosures asked for; two people must stand by them, and the case records it.
fn released(args: &Pack, desk: &mut Desk, now: Timestamp) -> Result<Vec<String>, Failure> {
    if args.release.is_empty() {
        return Ok(Vec::new());
    }
    let asked = Asked {
        case: &args.case,
        fields: &args.release,
        person: args.person.as_deref(),
        purpose: args.purpose.as_deref(),
        second: args.second.as_deref(),
    };
    let (_, shown) = disclose::recorded(desk, &asked)?;
    evidence::remember_copy(desk, "pack", &args.output, &instant::rfc3339(now, &desk.zone))?;
    Ok(shown.iter().map(evidence::disclosed).collect())
}

fn bytes(
    args: &Pack,
    desk: &mut Desk,
    key: &Key,
    view: &View,
    lines: &[Box<str>],
    released: &[String],
    now: Timestamp,
) -> Result<(Vec<u8>, u64), Failure> {
    let (checkpoint, note) = evidence::checkpoint_for(desk, key)?;
    let Proven { inclusion, earlier } = proven(args, desk, key, lines, &checkpoint)?;
    let earlier = earlier.as_ref().map(|(note, proof)| (&**note, proof.clone()));

    let versions = desk.versions_of(&view.row.head.procedure, lines)?;
    let used = used(desk, &view.row.head.procedure, &versions)?;
    let reports = reports(desk, view, lines, &versions)?;
    let organisations = desk.host.store().definitions(TENANT, Some("@org")).map_err(|e| desk.failed(e.into()))?;
    let contents = Contents {
        info: vec![
            ("Source-Organization", key.name().to_owned()),
            ("External-Identifier", args.case.clone()),
            ("Bagging-Date", instant::show_day(desk.zone.local(now).0)),
            ("Bag-Software-Agent", concat!("guicheng ", env!("CARGO_PKG_VERSION")).to_owned()),
        ],
        definitions: used.definitions.iter().map(|d| (&*d.procedure, d.version, &*d.source)).collect(),
        calendars: used.calendars.iter().map(|bytes| &**bytes).collect(),
        zones: versions.iter().map(|linked| zones::text(&linked.procedure.zone)).collect(),
        roles: organisations.iter().map(|d| &*d.source).collect(),
        released: released.to_vec(),
        reports,
        custody: custody(args, desk, now)?,
        proofs: Proofs { note: &note.text, key: key.public(), size: checkpoint.size, inclusion, earlier },
        lines: lines.iter().map(|l| &**l).collect(),
    };
    let bytes = make(&contents).map_err(|e| Failure::internal(words::store_failed(desk.shell.lang, e)))?;
    Ok((bytes, checkpoint.size))
}

/// Proofs for a case.
struct Proven {
    /// The place of each record in the tree of the checkpoint.
    inclusion: Vec<(u64, Vec<Digest>)>,
    /// The last earlier checkpoint by the same key that covers less, and that this one extends it.
    earlier: Option<(Box<str>, Vec<Digest>)>,
}

fn proven(args: &Pack, desk: &Desk, key: &Key, lines: &[Box<str>], checkpoint: &Checkpoint) -> Result<Proven, Failure> {
    let mut of = tree::subtrees(desk, checkpoint.size);
    let mut inclusion = Vec::new();
    for at in tree::Places::default().look(desk, &args.case, lines)? {
        inclusion.extend(of.inclusion(at)?.map(|proof| (at, proof)));
    }
    let earlier = match &args.checkpoint {
        Some(path) => {
            let (old, text) = evidence::checkpoint_in(path, &[key.public()], desk.shell.lang)?;
            tree::extends(desk, &old, checkpoint.size, of.root(old.size)?)?;
            Some((old, text.into()))
        }
        None => {
            let by_this_key = |text: &str| guicheng_evidence::note::open(text, &[key.public()]).is_ok();
            let all = evidence::checkpoints(desk)?;
            let last = all.into_iter().rfind(|(c, n)| c.size < checkpoint.size && by_this_key(&n.text));
            last.map(|(old, note)| (old, note.text))
        }
    };
    let earlier = match earlier {
        Some((old, text)) => of.consistency(old.size)?.map(|proof| (text, proof)),
        None => None,
    };
    Ok(Proven { inclusion, earlier })
}

/// The definitions and calendars of every version that the case was on, as they were published.
struct Used {
    definitions: Vec<Definition>,
    calendars: Vec<Box<[u8]>>,
}

fn used(desk: &Desk, procedure: &str, versions: &[Arc<Linked>]) -> Result<Used, Failure> {
    let store = desk.host.store();
    let mut all = store.definitions(TENANT, Some(procedure)).map_err(|e| desk.failed(e.into()))?;
    all.retain(|definition| versions.iter().any(|linked| linked.pins == definition.pins));
    let mut calendars = Vec::new();
    for linked in versions {
        let bytes = store.file(linked.pins.calendars).map_err(|e| desk.failed(e.into()))?;
        calendars.extend(bytes.filter(|bytes| !calendars.contains(bytes)));
    }
    Ok(Used { definitions: all, calendars })
}

/// The course in both languages, breaches and deviations, and the outcome of deciding everything again.
fn reports(
    desk: &mut Desk,
    view: &View,
    lines: &[Box<str>],
    versions: &[Arc<Linked>],
) -> Result<Vec<(&'static str, String)>, Failure> {
    let case = &*view.row.case;
    let (here, version) = (desk.shell.lang, picture::version(view.linked.procedure.version));
    let versions: Vec<_> = versions.iter().map(|linked| linked.as_version()).collect();
    let damaged = |e| Failure::internal(words::damaged(here, case, faults::replay(here, &e)));
    let mut sides = Vec::new();
    for lang in [Lang::Zh, Lang::En] {
        let entries = history::entries_in(desk, view, lines, lang)?;
        let telling = Telling { lang: lang.into(), ..telling(desk, view, &versions) };
        let breaches = guicheng_history::report(&telling, lines.iter().map(|l| &**l)).map_err(damaged)?;
        let org = &desk.host.registry().org;
        let names = Names::new(&view.linked.procedure, &view.case.people, org, lang);
        let title = words::history_of(lang, case, names.procedure(), &version);
        sides.push(Side { lang, title, entries, breaches });
    }
    let names = desk.names(view);
    let findings: Vec<report::One> =
        sides.iter().filter(|s| s.lang == Lang::Zh).flat_map(|s| &s.breaches).map(|b| report::one(b, &names)).collect();
    let texts: Vec<&str> = lines.iter().map(|l| &**l).collect();
    let replay = match &verify_across(&versions, &texts) {
        Ok(verified) => serde_json::json!({
            "engine": guicheng_history::ENGINE, "identical": true, "records": verified.records, "then": verified.engines,
        }),
        Err(difference) => serde_json::json!({
            "engine": guicheng_history::ENGINE, "identical": false, "why": difference.to_string(),
        }),
    };
    let text = |value: serde_json::Value| format!("{value:#}\n");
    let findings = serde_json::to_value(findings).map_err(|e| Failure::internal(e.to_string()))?;
    let mut all = vec![("findings.json", text(findings)), ("replay.json", text(replay))];
    for side in &sides {
        all.push((side.lang.pick("timeline.zh.txt", "timeline.en.txt"), dossier::timeline(side)));
    }
    all.push(("case.html", dossier::page(case, &sides, &view.linked.procedure.zone)));
    Ok(all)
}

fn custody(args: &Pack, desk: &Desk, now: Timestamp) -> Result<String, Failure> {
    let person = |text: &Option<String>| text.as_deref().map(|text| desk.person(text)).transpose();
    let (approved, asked) = (person(&args.second)?, person(&args.person)?);
    let mut out = Writer::default();
    out.open();
    let mut put = |key: &str, text: Option<&str>| {
        if let Some(text) = text {
            out.key(key);
            out.text(text);
        }
    };
    put("approved", approved.as_deref());
    put("asked", asked.as_deref());
    put("at", Some(&instant::rfc3339(now, &desk.zone)));
    put("purpose", args.purpose.as_deref());
    put("released", Some(args.release.join(" ")).as_deref().filter(|list| !list.is_empty()));
    put("tool", Some(concat!("guicheng ", env!("CARGO_PKG_VERSION"))));
    out.close();
    Ok(out.finish() + "\n")
}
