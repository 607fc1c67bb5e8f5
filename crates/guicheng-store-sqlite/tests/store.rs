//! The SQLite store passes the suite, opens only its own files, and makes copies that are whole.

use guicheng_store::{CaseKey, Seq, Store, conformance};
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
