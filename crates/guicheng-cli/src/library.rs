//! Procedure files with their side files: of a folder, or as shipped inside the program.
//!
//! Side files are those of the nearest folder upward with `org.toml`. What a file is, its top-level table says.

use crate::{failure::Failure, lang::Lang, words};
use guicheng_core::{Procedure, org::Org};
use guicheng_lang::{
    Diagnostic, FileId, Loaded, Places, Source,
    doc::{self, Cx, Parsed, Table},
    side,
    zone::Zones,
};
use guicheng_store::Definition;
use std::{
    cell::OnceCell,
    collections::{BTreeMap, btree_map::Entry},
    fs,
    path::{Path, PathBuf},
};

mod shipped {
    include!(concat!(env!("OUT_DIR"), "/shipped.rs"));
}

/// Folders are walked at most so deep.
const DEPTH: usize = 12;

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// A procedure.
    Procedure,
    /// Scenarios.
    Tests,
    /// The organisation.
    Org,
    /// Calendars.
    Calendars,
    /// A register of clauses.
    Clauses,
    /// Something else.
    Other,
}

/// Side files, and the procedure files beside them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Library {
    pub(crate) org: Org,
    pub(crate) org_bytes: Option<Vec<u8>>,
    pub(crate) calendar_bytes: Option<Vec<u8>>,
    /// What its permissions cite and name.
    permits: Option<Permits>,
    /// What procedures are compiled against.
    linked: guicheng_lang::Library,
    /// The same with the procedures beside them, for those that call or look up others.
    calling: OnceCell<guicheng_lang::Library>,
    files: Vec<File>,
    /// The folder whose files were not all read yet.
    folder: Option<PathBuf>,
}

/// What the permissions of an organisation cite and name.
#[derive(Clone, Debug)]
pub(crate) struct Permits {
    /// Clauses.
    pub(crate) places: Places,
    /// Procedures.
    pub(crate) procedures: doc::Listed,
}

/// A file.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// Its path, as shown.
    pub(crate) path: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

impl File {
    /// What it is.
    pub(crate) fn kind(&self) -> Kind {
        kind(&Parsed::of(&Source::from_bytes(FileId(0), &self.path, &self.bytes)))
    }
}

/// A file with what was found in it.
#[derive(Clone, Debug)]
pub(crate) struct Checked {
    pub(crate) source: Source,
    pub(crate) findings: Vec<Diagnostic>,
    pub(crate) procedure: Option<Procedure>,
    /// What was proved about it, where that was asked for.
    pub(crate) report: Option<guicheng_verify::Report>,
    /// Whether its work can wait with nobody told, where that was asked for.
    pub(crate) told: Option<crate::told::Answer>,
    /// What it cites, if it is or may be a procedure file, or is an organisation with permissions.
    pub(crate) places: Option<Places>,
    /// Procedures that its permissions name, if it is an organisation.
    pub(crate) named: doc::Listed,
    /// What it holds, if it is a register of clauses.
    pub(crate) register: Option<side::Clauses>,
}

impl Checked {
    /// A file with what was found in it, and nothing more.
    pub(crate) const fn found(source: Source, findings: Vec<Diagnostic>) -> Self {
        Self {
            source,
            findings,
            procedure: None,
            report: None,
            told: None,
            places: None,
            named: Vec::new(),
            register: None,
        }
    }
}

impl Library {
    /// The shipped one.
    pub(crate) fn shipped() -> Self {
        let files =
            shipped::FILES.iter().map(|(path, text)| File { path: (*path).into(), bytes: text.as_bytes().into() });
        Self::of(files.collect())
    }

    /// That of the nearest folder, from this one upward, that has `org.toml`.
    pub(crate) fn above(start: &Path, lang: Lang) -> Result<Option<Self>, Failure> {
        home(start, lang)?.map(|folder| Self::at(folder, lang)).transpose()
    }

    /// That of a folder with `org.toml`.
    fn at(folder: PathBuf, lang: Lang) -> Result<Self, Failure> {
        let mut files = Vec::new();
        // Side files stand beside `org.toml`: the folders below are read only when a procedure is asked for by name.
        walk(&folder, DEPTH, &mut files, lang)?;
        Ok(Self { folder: Some(folder), ..Self::of(files) })
    }

    /// That of a file or folder: its side files, or none.
    pub(crate) fn of_path(path: &Path, lang: Lang) -> Result<Self, Failure> {
        Ok(Self::above(folder_of(path), lang)?.unwrap_or_default())
    }

    fn of(files: Vec<File>) -> Self {
        let mut library = Self::default();
        let mut zones = Zones::default();
        for file in &files {
            let source = Source::from_bytes(FileId(0), &file.path, &file.bytes);
            let Some(table) = doc::parse(&source, &mut Vec::new()) else { continue };
            // Side files stand beside `org.toml`, not in the folders below.
            let beside =
                Path::new(&file.path).parent().is_none_or(|p| p.as_os_str().is_empty() || p.join("org.toml").is_file());
            let kind = kind_of(&table);
            if beside && matches!(kind, Kind::Org | Kind::Calendars | Kind::Clauses) {
                library.take(kind, &table, file, &mut Cx::default(), &mut zones);
            }
        }
        library.files = files;
        library
    }

