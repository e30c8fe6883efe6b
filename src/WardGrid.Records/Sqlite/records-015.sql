-- INSERT OR REPLACE removes the row that is there, and SQLite asks no delete trigger about that. So an entry and a seal
-- may only be added after the newest one.
CREATE TRIGGER audit_is_never_replaced BEFORE INSERT ON audit
WHEN NEW.sequence <= (SELECT MAX(sequence) FROM audit)
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
CREATE TRIGGER audit_seals_are_never_replaced BEFORE INSERT ON audit_seals
WHEN NEW.number <= (SELECT MAX(number) FROM audit_seals)
BEGIN
    SELECT RAISE(ABORT, 'the seals of the audit trail are append-only');
END;
