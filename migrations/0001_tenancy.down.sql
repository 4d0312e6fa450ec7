SET row_security = off;

DROP FUNCTION tenant_now();
DROP TABLE admin_key;
DROP TABLE tenant_host;
DROP TABLE tenant;
REVOKE USAGE ON SCHEMA public FROM symbolon_app, symbolon_worker;
