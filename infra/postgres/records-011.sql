-- The audit trail is searched by time, and by the bed, alarm, device or patient that it is about.
CREATE INDEX audit_by_time ON audit (at);
CREATE INDEX audit_by_subject ON audit (subject);
