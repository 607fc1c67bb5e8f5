CREATE TABLE meta (
  tenant TEXT NOT NULL,
  name TEXT NOT NULL,
  value ANY NOT NULL,
  PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;

-- One row a case: what is listed of it, and its one wake-up.
CREATE TABLE cases (
  tenant TEXT NOT NULL,
  case_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  procedure TEXT NOT NULL,
  version INTEGER NOT NULL,
  pin_procedure BLOB NOT NULL,
  pin_calendars BLOB NOT NULL,
  pin_zone BLOB NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('new', 'open', 'closed', 'aborted', 'merged')),
  held INTEGER NOT NULL,
  escalated INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER,
  next_due INTEGER,
  link BLOB NOT NULL,
  PRIMARY KEY (tenant, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX cases_due ON cases (tenant, next_due, case_id) WHERE next_due IS NOT NULL;

CREATE TABLE snapshots (
  tenant TEXT NOT NULL,
  case_id TEXT NOT NULL,
  snapshot BLOB NOT NULL,
  PRIMARY KEY (tenant, case_id)
) STRICT;

-- The history: one canonical JSON line a record. Never updated, never deleted.
CREATE TABLE records (
  tenant TEXT NOT NULL,
  case_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  line TEXT NOT NULL,
  PRIMARY KEY (tenant, case_id, seq)
) STRICT, WITHOUT ROWID;

-- Commands already answered. Openings stand under the empty case.
CREATE TABLE commands (
  tenant TEXT NOT NULL,
  case_id TEXT NOT NULL,
  key TEXT NOT NULL,
  content BLOB,
  answered_case TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (tenant, case_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE work (
  tenant TEXT NOT NULL,
  case_id TEXT NOT NULL,
  work INTEGER NOT NULL,
  card TEXT NOT NULL,
  item INTEGER,
  state TEXT NOT NULL CHECK (state IN ('hidden', 'offered', 'taken', 'started')),
  held INTEGER NOT NULL,
  holder TEXT,
  who TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  due INTEGER,
  PRIMARY KEY (tenant, case_id, work)
) STRICT, WITHOUT ROWID;
CREATE INDEX work_holder ON work (tenant, holder) WHERE holder IS NOT NULL;

CREATE TABLE work_who (
  tenant TEXT NOT NULL,
  who TEXT NOT NULL,
  case_id TEXT NOT NULL,
  work INTEGER NOT NULL,
  PRIMARY KEY (tenant, who, case_id, work)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  case_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  part INTEGER NOT NULL,
  lane TEXT NOT NULL CHECK (lane IN ('cases', 'world')),
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  free_at INTEGER NOT NULL DEFAULT -9223372036854775808,
  last_error TEXT,
  UNIQUE (tenant, case_id, seq, part)
) STRICT;
CREATE INDEX outbox_lane ON outbox (tenant, lane, position);

-- Personal values with their salts: the only place that holds them, and rows here are really deleted.
CREATE TABLE disclosures (
  tenant TEXT NOT NULL,
  case_id TEXT NOT NULL,
  commitment BLOB NOT NULL,
  seq INTEGER NOT NULL,
  field TEXT NOT NULL,
  salt BLOB NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (tenant, case_id, commitment)
) STRICT, WITHOUT ROWID;

-- Keyed tokens by which a case is found again.
CREATE TABLE tokens (
  tenant TEXT NOT NULL,
  field TEXT NOT NULL,
  token BLOB NOT NULL,
  case_id TEXT NOT NULL,
  PRIMARY KEY (tenant, field, token, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_case ON tokens (tenant, case_id, field);

CREATE TABLE definitions (
  tenant TEXT NOT NULL,
  procedure TEXT NOT NULL,
  version INTEGER NOT NULL,
  pin_procedure BLOB NOT NULL,
  pin_calendars BLOB NOT NULL,
  pin_zone BLOB NOT NULL,
  effective INTEGER NOT NULL,
  published INTEGER NOT NULL,
  published_by TEXT NOT NULL,
  source BLOB NOT NULL,
  PRIMARY KEY (tenant, procedure, version, pin_procedure, pin_calendars, pin_zone)
) STRICT;

CREATE TABLE files (
  digest BLOB PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE duties (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  duty TEXT NOT NULL,
  person TEXT NOT NULL,
  since INTEGER NOT NULL,
  by_case TEXT,
  by_seq INTEGER,
  by_part INTEGER,
  -- Who set it, and why, where no handover gave it.
  set_by TEXT,
  reason TEXT,
  UNIQUE (tenant, by_case, by_seq, by_part)
) STRICT;
CREATE INDEX duties_by_start ON duties (tenant, duty, since);

CREATE TABLE picks (
  tenant TEXT NOT NULL,
  list TEXT NOT NULL,
  person TEXT NOT NULL,
  turn INTEGER NOT NULL,
  PRIMARY KEY (tenant, list, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE numbers (
  tenant TEXT NOT NULL,
  series TEXT NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (tenant, series)
) STRICT, WITHOUT ROWID;
