//! Checkpoints (C2SP tlog-checkpoint): origin, size and root of a tree, as the text of a signed note.

use crate::base64;
use alloc::{boxed::Box, format, string::String};
use guicheng_core::Digest;

/// How large a tree was, and its root.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    /// Whose tree: the name of the key that signs it.
    pub origin: Box<str>,
    /// How many records.
    pub size: u64,
    /// The root over them.
    pub root: Digest,
}

/// The text is no checkpoint of the one form that we write.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("this is no checkpoint")]
pub struct NotCheckpoint;

impl Checkpoint {
    /// The text that is signed: three lines, no extension.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, base64::encode(&self.root.0))
    }

    /// Reads it.
    ///
    /// # Errors
    /// [`NotCheckpoint`].
    pub fn read(text: &str) -> Result<Self, NotCheckpoint> {
        let mut lines = text.split('\n');
        let mut line = || lines.next().ok_or(NotCheckpoint);
        let (origin, size, root) = (line()?, line()?, line()?);
        let size = size.parse().map_err(|_| NotCheckpoint)?;
        let root = base64::decode(root).and_then(|bytes| bytes.try_into().ok()).ok_or(NotCheckpoint)?;
        let checkpoint = Self { origin: origin.into(), size, root: Digest(root) };
        if checkpoint.text() == text && !origin.is_empty() { Ok(checkpoint) } else { Err(NotCheckpoint) }
    }
}
