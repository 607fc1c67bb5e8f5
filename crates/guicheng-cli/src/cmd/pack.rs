//! `guicheng pack`: the evidence of one case as one file that a stranger can check.

use super::{history, report, why::telling};
use crate::{
    desk::{Desk, TENANT},
    evidence,
    failure::{Exit, Failure},
    instant,
    shell::Shell,
    value, words,
};
use clap::Args;
use guicheng_core::{Digest, Timestamp};
use guicheng_evidence::{
    Key,
    pack::{Contents, Proofs, make},
    tree,
};
use guicheng_history::{canonical::Writer, sha256, to_hex, verify};
use guicheng_store::{CaseKey, Disclosure, Store, View, salt_hex};
use serde::Serialize;
use std::path::PathBuf;

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
    witnessed: bool,
}

/// Makes it.
pub(crate) fn run(args: &Pack, shell: &Shell) -> Result<Exit, Failure> {
    let lang = shell.lang;
    let mut desk = Desk::existing(shell)?;
    let key = evidence::read_key(&evidence::key_path(args.key.as_ref(), shell), shell)?;
    let now = desk.now()?;
    let view = desk.view(&args.case)?;
    let lines = history::lines(&desk, &args.case)?;
    let of_case = desk.host.store().disclosures(&CaseKey::new(TENANT, &args.case));
    let of_case = of_case.map_err(|e| desk.failed(e.into()))?;
    let released = released(args, &of_case, shell)?;
    let (bytes, size) = bytes(args, &mut desk, &key, &view, &lines, &released, now)?;
    evidence::write_new(&args.output, &bytes, false, shell)?;
    let sha = to_hex(&sha256(&bytes));
    let texts: Vec<&str> = lines.iter().map(|l| &**l).collect();
    let sealed = guicheng_evidence::pack::sealed(&texts).map_or(0, |all| all.len());
    if shell.json() {
        shell.document(&Doc {
            schema: "guicheng/pack/1",
            case: args.case.clone(),
            file: args.output.display().to_string(),
            records: lines.len(),
            size,
            sha256: sha,
            released: released.len(),
            withheld: sealed - released.len(),
            witnessed: false,
        })?;
        return Ok(Exit::Done);
    }
    shell.line(&words::packed(lang, &args.case, args.output.display(), lines.len(), sha));
    shell.line(&words::pack_disclosures(lang, released.len(), sealed - released.len()));
    evidence::say_not_witnessed(shell);
    Ok(Exit::Done)
}

/// The disclosures asked for; two people must stand by them.
fn released(args: &Pack, of_case: &[Disclosure], shell: &Shell) -> Result<Vec<String>, Failure> {
    if args.release.is_empty() {
        return Ok(Vec::new());
    }
    let two = args.person.is_some() && args.second.is_some() && args.person != args.second;
    if !two || args.purpose.as_ref().is_none_or(|p| p.trim().is_empty()) {
        return Err(Failure::refused("two_names", words::release_needs(shell.lang)));
    }
    let mut out = Vec::new();
    for field in &args.release {
        let own: Vec<&Disclosure> = of_case.iter().filter(|d| *d.field == **field).collect();
        if own.is_empty() {
            return Err(Failure::usage(words::no_such_disclosure(shell.lang, field)));
        }
        out.extend(own.into_iter().map(disclosed));
    }
    Ok(out)
}

