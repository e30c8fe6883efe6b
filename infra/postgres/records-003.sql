-- The settings of a ward for all its screens (IWardSettings); and a patient is in one bed only.

CREATE TABLE wall_sound
(
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    state   TEXT    NOT NULL,
    said_by TEXT    NOT NULL,
    said_at BIGINT  NOT NULL,
    until   BIGINT
);

CREATE TABLE bed_groups
(
    name TEXT NOT NULL PRIMARY KEY
);

CREATE TABLE bed_group_beds
(
    name TEXT NOT NULL REFERENCES bed_groups (name) ON DELETE CASCADE,
    bed  TEXT NOT NULL,
    PRIMARY KEY (name, bed)
);

-- A patient with a second bed has left the first.
UPDATE bindings SET until = since WHERE until IS NULL AND EXISTS
(
    SELECT 1 FROM bindings AS newer
    WHERE newer.patient_id = bindings.patient_id AND newer.until IS NULL
        AND (newer.since > bindings.since OR (newer.since = bindings.since AND newer.id > bindings.id))
);
CREATE UNIQUE INDEX one_binding_per_patient ON bindings (patient_id) WHERE until IS NULL;
