//! The command `guicheng`: people check, draw and try procedures with it, and run cases on an embedded store.
//!
//! A thin adapter: it parses words into commands, hands them to the host, and shows what comes back in Chinese or
//! English. It decides nothing about a case. Exit codes: 0 done; 1 findings, refused, failed, differs; 2 usage or
//! unreadable; 3 internal.

mod act;
mod args;
mod cmd;
mod courses;
mod coverage;
mod desk;
mod dossier;
mod erasures;
mod evidence;
mod failure;
mod faults;
mod instant;
mod lang;
mod library;
mod logbook;
mod names;
mod ocel_file;
mod picture;
mod proof;
mod published;
mod refusal;
mod register;
mod retention;
mod shell;
mod table;
mod told;
mod tree;
mod value;
mod words;
mod zones;

use std::process::ExitCode;

fn main() -> ExitCode {
    args::parse().map_or_else(|code| code, cmd::run)
}
