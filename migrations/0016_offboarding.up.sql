SET row_security = off;
-- oldest-binary: 6
-- transaction: no
-- Things that were deleted; what lists of accounts and users need; names that look alike. Each statement by itself and good to be run again:
-- in one transaction the locks on several tables would meet those of validations the wrong way round, and end some of them.

-- Deleted is a mark: events and the audit log name these rows. An older server takes what is deleted for disabled and cannot wake it.
ALTER TABLE account
    DROP CONSTRAINT IF EXISTS account_deleted_sleeps,
    ADD COLUMN IF NOT EXISTS deleted_at timestamptz,
    ADD CONSTRAINT account_deleted_sleeps CHECK (deleted_at IS NULL OR disabled_at IS NOT NULL) NOT VALID;
ALTER TABLE app_user
    DROP CONSTRAINT IF EXISTS app_user_deleted_sleeps,
    ADD COLUMN IF NOT EXISTS deleted_at timestamptz,
    ADD CONSTRAINT app_user_deleted_sleeps CHECK (deleted_at IS NULL OR disabled_at IS NOT NULL) NOT VALID;
ALTER TABLE platform
    DROP CONSTRAINT IF EXISTS platform_deleted_sleeps,
    ADD COLUMN IF NOT EXISTS deleted_at timestamptz,
    ADD CONSTRAINT platform_deleted_sleeps CHECK (deleted_at IS NULL OR disabled_at IS NOT NULL) NOT VALID;
ALTER TABLE platform_secret ADD COLUMN IF NOT EXISTS last_used_at timestamptz;

-- What is left of a name for somebody who reads it quickly: compatibility forms folded, what cannot be seen taken out, letters of other
-- scripts that look like Latin ones read as those, all that looks like o or l as these. For warnings only: names are compared byte for byte.
CREATE OR REPLACE FUNCTION name_skeleton(name text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT replace(translate(
            lower(translate(
                regexp_replace(
                    normalize(name, NFKC),
                    '[\s\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0]',
                    '', 'g'
                ),
                'АВСЕНІЈКМОРЅТХУаеосрхуіјѕԁһԛԝѵӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧαινορτυχİı',
                'ABCEHIJKMOPSTXYaeocpxyijsdhqwvlABEZHIKMNOPTYXaivoptuxIi'
            )),
            '01i|', 'olll'
        ), 'rn', 'm')
    $$;
REVOKE ALL ON FUNCTION name_skeleton(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION name_skeleton(text) TO symbolon_app;

ALTER TABLE account_grant ADD COLUMN IF NOT EXISTS created_at timestamptz;
-- Null: made before this was kept.
ALTER TABLE account_grant ALTER COLUMN created_at SET DEFAULT tenant_now();

ALTER TABLE account ADD COLUMN IF NOT EXISTS name_key text GENERATED ALWAYS AS (name_skeleton(name)) STORED;
ALTER TABLE platform ADD COLUMN IF NOT EXISTS name_key text GENERATED ALWAYS AS (name_skeleton(name)) STORED;
