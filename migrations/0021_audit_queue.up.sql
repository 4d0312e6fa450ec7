SET row_security = off;
-- oldest-binary: 6
-- Entries of the audit log are put into the queue of seals by the statement, not one by one: issuing many tokens in one writes many.

CREATE FUNCTION queue_audit_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_unsealed (tenant_id, entry_id) SELECT tenant_id, id FROM new_rows;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION queue_audit_entries() FROM PUBLIC;
DROP TRIGGER audit_entry_queued ON audit_entry;
CREATE TRIGGER audit_entry_queued AFTER INSERT ON audit_entry REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION queue_audit_entries();
DROP FUNCTION queue_audit_entry();
