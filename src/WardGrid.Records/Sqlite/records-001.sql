-- WardGrid's records in SQLite. The PostgreSQL schema (infra/postgres) has the same tables and columns, so the statements are shared.
-- Times are microseconds since 1970, UTC.

CREATE TABLE devices
(
    device        TEXT    NOT NULL PRIMARY KEY,
    model         TEXT    NOT NULL,
    serial        TEXT    NOT NULL,
    password_hash TEXT    NOT NULL,
    demo          BOOLEAN NOT NULL,
    registered_at INTEGER NOT NULL,
    retired_at    INTEGER
);

-- An association in force has no end. One device serves one bed, one bed has one device.
CREATE TABLE bindings
(
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    device       TEXT    NOT NULL REFERENCES devices (device),
    ward         TEXT    NOT NULL,
    bed          TEXT    NOT NULL,
    patient_id   TEXT    NOT NULL,
    patient_name TEXT    NOT NULL,
    age          TEXT    NOT NULL,
    demo         BOOLEAN NOT NULL,
    since        INTEGER NOT NULL,
    until        INTEGER
);
CREATE UNIQUE INDEX one_binding_per_device ON bindings (device) WHERE until IS NULL;
CREATE UNIQUE INDEX one_binding_per_bed ON bindings (bed) WHERE until IS NULL;

CREATE TABLE alarms
(
    id              TEXT    NOT NULL PRIMARY KEY,
    patient_id      TEXT    NOT NULL,
    bed             TEXT    NOT NULL,
    demo            BOOLEAN NOT NULL,
    kind            TEXT    NOT NULL,
    priority        TEXT    NOT NULL,
    origin          TEXT    NOT NULL,
    text            TEXT    NOT NULL,
    raised_at       INTEGER NOT NULL,
    ended_at        INTEGER,
    verdict         TEXT,
    decision        TEXT,
    silent          BOOLEAN NOT NULL,
    acknowledged_at INTEGER,
    acknowledged_by TEXT
);
CREATE INDEX alarms_by_time ON alarms (raised_at);
CREATE INDEX alarms_by_bed ON alarms (bed, raised_at);
CREATE INDEX alarms_by_patient ON alarms (patient_id, raised_at);
CREATE INDEX alarms_that_last ON alarms (raised_at) WHERE ended_at IS NULL;

CREATE TABLE strips
(
    alarm_id      TEXT NOT NULL PRIMARY KEY REFERENCES alarms (id),
    alarm_seconds REAL NOT NULL
);

-- Samples are packed without loss (SamplePacking).
CREATE TABLE strip_channels
(
    alarm_id      TEXT    NOT NULL REFERENCES strips (alarm_id),
    position      INTEGER NOT NULL,
    channel_index INTEGER NOT NULL,
    name          TEXT    NOT NULL,
    code          INTEGER NOT NULL,
    rate          REAL    NOT NULL,
    unit          TEXT    NOT NULL,
    gain          REAL    NOT NULL,
    zero          REAL    NOT NULL,
    start         INTEGER NOT NULL,
    count         INTEGER NOT NULL,
    samples       BLOB    NOT NULL,
    PRIMARY KEY (alarm_id, position)
);

CREATE TABLE reviews
(
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    alarm_id TEXT    NOT NULL REFERENCES alarms (id),
    verdict  TEXT    NOT NULL,
    given_by TEXT    NOT NULL,
    given_at INTEGER NOT NULL,
    note     TEXT
);
CREATE INDEX reviews_by_alarm ON reviews (alarm_id);

CREATE TABLE patient_states
(
    patient_id TEXT    NOT NULL PRIMARY KEY,
    saved_at   INTEGER NOT NULL,
    state      TEXT    NOT NULL
);

-- Append-only and chained: each hash is over the one before and the entry's content (AuditChain).
CREATE TABLE audit
(
    sequence INTEGER NOT NULL PRIMARY KEY,
    at       INTEGER NOT NULL,
    actor    TEXT    NOT NULL,
    what     TEXT    NOT NULL,
    subject  TEXT    NOT NULL,
    detail   TEXT    NOT NULL,
    hash     BLOB    NOT NULL
);
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
