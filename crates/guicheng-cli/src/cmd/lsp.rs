//! `guicheng lsp`: the language server that an editor starts.

use crate::{
    failure::{Exit, Failure},
    library::Checked,
    proof,
};
use clap::Args;
use guicheng_core::Procedure;
use guicheng_lang::{Diagnostic, Source};

/// Editors start it so.
#[derive(Debug, Args)]
pub(crate) struct Lsp {
    /// 编辑器会写的参数，不起作用 · editors pass it; it changes nothing
    #[arg(long, hide = true)]
    stdio: bool,
}

/// Serves one editor until it says goodbye.
pub(crate) fn run(args: &Lsp) -> Result<Exit, Failure> {
    let Lsp { stdio: _ } = args;
    guicheng_lsp::serve(prove).map_err(|e| Failure::internal(e.to_string()))?;
    Ok(Exit::Done)
}

/// What `check` proves beyond the file.
fn prove(source: &Source, procedure: &Procedure, findings: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut checked = Checked { procedure: Some(procedure.clone()), ..Checked::found(source.clone(), findings.into()) };
    proof::prove(&mut checked);
    checked.findings.split_off(findings.len().min(checked.findings.len()))
}
