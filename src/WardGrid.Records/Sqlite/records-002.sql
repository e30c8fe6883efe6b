-- What each minute of each patient came to: trends, and the quality of the signals. Kept for days, not for ever (IMinuteValues).
-- A sign without a reading is NULL; the channels are packed (MinutePacking).

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