/// The text whose SHA-256 is the commitment.
fn disclosed(disclosure: &Disclosure) -> String {
    let mut out = Writer::default();
    out.open_list();
    out.item();
    out.text(&salt_hex(&disclosure.salt));
    out.item();
    out.text(&disclosure.field);
    format!("{},{}]", out.finish(), disclosure.value)
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
    let (tree, checkpoint, note) = evidence::checkpoint(desk, key)?;
    let hashes: Vec<Digest> = tree.leaves.iter().map(|leaf| leaf.hash).collect();
    let own = tree.leaves.iter().filter(|leaf| *leaf.key.tenant == *TENANT && *leaf.key.case == *args.case);
    let inclusion = own.filter_map(|leaf| Some((leaf.at, tree::inclusion(&hashes, usize::try_from(leaf.at).ok()?)?)));
    let inclusion: Vec<_> = inclusion.collect();
    let earlier = evidence::checkpoints(desk)?;
    let earlier = earlier
        .iter()
        .rfind(|(c, n)| c.size < checkpoint.size && guicheng_evidence::note::open(&n.text, &[key.public()]).is_ok());
    let earlier =
        earlier.and_then(|(c, n)| Some((&*n.text, tree::consistency(&hashes, usize::try_from(c.size).ok()?)?)));

    let store = desk.host.store();
    let definitions = store.definitions(TENANT, Some(&view.row.head.procedure)).map_err(|e| desk.failed(e.into()))?;
    let used = definitions.iter().filter(|d| d.pins == view.row.head.pins);
    let calendars = store.file(view.row.head.pins.calendars).map_err(|e| desk.failed(e.into()))?;
    let organisations = store.definitions(TENANT, Some("@org")).map_err(|e| desk.failed(e.into()))?;
    let texts: Vec<&str> = lines.iter().map(|l| &**l).collect();
    let contents = Contents {
        info: vec![
            ("Source-Organization", key.name().to_owned()),
            ("External-Identifier", args.case.clone()),
            ("Bagging-Date", instant::show_day(desk.zone.local(now).0)),
            ("Bag-Software-Agent", concat!("guicheng ", env!("CARGO_PKG_VERSION")).to_owned()),
        ],
        definitions: used.map(|d| (&*d.procedure, d.version, &*d.source)).collect(),
        calendars: calendars.as_deref().into_iter().collect(),
        roles: organisations.iter().map(|d| &*d.source).collect(),
        released: released.to_vec(),
        reports: reports(desk, view, &texts, &args.case)?,
        custody: custody(args, desk, now),
        proofs: Proofs { note: &note.text, key: key.public(), size: checkpoint.size, inclusion, earlier },
        lines: texts,
    };
    let bytes = make(&contents).map_err(|e| Failure::internal(words::store_failed(desk.shell.lang, e)))?;
    Ok((bytes, checkpoint.size))
}

/// Breaches and deviations, and the outcome of deciding everything again.
fn reports(desk: &Desk, view: &View, lines: &[&str], case: &str) -> Result<Vec<(&'static str, String)>, Failure> {
    let damaged = |e| Failure::internal(words::damaged(desk.shell.lang, case, e));
    let found = guicheng_history::report(&telling(desk, view), lines.iter().copied()).map_err(damaged)?;
    let names = desk.names(view);
    let findings: Vec<report::One> = found.iter().map(|breach| report::one(breach, &names)).collect();
    let verified = verify(&view.linked.procedure, &view.linked.lexicon, lines);
    let replay = match &verified {
        Ok(verified) => serde_json::json!({
            "engine": guicheng_history::ENGINE, "identical": true, "records": verified.records, "then": verified.engines,
        }),
        Err(difference) => serde_json::json!({
            "engine": guicheng_history::ENGINE, "identical": false, "why": difference.to_string(),
        }),
    };
    let text = |value: serde_json::Value| format!("{value:#}\n");
    let findings = serde_json::to_value(findings).map_err(|e| Failure::internal(e.to_string()))?;
    Ok(vec![("findings.json", text(findings)), ("replay.json", text(replay))])
}

fn custody(args: &Pack, desk: &Desk, now: Timestamp) -> String {
    let person = |text: &String| value::person(&desk.host.registry().org, text).to_owned();
    let mut out = Writer::default();
    out.open();
    let mut put = |key: &str, text: Option<&str>| {
        if let Some(text) = text {
            out.key(key);
            out.text(text);
        }
    };
    put("approved", args.second.as_ref().map(person).as_deref());
    put("asked", args.person.as_ref().map(person).as_deref());
    put("at", Some(&instant::rfc3339(now, &desk.zone)));
    put("purpose", args.purpose.as_deref());
    put("released", Some(args.release.join(" ")).as_deref().filter(|list| !list.is_empty()));
    put("tool", Some(concat!("guicheng ", env!("CARGO_PKG_VERSION"))));
    out.close();
    out.finish() + "\n"
}
