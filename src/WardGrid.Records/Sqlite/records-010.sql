-- People who sign in, wall screens, and the keys of the session cookies.

-- lookup_name is the user name in capital letters; wards are separated by line breaks, and none means all.
CREATE TABLE people
(
    id                TEXT    NOT NULL PRIMARY KEY,
    user_name         TEXT    NOT NULL,
    lookup_name       TEXT    NOT NULL UNIQUE,
    name              TEXT    NOT NULL,
    roles             INTEGER NOT NULL,
    wards             TEXT    NOT NULL,
    password_hash     TEXT    NOT NULL,
    pin_hash          TEXT,
    security_stamp    TEXT    NOT NULL,
    authenticator_key TEXT,
    has_second_factor BOOLEAN NOT NULL,
    failed_sign_ins   INTEGER NOT NULL,
    locked_until      INTEGER,
    demo              BOOLEAN NOT NULL,
    created_at        INTEGER NOT NULL,
    disabled_at       INTEGER,
    version           INTEGER NOT NULL
);

CREATE TABLE displays
(
    id         TEXT    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    ward       TEXT    NOT NULL,
    token_hash TEXT    NOT NULL UNIQUE,
    created_by TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
);

CREATE TABLE session_keys
(
    id  TEXT NOT NULL PRIMARY KEY,
    xml TEXT NOT NULL
);

-- To find the wards of an alarm's patient.
CREATE INDEX bindings_by_patient ON bindings (patient_id, bed);