    fn take(&mut self, kind: Kind, table: &Table, file: &File, cx: &mut Cx, zones: &mut Zones) {
        match kind {
            Kind::Org => {
                let side::OrgFile { org, places, procedures, .. } = side::org(cx, table, zones);
                self.org = org;
                self.permits = Some(Permits { places, procedures });
                self.linked.org = Some(self.org.clone());
                self.org_bytes = Some(file.bytes.clone());
            }
            Kind::Calendars => {
                self.linked.calendars.extend(side::calendars(cx, table, zones));
                let bytes = self.calendar_bytes.get_or_insert_default();
                bytes.extend_from_slice(&file.bytes);
                bytes.push(b'\n');
            }
            Kind::Clauses => self.linked.clauses = Some(side::clauses(cx, table)),
            Kind::Procedure | Kind::Tests | Kind::Other => {}
        }
    }

    /// Reads and compiles a procedure file.
    pub(crate) fn compile(&self, path: &str, bytes: &[u8]) -> Checked {
        let source = Source::from_bytes(FileId(0), path, bytes);
        let parsed = Parsed::of(&source);
        self.compile_parsed(&source, parsed)
    }

    /// The same of a source that was read already.
    pub(crate) fn compile_parsed(&self, source: &Source, parsed: Parsed<'_>) -> Checked {
        // Reading all procedures beside this one is dear, and few files speak of others.
        let calls = ["[call", "[lookup"].iter().any(|word| source.text.contains(word));
        let library = if calls { self.calling.get_or_init(|| self.with_procedures()) } else { &self.linked };
        let Loaded { procedure, findings, places } = guicheng_lang::load_parsed(source, parsed, library);
        Checked { procedure, places: Some(places), ..Checked::found(source.clone(), findings) }
    }

    /// The procedure files of the library, with the ids that they give themselves. What cannot be read is not there.
    pub(crate) fn procedures(&self) -> Vec<(String, File)> {
        self.all_files().into_iter().filter_map(|file| id_of(&file.path, &file.bytes).map(|id| (id, file))).collect()
    }

    /// Every file of the library, those of the folders below too.
    fn all_files(&self) -> Vec<File> {
        let Some(folder) = &self.folder else { return self.files.clone() };
        let mut files = Vec::new();
        let _ = walk(folder, 0, &mut files, Lang::En);
        files
    }

    /// What procedures are compiled against, with the fields of all procedures.
    fn with_procedures(&self) -> guicheng_lang::Library {
        let mut linked = self.linked.clone();
        let sources = self.all_files();
        let sources = sources.iter().map(|file| Source::from_bytes(FileId(0), &file.path, &file.bytes));
        for source in sources.filter(|source| source.text.contains("[procedure]")) {
            if let Some(table) = doc::parse(&source, &mut Vec::new()) {
                linked.procedures.add(&table);
            }
        }
        linked
    }

    /// The procedure with this id.
    pub(crate) fn find(&self, id: &str) -> Option<(Checked, File)> {
        let (_, file) = self.procedures().into_iter().find(|(own, _)| own == id)?;
        Some((self.compile(&file.path, &file.bytes), file))
    }

    /// The ids of its procedures.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.procedures().into_iter().map(|(id, _)| id).collect()
    }
}

/// Libraries by the folders of their side files, each read once.
#[derive(Debug, Default)]
pub(crate) struct Shelf(BTreeMap<Option<PathBuf>, Library>);

impl Shelf {
    /// That of a file.
    pub(crate) fn of_path(&mut self, path: &Path, lang: Lang) -> Result<&Library, Failure> {
        Ok(match self.0.entry(home(folder_of(path), lang)?) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => {
                let library = free.key().clone().map(|folder| Library::at(folder, lang)).transpose()?;
                free.insert(library.unwrap_or_default())
            }
        })
    }
}

