SET row_security = off;
-- oldest-binary: 6
-- transaction: no
-- What raises the revisions of 18. Each trigger by itself, so that nobody who writes to several of these tables meets this half way; all are
-- always enabled: what a replica's session or a restore writes counts as well.

CREATE OR REPLACE TRIGGER revision_update AFTER UPDATE ON account REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_account();
ALTER TABLE account ENABLE ALWAYS TRIGGER revision_update;
CREATE OR REPLACE TRIGGER revision_delete AFTER DELETE ON account REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_account();
ALTER TABLE account ENABLE ALWAYS TRIGGER revision_delete;
CREATE OR REPLACE TRIGGER revision_truncate AFTER TRUNCATE ON account FOR EACH STATEMENT EXECUTE FUNCTION registry.note_all();
ALTER TABLE account ENABLE ALWAYS TRIGGER revision_truncate;

CREATE OR REPLACE TRIGGER revision_update AFTER UPDATE ON app_user REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_app_user();
ALTER TABLE app_user ENABLE ALWAYS TRIGGER revision_update;
CREATE OR REPLACE TRIGGER revision_delete AFTER DELETE ON app_user REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_app_user();
ALTER TABLE app_user ENABLE ALWAYS TRIGGER revision_delete;
CREATE OR REPLACE TRIGGER revision_truncate AFTER TRUNCATE ON app_user FOR EACH STATEMENT EXECUTE FUNCTION registry.note_all();
ALTER TABLE app_user ENABLE ALWAYS TRIGGER revision_truncate;

CREATE OR REPLACE TRIGGER revision_insert AFTER INSERT ON membership REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_membership();
ALTER TABLE membership ENABLE ALWAYS TRIGGER revision_insert;
CREATE OR REPLACE TRIGGER revision_update AFTER UPDATE ON membership REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_membership();
ALTER TABLE membership ENABLE ALWAYS TRIGGER revision_update;
CREATE OR REPLACE TRIGGER revision_delete AFTER DELETE ON membership REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_membership();
ALTER TABLE membership ENABLE ALWAYS TRIGGER revision_delete;
CREATE OR REPLACE TRIGGER revision_truncate AFTER TRUNCATE ON membership FOR EACH STATEMENT EXECUTE FUNCTION registry.note_all();
ALTER TABLE membership ENABLE ALWAYS TRIGGER revision_truncate;

CREATE OR REPLACE TRIGGER revision_update AFTER UPDATE ON platform REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_platform();
ALTER TABLE platform ENABLE ALWAYS TRIGGER revision_update;
CREATE OR REPLACE TRIGGER revision_delete AFTER DELETE ON platform REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_platform();
ALTER TABLE platform ENABLE ALWAYS TRIGGER revision_delete;
CREATE OR REPLACE TRIGGER revision_truncate AFTER TRUNCATE ON platform FOR EACH STATEMENT EXECUTE FUNCTION registry.note_all();
ALTER TABLE platform ENABLE ALWAYS TRIGGER revision_truncate;

CREATE OR REPLACE TRIGGER revision_update AFTER UPDATE ON platform_secret REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_platform_secret();
ALTER TABLE platform_secret ENABLE ALWAYS TRIGGER revision_update;
CREATE OR REPLACE TRIGGER revision_delete AFTER DELETE ON platform_secret REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_platform_secret();
ALTER TABLE platform_secret ENABLE ALWAYS TRIGGER revision_delete;
CREATE OR REPLACE TRIGGER revision_truncate AFTER TRUNCATE ON platform_secret FOR EACH STATEMENT EXECUTE FUNCTION registry.note_all();
ALTER TABLE platform_secret ENABLE ALWAYS TRIGGER revision_truncate;

CREATE OR REPLACE TRIGGER revision_update AFTER UPDATE ON account_grant REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_account_grant();
ALTER TABLE account_grant ENABLE ALWAYS TRIGGER revision_update;
CREATE OR REPLACE TRIGGER revision_delete AFTER DELETE ON account_grant REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_account_grant();
ALTER TABLE account_grant ENABLE ALWAYS TRIGGER revision_delete;
CREATE OR REPLACE TRIGGER revision_truncate AFTER TRUNCATE ON account_grant FOR EACH STATEMENT EXECUTE FUNCTION registry.note_all();
ALTER TABLE account_grant ENABLE ALWAYS TRIGGER revision_truncate;

