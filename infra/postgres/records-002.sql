-- The summary of each minute of each patient: trends, and the quality of the signals. Kept for days (IMinuteValues).
-- A vital sign without a reading is NULL; the channels are packed (MinutePacking).

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
