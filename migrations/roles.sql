-- The roles of one PostgreSQL cluster, made once by a superuser: symbolon migrate roles | psql
-- None of them can see past the wall between tenants but symbolon_backup, which the server never has.
-- Give a login a password yourself: ALTER ROLE symbolon_app PASSWORD '…';
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'symbolon_owner') THEN
        CREATE ROLE symbolon_owner NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'symbolon_migrator') THEN
        CREATE ROLE symbolon_migrator LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'symbolon_app') THEN
        CREATE ROLE symbolon_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'symbolon_worker') THEN
        CREATE ROLE symbolon_worker LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'symbolon_backup') THEN
        CREATE ROLE symbolon_backup LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS;
    END IF;
END
$$;
GRANT symbolon_owner TO symbolon_migrator;
GRANT pg_read_all_data TO symbolon_backup;
