-- What a grain keeps for its next activation, with a version: only who has read the newest may write.

CREATE TABLE grain_states
(
    kind     TEXT    NOT NULL,
    key      TEXT    NOT NULL,
    version  INTEGER NOT NULL,
    saved_at INTEGER NOT NULL,
    state    TEXT    NOT NULL,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;
