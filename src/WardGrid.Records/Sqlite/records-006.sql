-- Whether the alarm ended because its device left or fell silent; null in rows of an older WardGrid.

ALTER TABLE alarms ADD COLUMN device_lost BOOLEAN;