/// The folder of a file, or the folder itself.
fn folder_of(path: &Path) -> &Path {
    if path.is_dir() {
        return path;
    }
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The nearest folder, from this one upward, that has `org.toml`.
fn home(start: &Path, lang: Lang) -> Result<Option<PathBuf>, Failure> {
    let start = fs::canonicalize(start).map_err(|e| unreadable(start, &e, lang))?;
    Ok(start.ancestors().find(|folder| folder.join("org.toml").is_file()).map(Path::to_owned))
}

/// Every TOML file under these paths (the current folder if there are none), in order.
pub(crate) fn files(paths: &[PathBuf], lang: Lang) -> Result<Vec<File>, Failure> {
    let here = [PathBuf::from(".")];
    let mut files = Vec::new();
    for path in if paths.is_empty() { &here } else { paths } {
        if path.is_dir() {
            walk(path, 0, &mut files, lang)?;
        } else {
            files.push(read(path, lang)?);
        }
    }
    Ok(files)
}

/// Reads a file.
pub(crate) fn read(path: &Path, lang: Lang) -> Result<File, Failure> {
    let bytes = fs::read(path).map_err(|e| unreadable(path, &e, lang))?;
    Ok(File { path: path.to_string_lossy().into_owned(), bytes })
}

fn walk(folder: &Path, depth: usize, files: &mut Vec<File>, lang: Lang) -> Result<(), Failure> {
    let entries = fs::read_dir(folder).map_err(|e| unreadable(folder, &e, lang))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.sort();
    for path in paths {
        let hidden = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.') || n == "target");
        if path.is_dir() && !hidden && depth < DEPTH {
            walk(&path, depth + 1, files, lang)?;
        } else if path.extension().is_some_and(|e| e == "toml") && path.is_file() {
            files.push(read(&path, lang)?);
        }
    }
    Ok(())
}

fn unreadable(path: &Path, error: &std::io::Error, lang: Lang) -> Failure {
    Failure::unreadable(words::cannot_read(lang, path.display(), error))
}

/// What a file is, by its top-level table.
pub(crate) fn kind(parsed: &Parsed) -> Kind {
    parsed.table.as_ref().map_or(Kind::Other, kind_of)
}

fn kind_of(table: &Table) -> Kind {
    let has = |key: &str| table.get(key).is_some();
    let by_table = [
        ("procedure", Kind::Procedure),
        ("tests", Kind::Tests),
        ("test", Kind::Tests),
        ("org", Kind::Org),
        ("calendar", Kind::Calendars),
        ("clauses", Kind::Clauses),
        ("clause", Kind::Clauses),
    ];
    by_table.into_iter().find(|(key, _)| has(key)).map_or(Kind::Other, |(_, kind)| kind)
}

/// The id that a procedure file gives itself.
pub(crate) fn id_of(path: &str, bytes: &[u8]) -> Option<String> {
    let source = Source::from_bytes(FileId(0), path, bytes);
    let table = doc::parse(&source, &mut Vec::new())?;
    let head = table.get("procedure")?.node.table()?;
    Some(head.get("id")?.node.text()?.as_str().to_owned())
}

/// What a procedure file says of its own version: why it is, and from which day new cases use it.
pub(crate) fn change_of(path: &str, bytes: &[u8]) -> (Option<String>, Option<String>) {
    let source = Source::from_bytes(FileId(0), path, bytes);
    let table = doc::parse(&source, &mut Vec::new());
    let head = table.as_ref().and_then(|table| table.get("procedure")).and_then(|entry| entry.node.table());
    let entry = |key| head.and_then(|head| head.get(key)).map(|entry| &entry.node);
    let change = entry("change").and_then(|node| node.text()).map(|text| text.as_str().to_owned());
    let day = entry("effective").and_then(|node| match &node.value {
        doc::Value::Time(time) => time.date.map(|date| date.to_string()),
        _ => None,
    });
    (change.filter(|change| !change.trim().is_empty()), day)
}

/// Reads a side file by itself, for its findings.
pub(crate) fn side(file: &File, source: &Source, parsed: Parsed<'_>) -> Checked {
    let Parsed { table, mut findings } = parsed;
    let mut cx = Cx::default();
    let mut library = Library::default();
    if let Some(table) = table {
        library.take(kind_of(&table), &table, file, &mut cx, &mut Zones::default());
    }
    findings.append(&mut cx.findings);
    let (places, named) = library.permits.map_or((None, Vec::new()), |p| (Some(p.places), p.procedures));
    let places = places.filter(|places| !places.cited.is_empty());
    Checked { register: library.linked.clauses, places, named, ..Checked::found(source.clone(), findings) }
}

/// The organisation in a file's bytes.
pub(crate) fn org_of(bytes: &[u8]) -> Org {
    let source = Source::from_bytes(FileId(0), "org.toml", bytes);
    let table = doc::parse(&source, &mut Vec::new());
    table.map_or_else(Org::default, |table| side::org(&mut Cx::default(), &table, &mut Zones::default()).org)
}

/// Makes a procedure out of what was published: later findings never refuse it.
pub(crate) fn reload(definition: &Definition, calendars: Option<&[u8]>) -> Result<Procedure, Box<str>> {
    let mut library = guicheng_lang::Library::default();
    if let Some(bytes) = calendars {
        let source = Source::from_bytes(FileId(0), "calendars.toml", bytes);
        if let Some(table) = doc::parse(&source, &mut Vec::new()) {
            library.calendars = side::calendars(&mut Cx::default(), &table, &mut Zones::default());
        }
    }
    let source = Source::from_bytes(FileId(0), &definition.procedure, &definition.source);
    let mut procedure = guicheng_lang::load_to_run(&source, &library).map_err(|findings| {
        let codes: Vec<&str> = findings.iter().map(Diagnostic::code).collect();
        codes.join(" ").into_boxed_str()
    })?;
    procedure.version = definition.version;
    Ok(procedure)
}
