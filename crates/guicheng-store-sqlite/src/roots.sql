-- Roots of whole subtrees of the tree, by height: a proof reads a few of them instead of every leaf.
CREATE TABLE roots (
  height INTEGER NOT NULL,
  place INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (height, place)
) STRICT, WITHOUT ROWID;
