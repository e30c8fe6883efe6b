-- The suppression mode of each kind of alarm on each ward (ISuppressionRules). The newest row of a ward and kind holds; no row is changed.

CREATE TABLE suppression_rules
(
    id              BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ward            TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    mode            TEXT    NOT NULL,
    said_by         TEXT    NOT NULL,
    said_at         BIGINT  NOT NULL,
    reason          TEXT    NOT NULL,
    operating_point TEXT    NOT NULL
);
CREATE INDEX suppression_rules_by_kind ON suppression_rules (ward, kind, id);
