//! The SQLite store passes the suite, opens only its own files, and makes copies that are whole.

use guicheng_store::{CaseKey, Commit, EffectId, Lane, OutboxRow, Outcome, Seq, Store, conformance};
use guicheng_store_sqlite::{BackupError, OpenError, SqliteStore};
use std::path::PathBuf;

/// A folder of its own for one test.
#[expect(clippy::unwrap_used, reason = "a test without its folder is a failed test")]
fn folder(test: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("store-{test}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn a_store_in_memory_conforms() {
    conformance::run(|| SqliteStore::in_memory().unwrap()).unwrap();
}

#[test]
fn a_store_on_disk_conforms() {
    let folder = folder("conforms");
    let mut n = 0;
    let passed = conformance::run(|| {
        n += 1;
        SqliteStore::open(folder.join(format!("{n}.guicheng"))).unwrap()
    });
    assert!(passed.unwrap() > 20);
}

#[test]
fn a_file_is_found_again_as_it_was_left() {
    let path = folder("again").join("a.guicheng");
    let mut store = SqliteStore::open(&path).unwrap();
    store.commit(&conformance::sample("A-1", 3)).unwrap();
    drop(store);
    let store = SqliteStore::open_existing(&path).unwrap();
    assert_eq!(store.history(&CaseKey::new("", "A-1"), Seq(0)).unwrap().len(), 3);
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

#[test]
fn what_is_opened_to_read_cannot_be_changed() {
    let path = folder("reading").join("a.guicheng");
    let mut store = SqliteStore::open(&path).unwrap();
    store.commit(&conformance::sample("A-1", 3)).unwrap();
    drop(store);
    let before = std::fs::read(&path).unwrap();
    let mut store = SqliteStore::open_read_only(&path).unwrap();
    assert_eq!(store.history(&CaseKey::new("", "A-1"), Seq(0)).unwrap().len(), 3);
    assert_eq!(store.secret([7; 32]).unwrap(), [7; 32], "a store without a secret is not given one");
    assert!(store.commit(&conformance::sample("A-2", 1)).is_err());
    assert!(store.note_now("", guicheng_core::Timestamp(i64::MAX)).is_err());
    drop(store);
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert!(SqliteStore::open_read_only(path.with_extension("none")).is_err());
}

#[test]
fn a_file_of_an_earlier_version_is_brought_up_to_date_with_everything_in_it() {
    let path = folder("earlier").join("a.guicheng");
    let mut model = SqliteStore::in_memory().unwrap();
    let opened = Commit { outbox: vec![effect(0), effect(1)], ..conformance::sample("A-1", 3) };
    model.commit(&opened).unwrap();
    let key = CaseKey::new("", "A-1");
    // As version 2 kept it.
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch(concat!(include_str!("../src/schema.sql"), include_str!("../src/tree.sql"))).unwrap();
    db.execute_batch("PRAGMA application_id = 0x67756963; PRAGMA user_version = 2").unwrap();
    let head = &opened.head;
    db.execute(
        "INSERT INTO cases VALUES ('', 'A-1', 3, ?1, ?2, ?3, ?4, ?5, 'open', 0, 0, ?6, NULL, NULL, ?7)",
        rusqlite::params![
            head.procedure,
            head.version,
            head.pins.procedure.0,
            head.pins.calendars.0,
            head.pins.zone.0,
            head.opened_at.0,
            head.link.0
        ],
    )
    .unwrap();
    db.execute("INSERT INTO snapshots VALUES ('', 'A-1', ?1)", [&opened.snapshot]).unwrap();
    for (seq, line) in (1..).zip(&opened.records) {
        db.execute("INSERT INTO records VALUES ('', 'A-1', ?1, ?2)", rusqlite::params![seq, line]).unwrap();
    }
    for row in &opened.outbox {
        let values = rusqlite::params![row.id.seq.0, row.id.index, row.kind, row.body];
        let sql = "INSERT INTO outbox (tenant, case_id, seq, part, lane, kind, body) VALUES ('', 'A-1', ?1, ?2, 'world', ?3, ?4)";
        db.execute(sql, values).unwrap();
    }
    drop(db);

    assert!(matches!(SqliteStore::open_read_only(&path), Err(OpenError::Older { found: 2, known: 3 })));
    let mut store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.load(&key).unwrap(), model.load(&key).unwrap());
    assert_eq!(store.outbox("", Lane::World).unwrap(), model.outbox("", Lane::World).unwrap());
    let next = Commit {
        expected: Seq(3),
        prev: opened.head.link,
        first: Seq(4),
        outbox: vec![EffectId { seq: Seq(4), ..effect(0).id }]
            .into_iter()
            .map(|id| OutboxRow { id, ..effect(0) })
            .collect(),
        ..conformance::sample("A-1", 2)
    };
    let next = Commit { command: None, ..next };
    for store in [&mut store, &mut model] {
        assert!(matches!(store.commit(&next).unwrap(), Outcome::Committed(_)));
    }
    for after in 0..6 {
        assert_eq!(store.history(&key, Seq(after)).unwrap(), model.history(&key, Seq(after)).unwrap(), "after {after}");
        assert_eq!(store.history(&key, Seq(after)).unwrap().len(), 5 - usize::try_from(after.min(5)).unwrap());
    }
    assert_eq!(store.outbox("", Lane::World).unwrap(), model.outbox("", Lane::World).unwrap());
    assert_eq!(
        (store.seal().unwrap(), store.leaves(0, 100).unwrap()),
        (model.seal().unwrap(), model.leaves(0, 100).unwrap())
    );
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

fn effect(index: u8) -> OutboxRow {
    let id = EffectId { case: "A-1".into(), seq: Seq(2), index };
    OutboxRow { id, lane: Lane::World, kind: "notify".into(), body: "{}".into() }
}

/// Whoever opens the file with another tool reads the records one by one, as they are.
#[test]
fn the_records_of_a_file_are_read_one_by_one() {
    let path = folder("by-hand").join("a.guicheng");
    let mut store = SqliteStore::open(&path).unwrap();
    let lines = [r#"{"a":"换行\n, \"引号\" \\ \u0001","n":[1,2.50,-0]}"#, r#"{"b":{}}"#, r#"{"c":null}"#];
    let commit = Commit { records: lines.map(Into::into).to_vec(), ..conformance::sample("A-1", 3) };
    store.commit(&commit).unwrap();
    let db = rusqlite::Connection::open(&path).unwrap();
    let mut read = db.prepare("SELECT seq, line FROM records WHERE case_id = 'A-1' ORDER BY seq").unwrap();
    let read = read.query_map((), |row| Ok((row.get(0)?, row.get::<_, String>(1)?))).unwrap();
    let read: Vec<(u32, String)> = read.map(Result::unwrap).collect();
    assert_eq!(read, (1..).zip(lines.map(String::from)).collect::<Vec<_>>());
    assert_eq!(store.history(&CaseKey::new("", "A-1"), Seq(0)).unwrap(), lines.map(Box::from));
}

#[test]
fn other_files_are_refused() {
    let folder = folder("foreign");
    let text = folder.join("text.guicheng");
    std::fs::write(&text, "这不是数据库。".repeat(200)).unwrap();
    assert!(matches!(SqliteStore::open(&text), Err(OpenError::Foreign)));

    let other = folder.join("other.guicheng");
    let db = rusqlite::Connection::open(&other).unwrap();
    db.execute_batch("CREATE TABLE theirs (x)").unwrap();
    drop(db);
    assert!(matches!(SqliteStore::open(&other), Err(OpenError::Foreign)));

    let newer = folder.join("newer.guicheng");
    drop(SqliteStore::open(&newer).unwrap());
    let db = rusqlite::Connection::open(&newer).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
    drop(db);
    assert!(matches!(SqliteStore::open(&newer), Err(OpenError::Newer { found: 99, known: 3 })));

    assert!(matches!(SqliteStore::open_existing(folder.join("nothing")), Err(OpenError::Failed(_))));
    assert!(!folder.join("nothing").exists());
}

#[test]
fn a_backup_is_whole_and_restores() {
    let folder = folder("backup");
    let mut store = SqliteStore::open(folder.join("a.guicheng")).unwrap();
    store.commit(&conformance::sample("A-1", 3)).unwrap();
    let copy = folder.join("copy.guicheng");
    store.backup(&copy).unwrap();
    assert!(matches!(store.backup(&copy), Err(BackupError::Exists(_))));
    store.commit(&conformance::sample("A-2", 1)).unwrap();

    let restored = SqliteStore::restore(&copy, &folder.join("b.guicheng")).unwrap();
    assert_eq!(restored.load(&CaseKey::new("", "A-1")).unwrap(), store.load(&CaseKey::new("", "A-1")).unwrap());
    assert_eq!(restored.load(&CaseKey::new("", "A-2")).unwrap(), None);
}

#[test]
fn a_damaged_backup_is_not_restored() {
    let folder = folder("damaged");
    let mut store = SqliteStore::open(folder.join("a.guicheng")).unwrap();
    store.commit(&conformance::sample("A-1", 3)).unwrap();
    let copy = folder.join("copy.guicheng");
    store.backup(&copy).unwrap();
    let db = rusqlite::Connection::open(&copy).unwrap();
    db.execute("DELETE FROM records WHERE seq = 2", ()).unwrap();
    drop(db);
    let restored = SqliteStore::restore(&copy, &folder.join("b.guicheng"));
    assert!(matches!(restored, Err(BackupError::Damaged(_))), "{restored:?}");
    assert!(!folder.join("b.guicheng").exists());
}

#[test]
fn erased_values_are_gone_from_the_file() {
    let folder = folder("erased");
    let path = folder.join("a.guicheng");
    let mut store = SqliteStore::open(&path).unwrap();
    let mut commit = conformance::sample("A-1", 1);
    let mut disclosure = conformance::sample_disclosure(1);
    disclosure.value = "\"13912345678-erase-me\"".into();
    commit.disclosures = vec![disclosure.clone()];
    store.commit(&commit).unwrap();
    let holds = || {
        let files = std::fs::read_dir(&folder).unwrap().map(|f| std::fs::read(f.unwrap().path()).unwrap());
        files.into_iter().any(|bytes| bytes.windows(19).any(|w| w == b"13912345678-erase-m"))
    };
    assert!(holds(), "the value was never there");
    store.erase(&CaseKey::new("", "A-1"), &[disclosure.commitment]).unwrap();
    assert!(!holds(), "the value is still in a file");
}
