//! The form in which a store keeps a case between two commands: the observable state behind its own SHA-256.

use crate::{
    DecodeError, Lexicon,
    digest::sha256,
    state::{case_of_state, state_json},
};
use alloc::vec::Vec;
use guicheng_core::{Case, Digest};

/// The snapshot of a case.
pub fn snapshot(lexicon: &Lexicon, case: &Case) -> Vec<u8> {
    let state = state_json(lexicon, case);
    snapshot_of(state.as_bytes(), &sha256(state.as_bytes()))
}

/// The snapshot of an observable state and its digest.
pub(crate) fn snapshot_of(state: &[u8], digest: &Digest) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(digest.0.len() + state.len());
    bytes.extend_from_slice(&digest.0);
    bytes.extend_from_slice(state);
    bytes
}

/// The case of a snapshot.
///
/// # Errors
/// Where the bytes are damaged, or belong to a case of another procedure.
pub fn restore(lexicon: &Lexicon, bytes: &[u8]) -> Result<Case, SnapshotError> {
    let (digest, state) = bytes.split_first_chunk::<32>().ok_or(SnapshotError::Damaged)?;
    if sha256(state) != Digest(*digest) {
        return Err(SnapshotError::Damaged);
    }
    let text = core::str::from_utf8(state).map_err(|_| SnapshotError::Damaged)?;
    Ok(case_of_state(lexicon, text)?)
}

/// Why a snapshot gives no case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// Its bytes are not those that were written.
    #[error("the snapshot is damaged")]
    Damaged,
    /// It does not fit this procedure or this version of the engine.
    #[error("the snapshot does not fit: {0}")]
    Unfit(#[from] DecodeError),
}
