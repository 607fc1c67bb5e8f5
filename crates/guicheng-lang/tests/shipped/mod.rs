//! The shipped procedures.

use crate::library;
use guicheng_lang::{FileId, Library, Source};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The shipped procedures with what stands beside them.
pub(crate) fn shipped() -> Vec<(Source, Library)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../procedures");
    let mut folders: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    let one = |folder: &PathBuf| {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let path = folder.join(&name).with_extension("toml");
        (Source::from_bytes(FileId(0), &name, &fs::read(&path).unwrap()), library::beside(&path))
    };
    folders.iter().map(one).collect()
}
