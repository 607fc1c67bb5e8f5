//! Where a command runs: what was asked of all commands, and where its words go.

use crate::{
    args::{Format, Global},
    failure::Failure,
    instant,
    lang::Lang,
    words,
};
use guicheng_core::{Timestamp, Zone};
use serde::Serialize;
use std::{
    io::{IsTerminal, Write},
    path::PathBuf,
    time::{SystemTime, UNIX_EPOCH},
};

/// Where a command runs.
#[derive(Clone, Debug)]
pub(crate) struct Shell {
    /// The store's file.
    pub(crate) store: PathBuf,
    /// The language of what is shown.
    pub(crate) lang: Lang,
    /// The form of the output.
    pub(crate) format: Format,
    store_is_typed: bool,
    /// The instant that was typed.
    now: Option<String>,
    /// Who reads, if that was said.
    pub(crate) reader: Option<String>,
}

impl Shell {
    pub(crate) fn new(global: Global) -> Self {
        let lang = global.lang.unwrap_or_else(Lang::of_environment);
        let store_is_typed = global.store.is_some();
        let of_environment = || std::env::var_os("GUICHENG_STORE").filter(|v| !v.is_empty()).map(PathBuf::from);
        let store = global.store.or_else(of_environment).unwrap_or_else(|| "guicheng.db".into());
        Self { store, store_is_typed, lang, format: global.format, now: global.now, reader: global.reader }
    }

    /// Whether programs read the output.
    pub(crate) fn json(&self) -> bool {
        self.format == Format::Json
    }

    /// Whether the store was named with this very command.
    pub(crate) const fn store_is_typed(&self) -> bool {
        self.store_is_typed
    }

    /// Whether an instant was typed: then a jump of the clock is meant.
    pub(crate) const fn now_is_typed(&self) -> bool {
        self.now.is_some()
    }

    /// The instant: as typed, or the machine's, but never before the last that the store knows.
    pub(crate) fn now(&self, zone: &Zone, last: Option<Timestamp>) -> Result<Timestamp, Failure> {
        let machine = machine_now();
        let Some(text) = &self.now else { return Ok(last.map_or(machine, |last| last.max(machine))) };
        let base = last.unwrap_or(machine);
        instant::read(text, zone, base).ok_or_else(|| Failure::usage(words::bad_instant(self.lang, text)))
    }

    /// Writes to the output as it is.
    pub(crate) fn print(&self, text: &str) {
        // Whoever read the output has gone away: there is nobody left to tell.
        if std::io::stdout().write_all(text.as_bytes()).and_then(|()| std::io::stdout().flush()).is_err() {
            std::process::exit(0);
        }
    }

    /// Writes a line.
    pub(crate) fn line(&self, text: &str) {
        self.print(&format!("{text}\n"));
    }

    /// Writes a line beside the output.
    pub(crate) fn complain(&self, text: &str) {
        let style = anstyle::AnsiColor::Red.on_default();
        let text = if std::io::stderr().is_terminal() && !refuses_colour() {
            format!("{}{text}{}\n", style.render(), style.render_reset())
        } else {
            format!("{text}\n")
        };
        // Nobody is left to tell.
        let _ = std::io::stderr().write_all(text.as_bytes());
    }

    /// Whether colours help: a terminal, and nobody said no.
    pub(crate) fn colours(&self) -> bool {
        std::io::stdout().is_terminal() && !refuses_colour()
    }

    /// Writes a JSON document.
    pub(crate) fn document(&self, document: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(document).map_err(|e| Failure::internal(e.to_string()))?;
        self.line(&text);
        Ok(())
    }
}

/// The machine's clock.
pub(crate) fn machine_now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

fn refuses_colour() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
}
