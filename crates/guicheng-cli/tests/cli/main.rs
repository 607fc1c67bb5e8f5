//! The program as scripts and people meet it: started as a process, on real files, checked by what it prints.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod audit;
mod book;
mod by_calendar;
mod calls;
mod cases;
mod codes;
mod coverage;
mod demo;
mod draft;
mod evidence;
mod exchange;
mod explain;
mod export;
mod fmt;
mod import;
mod lsp;
mod new;
mod periods;
mod permission;
mod personal;
mod pictures;
mod scenarios;
mod schema;
mod shapes;
mod soundness;
mod tamper;
mod together;
mod trace;
mod versions;
mod walk;
mod whatif;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A folder of its own for one test, gone at the end.
struct Desk {
    folder: PathBuf,
}

/// What a command left.
struct Out {
    code: i32,
    /// What it printed.
    out: String,
    /// What it said beside that.
    err: String,
}

impl Desk {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Runs a command line; words are split at spaces, `~` stands for a space inside a word.
    fn run(&self, line: &str) -> Out {
        self.run_with(line, "", &[])
    }

    fn run_with(&self, line: &str, input: &str, environment: &[(&str, &str)]) -> Out {
        let words = line.split_whitespace().map(|word| word.replace('~', " "));
        let mut command = Command::new(env!("CARGO_BIN_EXE_guicheng"));
        command.args(words).current_dir(&self.folder);
        for name in ["GUICHENG_STORE", "LC_ALL", "LC_MESSAGES", "LANG"] {
            command.env_remove(name);
        }
        command.envs(environment.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        Out {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs a command line that must succeed.
    fn ok(&self, line: &str) -> String {
        let out = self.run(line);
        assert_eq!(out.code, 0, "{line}\n{}{}", out.out, out.err);
        out.out
    }

    /// Runs a command line that must succeed, and reads what it prints.
    fn json(&self, line: &str) -> serde_json::Value {
        serde_json::from_str(&self.ok(&format!("{line} --format json"))).unwrap()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
