//! The files: as the editor has them, else as they stand on disk; and the library beside a procedure.

use guicheng_lang::{
    FileId, Library, Source,
    doc::{self, Cx, Table},
    side,
    zone::Zones,
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// What a file is, by its top-level table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Procedure,
    Tests,
    Org,
    Calendars,
    Clauses,
    Other,
}

/// How deep below `org.toml` procedures are looked for, and in how many folders at most.
const DEPTH: usize = 3;
const FOLDERS: usize = 500;

/// The files that the editor has open.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    open: BTreeMap<PathBuf, (String, String)>,
}

impl Desk {
    /// Takes a text over from the editor.
    pub(crate) fn put(&mut self, uri: &str, text: String) {
        self.open.insert(path_of(uri), (uri.into(), text));
    }

    /// From now on the file counts as it stands on disk.
    pub(crate) fn close(&mut self, uri: &str) {
        self.open.remove(&path_of(uri));
    }

    /// The open files.
    pub(crate) fn uris(&self) -> Vec<String> {
        self.open.values().map(|(uri, _)| uri.clone()).collect()
    }

    /// The uri of a path: as the editor writes it, if it has it open.
    pub(crate) fn uri(&self, path: &Path) -> String {
        self.open.get(path).map_or_else(|| uri_of(path), |(uri, _)| uri.clone())
    }

    /// A file, as the editor has it or as it stands on disk.
    pub(crate) fn source(&self, path: &Path) -> Option<Source> {
        let shown = path.to_string_lossy();
        match self.open.get(path) {
            Some((_, text)) => Some(Source::from_text(FileId(0), &shown, text)),
            None => Some(Source::from_bytes(FileId(0), &shown, &fs::read(path).ok()?)),
        }
    }

    /// The TOML files of a folder, those that only the editor has too.
    pub(crate) fn beside(&self, folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten();
        let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|e| e.path())).collect();
        paths.extend(self.open.keys().filter(|path| path.parent() == Some(folder)).cloned());
        paths.retain(|path| path.extension().is_some_and(|ext| ext == "toml"));
        paths.sort();
        paths.dedup();
        paths
    }

    /// The nearest folder upward that has `org.toml`.
    fn root<'p>(&self, path: &'p Path) -> Option<&'p Path> {
        let has_org = |folder: &&Path| {
            let org = folder.join("org.toml");
            self.open.contains_key(&org) || org.is_file()
        };
        path.ancestors().skip(1).find(has_org)
    }

    /// The TOML files of the estate that a file belongs to, down to the folders of its procedures; without `org.toml`
    /// those of its own folder.
    pub(crate) fn estate(&self, path: &Path) -> Vec<PathBuf> {
        let Some(root) = self.root(path) else { return path.parent().map(|own| self.beside(own)).unwrap_or_default() };
        let mut folders = vec![root.to_owned()];
        let mut next = 0;
        while let Some(folder) = folders.get(next).cloned().filter(|_| folders.len() < FOLDERS) {
            next += 1;
            let near = folder.components().count() < root.components().count() + DEPTH;
            let inside = fs::read_dir(&folder).into_iter().flatten().filter_map(|entry| entry.ok().map(|e| e.path()));
            folders.extend(inside.filter(|path| near && path.is_dir()));
        }
        let mut all: Vec<PathBuf> = folders.iter().flat_map(|folder| self.beside(folder)).collect();
        all.extend(self.open.keys().filter(|open| open.starts_with(root)).cloned());
        all.sort();
        all.dedup();
        all
    }

    /// The side files of the nearest folder upward that has `org.toml`.
    pub(crate) fn library(&self, path: &Path) -> Library {
        let mut library = Library::default();
        let Some(folder) = self.root(path) else { return library };
        let (mut cx, mut zones) = (Cx::default(), Zones::default());
        for path in self.beside(folder) {
            let Some(source) = self.source(&path) else { continue };
            let Some(table) = doc::parse(&source, &mut Vec::new()) else { continue };
            match kind(&table) {
                Kind::Org => library.org = Some(side::org(&mut cx, &table, &mut zones).org),
                Kind::Calendars => library.calendars.extend(side::calendars(&mut cx, &table, &mut zones)),
                Kind::Clauses => library.clauses = Some(side::clauses(&mut cx, &table)),
                Kind::Procedure | Kind::Tests | Kind::Other => {}
            }
        }
        library
    }
}

/// What is found in a side file by itself.
pub(crate) fn side_findings(table: &Table) -> Vec<guicheng_lang::Diagnostic> {
    let (mut cx, mut zones) = (Cx::default(), Zones::default());
    match kind(table) {
        Kind::Org => drop(side::org(&mut cx, table, &mut zones)),
        Kind::Calendars => drop(side::calendars(&mut cx, table, &mut zones)),
        Kind::Clauses => drop(side::clauses(&mut cx, table)),
        Kind::Procedure | Kind::Tests | Kind::Other => {}
    }
    cx.findings
}

/// What a file is.
pub(crate) fn kind(table: &Table) -> Kind {
    let by_table = [
        ("procedure", Kind::Procedure),
        ("tests", Kind::Tests),
        ("test", Kind::Tests),
        ("org", Kind::Org),
        ("calendar", Kind::Calendars),
        ("clauses", Kind::Clauses),
        ("clause", Kind::Clauses),
    ];
    by_table.into_iter().find(|(key, _)| table.get(key).is_some()).map_or(Kind::Other, |(_, kind)| kind)
}

/// `file:///a/%E8%A7%84.toml` as a path.
pub(crate) fn path_of(uri: &str) -> PathBuf {
    let text = uri.strip_prefix("file://").unwrap_or(uri);
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let hex = (byte == b'%').then(|| [rest.next(), rest.next()]);
        match hex {
            Some([Some(high), Some(low)]) => {
                let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok()).unwrap_or(0);
                bytes.push(digit(high) * 16 + digit(low));
            }
            Some(_) => {}
            None => bytes.push(byte),
        }
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    // On Windows a drive stands behind the first slash.
    let drive = text.as_bytes().get(2) == Some(&b':');
    PathBuf::from(if drive { text.trim_start_matches('/').to_owned() } else { text })
}

fn uri_of(path: &Path) -> String {
    let mut out = String::from("file://");
    let text = path.to_string_lossy().replace('\\', "/");
    if !text.starts_with('/') {
        out.push('/');
    }
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}
