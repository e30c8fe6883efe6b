-- Sealed segments of the audit trail: entries that a file holds now, and that left the table. Append-only, and chained
-- like the trail: the hash is over the seal before and this one (AuditSealChain), and the entry that records the seal
-- names it.
CREATE TABLE audit_seals
(
    number         BIGINT NOT NULL PRIMARY KEY,
    first_sequence BIGINT NOT NULL,
    last_sequence  BIGINT NOT NULL,
    first_at       BIGINT NOT NULL,
    last_at        BIGINT NOT NULL,
    before_hash    BYTEA  NOT NULL,
    last_hash      BYTEA  NOT NULL,
    file_name      TEXT   NOT NULL,
    file_hash      BYTEA  NOT NULL,
    sealed_at      BIGINT NOT NULL,
    sealed_by      TEXT   NOT NULL,
    entry          BIGINT NOT NULL,
    hash           BYTEA  NOT NULL
);
CREATE TRIGGER audit_seals_are_never_changed BEFORE UPDATE OR DELETE ON audit_seals
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit();
CREATE TRIGGER audit_seals_are_never_emptied BEFORE TRUNCATE ON audit_seals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit();

-- An entry may leave the trail only where a seal holds its number and a newer entry records that seal.
-- The tables are named with their schema, so that tables of these names elsewhere do not count.
CREATE FUNCTION refuse_unsealed_removal_of_audit() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    unsealed BOOLEAN;
BEGIN
    EXECUTE format(
        'SELECT EXISTS (SELECT 1 FROM removed WHERE NOT EXISTS (
             SELECT 1 FROM %1$I.audit_seals AS seal JOIN %1$I.audit AS recorded ON recorded.sequence = seal.entry
             WHERE recorded.what = ''audit.sealed'' AND seal.entry > seal.last_sequence
               AND removed.sequence BETWEEN seal.first_sequence AND seal.last_sequence))',
        TG_TABLE_SCHEMA) INTO unsealed;
    IF unsealed THEN
        RAISE EXCEPTION 'the audit trail is append-only: only sealed entries leave it';
    END IF;
    RETURN NULL;
END
$$;
DROP TRIGGER audit_is_never_changed ON audit;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit();
CREATE TRIGGER audit_is_never_shortened AFTER DELETE ON audit REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_unsealed_removal_of_audit();
