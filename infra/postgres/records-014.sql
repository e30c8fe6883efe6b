-- Conformance runs of devices. The report is JSON; it and the number of messages are null until the run has ended.
CREATE TABLE conformance_runs
(
    id        TEXT    NOT NULL PRIMARY KEY,
    device    TEXT    NOT NULL,
    began_at  BIGINT  NOT NULL,
    length_ms BIGINT  NOT NULL,
    asked_by  TEXT    NOT NULL,
    messages  BIGINT,
    report    TEXT
);

CREATE INDEX conformance_runs_by_device ON conformance_runs (device, began_at);
