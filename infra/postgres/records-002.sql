-- What each minute of each patient came to: trends, and the quality of the signals. Kept for days, not for ever (IMinuteValues).
-- A sign without a reading is NULL; the channels are packed (MinutePacking).

CREATE TABLE minutes
(
    patient_id  TEXT   NOT NULL,
    minute      BIGINT NOT NULL,
    bed         TEXT   NOT NULL,
    heart_rate  DOUBLE PRECISION,
    pulse_rate  DOUBLE PRECISION,
    spo2        DOUBLE PRECISION,
    respiration DOUBLE PRECISION,
    systolic    DOUBLE PRECISION,
    diastolic   DOUBLE PRECISION,
    mean        DOUBLE PRECISION,
    channels    BYTEA  NOT NULL,
    PRIMARY KEY (patient_id, minute)
);
CREATE INDEX minutes_by_time ON minutes (minute);
