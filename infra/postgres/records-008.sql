-- What a grain keeps for its next activation, with a version: only who has read the newest may write.

CREATE TABLE grain_states
(
    kind     TEXT   NOT NULL,
    key      TEXT   NOT NULL,
    version  BIGINT NOT NULL,
    saved_at BIGINT NOT NULL,
    state    TEXT   NOT NULL,
    PRIMARY KEY (kind, key)
);
