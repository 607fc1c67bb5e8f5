//! The memory store passes the suite, and fails where it is asked to.

use guicheng_store::{MemoryStore, conformance};

#[test]
fn memory_store_conforms() {
    let passed = conformance::run(MemoryStore::new).unwrap();
    assert!(passed > 20, "only {passed} checks ran");
}
