-- The summary of each minute of each patient: trends, and the quality of the signals. Kept for days (IMinuteValues).
-- A vital sign without a reading is NULL; the channels are packed (MinutePacking).

CREATE TABLE minutes
(
    patient_id  TEXT    NOT NULL,
    minute      INTEGER NOT NULL,
    bed         TEXT    NOT NULL,
    heart_rate  REAL,
    pulse_rate  REAL,
    spo2        REAL,
    respiration REAL,
    systolic    REAL,
    diastolic   REAL,
    mean        REAL,
    channels    BLOB    NOT NULL,
    PRIMARY KEY (patient_id, minute)
) WITHOUT ROWID;
CREATE INDEX minutes_by_time ON minutes (minute);
