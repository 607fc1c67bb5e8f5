-- The place of each record in the tree over all records of the store: given once, after the commit, never changed.
CREATE TABLE tree (
  position INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  case_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hash BLOB NOT NULL,
  UNIQUE (tenant, case_id, seq)
) STRICT;

-- Signed notes: checkpoints, changes of keys.
CREATE TABLE notes (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  size INTEGER NOT NULL,
  note TEXT NOT NULL
) STRICT;
