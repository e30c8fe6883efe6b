-- Sealed segments of the audit trail: entries that a file holds now, and that left the table. Append-only, and chained
-- like the trail: the hash is over the seal before and this one (AuditSealChain), and the entry that records the seal
-- names it.
CREATE TABLE audit_seals
(
    number         INTEGER NOT NULL PRIMARY KEY,
    first_sequence INTEGER NOT NULL,
    last_sequence  INTEGER NOT NULL,
    first_at       INTEGER NOT NULL,
    last_at        INTEGER NOT NULL,
    before_hash    BLOB    NOT NULL,
    last_hash      BLOB    NOT NULL,
    file_name      TEXT    NOT NULL,
    file_hash      BLOB    NOT NULL,
    sealed_at      INTEGER NOT NULL,
    sealed_by      TEXT    NOT NULL,
    entry          INTEGER NOT NULL,
    hash           BLOB    NOT NULL
);
CREATE TRIGGER audit_seals_are_never_changed BEFORE UPDATE ON audit_seals
BEGIN
    SELECT RAISE(ABORT, 'the seals of the audit trail are append-only');
END;
CREATE TRIGGER audit_seals_are_never_removed BEFORE DELETE ON audit_seals
BEGIN
    SELECT RAISE(ABORT, 'the seals of the audit trail are append-only');
END;

-- An entry may leave the trail only where a seal holds its number and a newer entry records that seal.
DROP TRIGGER audit_is_never_shortened;
CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit
WHEN NOT EXISTS (SELECT 1 FROM audit_seals JOIN audit AS recorded ON recorded.sequence = audit_seals.entry
                 WHERE recorded.what = 'audit.sealed' AND audit_seals.entry > audit_seals.last_sequence
                   AND OLD.sequence BETWEEN audit_seals.first_sequence AND audit_seals.last_sequence)
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only: only sealed entries leave it');
END;
