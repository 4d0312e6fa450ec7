SET row_security = off;

ALTER TABLE platform DROP COLUMN IF EXISTS name_key, DROP COLUMN IF EXISTS deleted_at;
ALTER TABLE account DROP COLUMN IF EXISTS name_key, DROP COLUMN IF EXISTS deleted_at;
ALTER TABLE app_user DROP COLUMN IF EXISTS deleted_at;
ALTER TABLE platform_secret DROP COLUMN IF EXISTS last_used_at;
ALTER TABLE account_grant DROP COLUMN IF EXISTS created_at;
DROP FUNCTION IF EXISTS name_skeleton(text);
