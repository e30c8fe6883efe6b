-- WardGrid's records in PostgreSQL. The SQLite schema (src/WardGrid.Records/Sqlite) has the same tables and columns, so the statements are shared.
-- The server runs this itself, in the first schema of its connection's search path (wardgrid by default).
-- Times are microseconds since 1970, UTC.

CREATE TABLE devices
(
    device        TEXT    NOT NULL PRIMARY KEY,
    model         TEXT    NOT NULL,
    serial        TEXT    NOT NULL,
    password_hash TEXT    NOT NULL,
    demo          BOOLEAN NOT NULL,
    registered_at BIGINT  NOT NULL,
    retired_at    BIGINT
);

-- An association in force has no end. One device serves one bed, one bed has one device.
CREATE TABLE bindings
(
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device       TEXT    NOT NULL REFERENCES devices (device),
    ward         TEXT    NOT NULL,
    bed          TEXT    NOT NULL,
    patient_id   TEXT    NOT NULL,
    patient_name TEXT    NOT NULL,
    age          TEXT    NOT NULL,
    demo         BOOLEAN NOT NULL,
    since        BIGINT  NOT NULL,
    until        BIGINT
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
    raised_at       BIGINT  NOT NULL,
    ended_at        BIGINT,
    verdict         TEXT,
    decision        TEXT,
    silent          BOOLEAN NOT NULL,
    acknowledged_at BIGINT,
    acknowledged_by TEXT
);
CREATE INDEX alarms_by_time ON alarms (raised_at);
CREATE INDEX alarms_by_bed ON alarms (bed, raised_at);
CREATE INDEX alarms_by_patient ON alarms (patient_id, raised_at);
CREATE INDEX alarms_that_last ON alarms (raised_at) WHERE ended_at IS NULL;

CREATE TABLE strips
(
    alarm_id      TEXT NOT NULL PRIMARY KEY REFERENCES alarms (id),
    alarm_seconds DOUBLE PRECISION NOT NULL
);

-- Samples are packed without loss (SamplePacking).
CREATE TABLE strip_channels
(
    alarm_id      TEXT    NOT NULL REFERENCES strips (alarm_id),
    position      INTEGER NOT NULL,
    channel_index INTEGER NOT NULL,
    name          TEXT    NOT NULL,
    code          INTEGER NOT NULL,
    rate          DOUBLE PRECISION NOT NULL,
    unit          TEXT    NOT NULL,
    gain          DOUBLE PRECISION NOT NULL,
    zero          DOUBLE PRECISION NOT NULL,
    start         BIGINT  NOT NULL,
    count         INTEGER NOT NULL,
    samples       BYTEA   NOT NULL,
    PRIMARY KEY (alarm_id, position)
);

CREATE TABLE reviews
(
    id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alarm_id TEXT    NOT NULL REFERENCES alarms (id),
    verdict  TEXT    NOT NULL,
    given_by TEXT    NOT NULL,
    given_at BIGINT  NOT NULL,
    note     TEXT
);
CREATE INDEX reviews_by_alarm ON reviews (alarm_id);

CREATE TABLE patient_states
(
    patient_id TEXT    NOT NULL PRIMARY KEY,
    saved_at   BIGINT  NOT NULL,
    state      TEXT    NOT NULL
);

-- Append-only and chained: each hash is over the one before and the entry's content (AuditChain).
CREATE TABLE audit
(
    sequence BIGINT  NOT NULL PRIMARY KEY,
    at       BIGINT  NOT NULL,
    actor    TEXT    NOT NULL,
    what     TEXT    NOT NULL,
    subject  TEXT    NOT NULL,
    detail   TEXT    NOT NULL,
    hash     BYTEA   NOT NULL
);

CREATE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only';
END
$$;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit();
CREATE TRIGGER audit_is_never_emptied BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit();
