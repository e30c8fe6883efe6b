-- The second verdict on an alarm and its decision with its time as JSON; null if the samples after the alarm changed nothing, and in rows of an older WardGrid.

ALTER TABLE alarms ADD COLUMN second_verdict TEXT;

ALTER TABLE alarms ADD COLUMN second_decision TEXT;
