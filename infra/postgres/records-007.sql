-- The alarm that stands for the event to which this one belongs; null if the alarm stands for its event itself, and in rows of an older WardGrid.

ALTER TABLE alarms ADD COLUMN part_of TEXT;

CREATE INDEX alarms_part_of ON alarms (part_of) WHERE part_of IS NOT NULL;
