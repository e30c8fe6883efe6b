-- The state of a grain between activations, with a version: a writer must have read the newest one.

CREATE TABLE grain_states
(
    kind     TEXT    NOT NULL,
    key      TEXT    NOT NULL,
    version  INTEGER NOT NULL,
    saved_at INTEGER NOT NULL,
    state    TEXT    NOT NULL,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;
