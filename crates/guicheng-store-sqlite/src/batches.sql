-- One row a commit: all its records, a canonical JSON line each, in one text. Never updated, never deleted.
-- With a number for each row: in the tree of its own key a text of some kilobytes would fill pages by halves.
CREATE TABLE batches (
  tenant TEXT NOT NULL,
  case_id TEXT NOT NULL,
  first INTEGER NOT NULL,
  lines TEXT NOT NULL,
  PRIMARY KEY (tenant, case_id, first)
) STRICT;
INSERT INTO batches (tenant, case_id, first, lines) SELECT tenant, case_id, seq, line FROM records;
DROP TABLE records;

-- The records one by one, for whoever reads the file by hand.
CREATE VIEW records (tenant, case_id, seq, line) AS
  SELECT tenant, case_id, first + key, value
  FROM batches, json_each('[' || replace(lines, char(10), ',') || ']');

-- Requests in the order of their lanes.
CREATE TABLE requests (
  tenant TEXT NOT NULL,
  lane TEXT NOT NULL CHECK (lane IN ('cases', 'world')),
  position INTEGER NOT NULL,
  case_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  part INTEGER NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  free_at INTEGER NOT NULL DEFAULT -9223372036854775808,
  last_error TEXT,
  PRIMARY KEY (tenant, lane, position),
  UNIQUE (tenant, case_id, seq, part)
) STRICT, WITHOUT ROWID;
INSERT INTO requests (tenant, lane, position, case_id, seq, part, kind, body, attempt, free_at, last_error)
  SELECT tenant, lane, position, case_id, seq, part, kind, body, attempt, free_at, last_error FROM outbox;
DROP TABLE outbox;
ALTER TABLE requests RENAME TO outbox;
