SET row_security = off;

DROP FUNCTION audit_waiting();
DROP TRIGGER audit_entry_queued ON audit_entry;
DROP FUNCTION queue_audit_entry();
DROP TABLE audit_batch;
DROP TABLE audit_seal;
DROP TABLE audit_chain;
DROP TABLE audit_unsealed;
ALTER TABLE audit_entry
    DROP COLUMN before,
    DROP COLUMN after;
