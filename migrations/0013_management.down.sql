SET row_security = off;

-- A key that may do only some things must not become one that may do everything.
ALTER TABLE admin_key NO FORCE ROW LEVEL SECURITY;
UPDATE admin_key SET revoked_at = clock_timestamp() WHERE revoked_at IS NULL AND NOT 'write' = ANY (permissions);
ALTER TABLE admin_key FORCE ROW LEVEL SECURITY;

DROP TABLE idempotency_record;
ALTER TABLE admin_key DROP COLUMN permissions;
