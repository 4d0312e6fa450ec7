SET row_security = off;

CREATE FUNCTION queue_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_unsealed (tenant_id, entry_id) VALUES (NEW.tenant_id, NEW.id);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION queue_audit_entry() FROM PUBLIC;
DROP TRIGGER audit_entry_queued ON audit_entry;
CREATE TRIGGER audit_entry_queued AFTER INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION queue_audit_entry();
DROP FUNCTION queue_audit_entries();
