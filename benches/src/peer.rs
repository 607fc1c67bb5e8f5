//! Other engines and physical limits, as programs outside the project: a folder named by `GUICHENG_PEERS`.
//!
//! The folder holds the sources and what was built from them: `limits/target/release/step`, `xstate/bench.mjs` with its
//! modules, `duroxide-peer/target/release/duroxide-peer`, `python/bench_dbos.py` with a `python/venv`.

use crate::Failure;
use std::{env, path::PathBuf, process::Command};

/// The variable that names the folder.
pub const FOLDER: &str = "GUICHENG_PEERS";

/// A program of a peer; nothing, and a word on the error stream, where it is absent.
pub fn program(path: &str) -> Option<PathBuf> {
    let Some(folder) = env::var_os(FOLDER) else {
        eprintln!("NOT MEASURED: {FOLDER} names no folder of peers, so there is no {path}");
        return None;
    };
    let program = PathBuf::from(folder).join(path);
    if program.exists() {
        return Some(program);
    }
    eprintln!("NOT MEASURED: {} is not there", program.display());
    None
}

/// Runs a peer, and gives the number before `unit` in the first line that begins with `line`.
///
/// # Errors
/// It does not run, fails, or says no such thing.
pub fn figure(command: &mut Command, line: &str, before: &str) -> Result<f64, Failure> {
    let out = command.output().map_err(|why| Failure::at("running a peer", &why))?;
    let text = String::from_utf8_lossy(&out.stdout);
    if !out.status.success() {
        return Err(Failure::at("a peer fails", &String::from_utf8_lossy(&out.stderr)));
    }
    let found = text.lines().find(|l| l.starts_with(line)).and_then(|l| number_before(l, before));
    found.ok_or_else(|| Failure(format!("a peer does not say {line:?} … {before:?}: {text}")))
}

/// The last number before a mark.
fn number_before(line: &str, mark: &str) -> Option<f64> {
    let (head, _) = line.split_once(mark)?;
    head.split_whitespace().next_back()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::number_before;

    #[test]
    fn the_number_before_a_mark_is_read() {
        assert_eq!(number_before("step cpu med       14.20 ns/op (min 14)", " ns/op"), Some(14.2));
        assert_eq!(number_before("step cpu med", " ns/op"), None);
    }
}
