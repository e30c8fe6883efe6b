-- Conformance runs of devices. The report is JSON; it and the number of messages are null until the run has ended.
CREATE TABLE conformance_runs
(
    id        TEXT    NOT NULL PRIMARY KEY,
    device    TEXT    NOT NULL,
    began_at  INTEGER NOT NULL,
    length_ms INTEGER NOT NULL,
    asked_by  TEXT    NOT NULL,
    messages  INTEGER,
    report    TEXT
);

CREATE INDEX conformance_runs_by_device ON conformance_runs (device, began_at);