CREATE OR REPLACE TRIGGER revision_update AFTER UPDATE ON token_family REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_token_family();
ALTER TABLE token_family ENABLE ALWAYS TRIGGER revision_update;
CREATE OR REPLACE TRIGGER revision_delete AFTER DELETE ON token_family REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_token_family();
ALTER TABLE token_family ENABLE ALWAYS TRIGGER revision_delete;
CREATE OR REPLACE TRIGGER revision_truncate AFTER TRUNCATE ON token_family FOR EACH STATEMENT EXECUTE FUNCTION registry.note_all();
ALTER TABLE token_family ENABLE ALWAYS TRIGGER revision_truncate;

CREATE OR REPLACE TRIGGER revision_update AFTER UPDATE ON access_token REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_access_token();
ALTER TABLE access_token ENABLE ALWAYS TRIGGER revision_update;
CREATE OR REPLACE TRIGGER revision_delete AFTER DELETE ON access_token REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_access_token();
ALTER TABLE access_token ENABLE ALWAYS TRIGGER revision_delete;
CREATE OR REPLACE TRIGGER revision_truncate AFTER TRUNCATE ON access_token FOR EACH STATEMENT EXECUTE FUNCTION registry.note_all();
ALTER TABLE access_token ENABLE ALWAYS TRIGGER revision_truncate;

CREATE OR REPLACE TRIGGER revision_update AFTER UPDATE ON personal_access_token REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_personal_access_token();
ALTER TABLE personal_access_token ENABLE ALWAYS TRIGGER revision_update;
CREATE OR REPLACE TRIGGER revision_delete AFTER DELETE ON personal_access_token REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_personal_access_token();
ALTER TABLE personal_access_token ENABLE ALWAYS TRIGGER revision_delete;
CREATE OR REPLACE TRIGGER revision_truncate AFTER TRUNCATE ON personal_access_token FOR EACH STATEMENT EXECUTE FUNCTION registry.note_all();
ALTER TABLE personal_access_token ENABLE ALWAYS TRIGGER revision_truncate;

CREATE OR REPLACE TRIGGER revision_insert AFTER INSERT ON scope_record REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_scope_record();
ALTER TABLE scope_record ENABLE ALWAYS TRIGGER revision_insert;
CREATE OR REPLACE TRIGGER revision_update AFTER UPDATE ON scope_record REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_scope_record();
ALTER TABLE scope_record ENABLE ALWAYS TRIGGER revision_update;
CREATE OR REPLACE TRIGGER revision_delete AFTER DELETE ON scope_record REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_scope_record();
ALTER TABLE scope_record ENABLE ALWAYS TRIGGER revision_delete;
CREATE OR REPLACE TRIGGER revision_truncate AFTER TRUNCATE ON scope_record FOR EACH STATEMENT EXECUTE FUNCTION registry.note_all();
ALTER TABLE scope_record ENABLE ALWAYS TRIGGER revision_truncate;

CREATE OR REPLACE TRIGGER revision_update AFTER UPDATE ON resource_server REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_resource_server();
ALTER TABLE resource_server ENABLE ALWAYS TRIGGER revision_update;
CREATE OR REPLACE TRIGGER revision_delete AFTER DELETE ON resource_server REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_resource_server();
ALTER TABLE resource_server ENABLE ALWAYS TRIGGER revision_delete;
CREATE OR REPLACE TRIGGER revision_truncate AFTER TRUNCATE ON resource_server FOR EACH STATEMENT EXECUTE FUNCTION registry.note_all();
ALTER TABLE resource_server ENABLE ALWAYS TRIGGER revision_truncate;

CREATE OR REPLACE TRIGGER revision_update AFTER UPDATE ON resource_server_secret REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_resource_server_secret();
ALTER TABLE resource_server_secret ENABLE ALWAYS TRIGGER revision_update;
CREATE OR REPLACE TRIGGER revision_delete AFTER DELETE ON resource_server_secret REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_resource_server_secret();
ALTER TABLE resource_server_secret ENABLE ALWAYS TRIGGER revision_delete;
CREATE OR REPLACE TRIGGER revision_truncate AFTER TRUNCATE ON resource_server_secret FOR EACH STATEMENT EXECUTE FUNCTION registry.note_all();
ALTER TABLE resource_server_secret ENABLE ALWAYS TRIGGER revision_truncate;

CREATE OR REPLACE TRIGGER revision_update AFTER UPDATE ON admin_key REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_admin_key();
ALTER TABLE admin_key ENABLE ALWAYS TRIGGER revision_update;
CREATE OR REPLACE TRIGGER revision_delete AFTER DELETE ON admin_key REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_admin_key();
ALTER TABLE admin_key ENABLE ALWAYS TRIGGER revision_delete;
CREATE OR REPLACE TRIGGER revision_truncate AFTER TRUNCATE ON admin_key FOR EACH STATEMENT EXECUTE FUNCTION registry.note_all();
ALTER TABLE admin_key ENABLE ALWAYS TRIGGER revision_truncate;
