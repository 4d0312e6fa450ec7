SET row_security = off;
-- oldest-binary: 6
-- The read barrier: a number for each tenant that is raised, in the commit that does it, by whatever changes what a validation is made from.
-- What memory holds is good for as long as the number stands. Registry tables, of ids and numbers only: read for many tenants at once.
-- Its functions go by the policies whoever calls them, in a migration with row_security off too.

CREATE SCHEMA registry;
GRANT USAGE ON SCHEMA registry TO symbolon_app;

-- A tenant without a row here has nothing that is good. The nil id stands for the operators' own keys.
CREATE TABLE registry.tenant_revision (
    tenant_id uuid NOT NULL,
    number bigint NOT NULL DEFAULT 0,
    -- New at every raise: a number that comes back, after a failover, is another's.
    stamp uuid NOT NULL DEFAULT gen_random_uuid(),
    CONSTRAINT tenant_revision_pkey PRIMARY KEY (tenant_id)
) WITH (fillfactor = 50);

-- What changed, one row for each statement and tenant: its row in memory is dropped, and the rest stays.
CREATE TABLE registry.tenant_revision_log (
    tenant_id uuid NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    -- Too many to name.
    everything boolean NOT NULL,
    ids uuid[] NOT NULL,
    -- Those of the revision that this change raised: known at its commit.
    number bigint,
    stamp uuid,
    raised_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT tenant_revision_log_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT tenant_revision_log_number_key UNIQUE (tenant_id, number)
);

CREATE FUNCTION registry.log_change(changed_tenant uuid, keys uuid[]) RETURNS void LANGUAGE plpgsql SET row_security = on AS $$
DECLARE
    present text := coalesce(current_setting('app.tenant', true), '');
    are_too_many boolean := keys IS NULL OR cardinality(keys) > 1000;
BEGIN
    PERFORM set_config('app.tenant', changed_tenant::text, true);
    INSERT INTO registry.tenant_revision_log (tenant_id, everything, ids)
    VALUES (changed_tenant, are_too_many, CASE WHEN are_too_many THEN '{}' ELSE keys END);
    PERFORM set_config('app.tenant', present, true);
END
$$;

-- At commit, so that the lock on the revision is the last to be taken and lasts for the commit only.
CREATE FUNCTION registry.raise_revision() RETURNS trigger LANGUAGE plpgsql SET row_security = on AS $$
DECLARE
    present text := coalesce(current_setting('app.tenant', true), '');
    raised record;
    changed_rows integer;
BEGIN
    PERFORM set_config('app.tenant', NEW.tenant_id::text, true);
    UPDATE registry.tenant_revision SET number = number + 1, stamp = gen_random_uuid() WHERE tenant_id = NEW.tenant_id
    RETURNING number, stamp INTO raised;
    GET DIAGNOSTICS changed_rows = ROW_COUNT;
    IF changed_rows = 1 THEN
        UPDATE registry.tenant_revision_log SET number = raised.number, stamp = raised.stamp
        WHERE tenant_id = NEW.tenant_id AND id = NEW.id;
        GET DIAGNOSTICS changed_rows = ROW_COUNT;
    ELSIF NOT EXISTS (SELECT FROM public.tenant WHERE id = NEW.tenant_id) THEN
        -- The tenant itself is gone, and its revision with it: nothing of it is good.
        changed_rows := 1;
    END IF;
    IF changed_rows <> 1 THEN
        RAISE EXCEPTION 'the revision of tenant % could not be raised: this change would not be seen by servers that remember', NEW.tenant_id;
    END IF;
    PERFORM set_config('app.tenant', present, true);
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER revision_raised AFTER INSERT ON registry.tenant_revision_log
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION registry.raise_revision();
ALTER TABLE registry.tenant_revision_log ENABLE ALWAYS TRIGGER revision_raised;

-- Of everybody: a table was emptied.
CREATE FUNCTION registry.note_all() RETURNS trigger LANGUAGE plpgsql SET row_security = on AS $$
DECLARE
    changed_tenant uuid;
BEGIN
    FOR changed_tenant IN SELECT tenant_id FROM registry.tenant_revision ORDER BY tenant_id LOOP
        PERFORM registry.log_change(changed_tenant, NULL);
    END LOOP;
    RETURN NULL;
END
$$;

-- The tenant's own row is what every answer begins with.
CREATE FUNCTION registry.note_tenant() RETURNS trigger LANGUAGE plpgsql SET row_security = on AS $$
DECLARE
    present text := coalesce(current_setting('app.tenant', true), '');
    changed_tenant uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        FOR changed_tenant IN SELECT id FROM new_rows LOOP
            PERFORM set_config('app.tenant', changed_tenant::text, true);
            INSERT INTO registry.tenant_revision (tenant_id) VALUES (changed_tenant);
        END LOOP;
        PERFORM set_config('app.tenant', present, true);
    ELSE
        FOR changed_tenant IN
            SELECT DISTINCT touched.id
            FROM old_rows AS old_row
            FULL JOIN new_rows AS new_row ON new_row.id = old_row.id
            CROSS JOIN LATERAL (VALUES (old_row.id), (new_row.id)) AS touched (id)
            WHERE touched.id IS NOT NULL AND old_row IS DISTINCT FROM new_row
            ORDER BY touched.id
        LOOP
            PERFORM registry.log_change(changed_tenant, NULL);
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER revision_insert AFTER INSERT ON tenant REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_tenant();
ALTER TABLE tenant ENABLE ALWAYS TRIGGER revision_insert;
CREATE TRIGGER revision_update AFTER UPDATE ON tenant REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_tenant();
ALTER TABLE tenant ENABLE ALWAYS TRIGGER revision_update;
CREATE TRIGGER revision_truncate AFTER TRUNCATE ON tenant FOR EACH STATEMENT EXECUTE FUNCTION registry.note_all();
ALTER TABLE tenant ENABLE ALWAYS TRIGGER revision_truncate;

-- Which tenant a host leads to.
CREATE FUNCTION registry.note_tenant_host() RETURNS trigger LANGUAGE plpgsql SET row_security = on AS $$
DECLARE
    changed_tenant uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        FOR changed_tenant IN SELECT DISTINCT tenant_id FROM new_rows ORDER BY 1 LOOP
            PERFORM registry.log_change(changed_tenant, NULL);
        END LOOP;
    ELSIF TG_OP = 'UPDATE' THEN
        FOR changed_tenant IN SELECT tenant_id FROM old_rows UNION SELECT tenant_id FROM new_rows ORDER BY 1 LOOP
            PERFORM registry.log_change(changed_tenant, NULL);
        END LOOP;
    ELSE
        FOR changed_tenant IN SELECT DISTINCT tenant_id FROM old_rows ORDER BY 1 LOOP
            PERFORM registry.log_change(changed_tenant, NULL);
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER revision_insert AFTER INSERT ON tenant_host REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_tenant_host();
ALTER TABLE tenant_host ENABLE ALWAYS TRIGGER revision_insert;
CREATE TRIGGER revision_update AFTER UPDATE ON tenant_host REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_tenant_host();
ALTER TABLE tenant_host ENABLE ALWAYS TRIGGER revision_update;
CREATE TRIGGER revision_delete AFTER DELETE ON tenant_host REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.note_tenant_host();
ALTER TABLE tenant_host ENABLE ALWAYS TRIGGER revision_delete;
CREATE TRIGGER revision_truncate AFTER TRUNCATE ON tenant_host FOR EACH STATEMENT EXECUTE FUNCTION registry.note_all();
ALTER TABLE tenant_host ENABLE ALWAYS TRIGGER revision_truncate;

-- The rest alike: columns that no answer is made from are left out, new rows where only their absence could be known, and what is deleted
-- after it had ended.

CREATE FUNCTION registry.note_account() RETURNS trigger LANGUAGE plpgsql SET row_security = on AS $$
DECLARE
    change record;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        FOR change IN
            SELECT touched.tenant_id, array_agg(DISTINCT touched.key) AS keys
            FROM old_rows AS old_row
            FULL JOIN new_rows AS new_row ON new_row.tenant_id = old_row.tenant_id AND new_row.id = old_row.id
            CROSS JOIN LATERAL (VALUES
                (old_row.tenant_id, old_row.id),
                (new_row.tenant_id, new_row.id)
            ) AS touched (tenant_id, key)
            WHERE touched.key IS NOT NULL AND (old_row.id IS NULL OR new_row.id IS NULL
                OR (old_row.public_id, old_row.name, old_row.created_at, old_row.disabled_at, old_row.deleted_at)
                    IS DISTINCT FROM (new_row.public_id, new_row.name, new_row.created_at, new_row.disabled_at, new_row.deleted_at))
            GROUP BY touched.tenant_id ORDER BY touched.tenant_id
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    ELSE
        FOR change IN
            SELECT old_row.tenant_id AS tenant_id, array_agg(DISTINCT old_row.id) AS keys
            FROM old_rows AS old_row
            GROUP BY 1 ORDER BY 1
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION registry.note_app_user() RETURNS trigger LANGUAGE plpgsql SET row_security = on AS $$
DECLARE
    change record;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        FOR change IN
            SELECT touched.tenant_id, array_agg(DISTINCT touched.key) AS keys
            FROM old_rows AS old_row
            FULL JOIN new_rows AS new_row ON new_row.tenant_id = old_row.tenant_id AND new_row.id = old_row.id
            CROSS JOIN LATERAL (VALUES
                (old_row.tenant_id, old_row.id),
                (new_row.tenant_id, new_row.id)
            ) AS touched (tenant_id, key)
            WHERE touched.key IS NOT NULL AND (old_row.id IS NULL OR new_row.id IS NULL
                OR (old_row.email, old_row.name, old_row.created_at, old_row.disabled_at, old_row.deleted_at)
                    IS DISTINCT FROM (new_row.email, new_row.name, new_row.created_at, new_row.disabled_at, new_row.deleted_at))
            GROUP BY touched.tenant_id ORDER BY touched.tenant_id
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    ELSE
        FOR change IN
            SELECT old_row.tenant_id AS tenant_id, array_agg(DISTINCT old_row.id) AS keys
            FROM old_rows AS old_row
            GROUP BY 1 ORDER BY 1
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;

-- The key of a membership is made of both its ids.
CREATE FUNCTION registry.note_membership() RETURNS trigger LANGUAGE plpgsql SET row_security = on AS $$
DECLARE
    change record;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        FOR change IN
            SELECT touched.tenant_id, array_agg(DISTINCT touched.key) AS keys
            FROM old_rows AS old_row
            FULL JOIN new_rows AS new_row ON new_row.tenant_id = old_row.tenant_id
                AND new_row.account_id = old_row.account_id
                AND new_row.user_id = old_row.user_id
            CROSS JOIN LATERAL (VALUES
                (old_row.tenant_id, md5(old_row.account_id::text || old_row.user_id::text)::uuid),
                (new_row.tenant_id, md5(new_row.account_id::text || new_row.user_id::text)::uuid)
            ) AS touched (tenant_id, key)
            WHERE touched.key IS NOT NULL AND (old_row.account_id IS NULL OR new_row.account_id IS NULL
                OR (old_row.roles)
                    IS DISTINCT FROM (new_row.roles))
            GROUP BY touched.tenant_id ORDER BY touched.tenant_id
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    ELSIF TG_OP = 'INSERT' THEN
        FOR change IN
            SELECT new_row.tenant_id AS tenant_id, array_agg(DISTINCT md5(new_row.account_id::text || new_row.user_id::text)::uuid) AS keys
            FROM new_rows AS new_row GROUP BY 1 ORDER BY 1
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    ELSE
        FOR change IN
            SELECT old_row.tenant_id AS tenant_id, array_agg(DISTINCT md5(old_row.account_id::text || old_row.user_id::text)::uuid) AS keys
            FROM old_rows AS old_row
            GROUP BY 1 ORDER BY 1
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION registry.note_platform() RETURNS trigger LANGUAGE plpgsql SET row_security = on AS $$
DECLARE
    change record;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        FOR change IN
            SELECT touched.tenant_id, array_agg(DISTINCT touched.key) AS keys
            FROM old_rows AS old_row
            FULL JOIN new_rows AS new_row ON new_row.tenant_id = old_row.tenant_id AND new_row.id = old_row.id
            CROSS JOIN LATERAL (VALUES
                (old_row.tenant_id, old_row.id),
                (new_row.tenant_id, new_row.id)
            ) AS touched (tenant_id, key)
            WHERE touched.key IS NOT NULL AND (old_row.id IS NULL OR new_row.id IS NULL
                OR (old_row.client_id, old_row.name, old_row.description, old_row.url, old_row.redirect_uris,
                        old_row.logo_url, old_row.webhook_url, old_row.scopes, old_row.grant_types, old_row.is_public,
                        old_row.requires_pkce, old_row.generation, old_row.owner_account_id, old_row.created_at,
                        old_row.disabled_at, old_row.deleted_at)
                    IS DISTINCT FROM (new_row.client_id, new_row.name, new_row.description, new_row.url, new_row.redirect_uris,
                        new_row.logo_url, new_row.webhook_url, new_row.scopes, new_row.grant_types, new_row.is_public,
                        new_row.requires_pkce, new_row.generation, new_row.owner_account_id, new_row.created_at,
                        new_row.disabled_at, new_row.deleted_at))
            GROUP BY touched.tenant_id ORDER BY touched.tenant_id
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    ELSE
        FOR change IN
            SELECT old_row.tenant_id AS tenant_id, array_agg(DISTINCT old_row.id) AS keys
            FROM old_rows AS old_row
            GROUP BY 1 ORDER BY 1
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION registry.note_platform_secret() RETURNS trigger LANGUAGE plpgsql SET row_security = on AS $$
DECLARE
    change record;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        FOR change IN
            SELECT touched.tenant_id, array_agg(DISTINCT touched.key) AS keys
            FROM old_rows AS old_row
            FULL JOIN new_rows AS new_row ON new_row.tenant_id = old_row.tenant_id AND new_row.id = old_row.id
            CROSS JOIN LATERAL (VALUES
                (old_row.tenant_id, old_row.id),
                (new_row.tenant_id, new_row.id)
            ) AS touched (tenant_id, key)
            WHERE touched.key IS NOT NULL AND (old_row.id IS NULL OR new_row.id IS NULL
                OR (old_row.platform_id, old_row.secret_hash, old_row.expires_at, old_row.disabled_at)
                    IS DISTINCT FROM (new_row.platform_id, new_row.secret_hash, new_row.expires_at, new_row.disabled_at))
            GROUP BY touched.tenant_id ORDER BY touched.tenant_id
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    ELSE
        FOR change IN
            SELECT old_row.tenant_id AS tenant_id, array_agg(DISTINCT old_row.id) AS keys
            FROM old_rows AS old_row
            GROUP BY 1 ORDER BY 1
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION registry.note_account_grant() RETURNS trigger LANGUAGE plpgsql SET row_security = on AS $$
DECLARE
    change record;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        FOR change IN
            SELECT touched.tenant_id, array_agg(DISTINCT touched.key) AS keys
            FROM old_rows AS old_row
            FULL JOIN new_rows AS new_row ON new_row.tenant_id = old_row.tenant_id AND new_row.id = old_row.id
            CROSS JOIN LATERAL (VALUES
                (old_row.tenant_id, old_row.id),
                (new_row.tenant_id, new_row.id)
            ) AS touched (tenant_id, key)
            WHERE touched.key IS NOT NULL AND (old_row.id IS NULL OR new_row.id IS NULL
                OR (old_row.account_id, old_row.platform_id, old_row.user_id, old_row.scopes, old_row.revoked_at)
                    IS DISTINCT FROM (new_row.account_id, new_row.platform_id, new_row.user_id, new_row.scopes, new_row.revoked_at))
            GROUP BY touched.tenant_id ORDER BY touched.tenant_id
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    ELSE
        FOR change IN
            SELECT old_row.tenant_id AS tenant_id, array_agg(DISTINCT old_row.id) AS keys
            FROM old_rows AS old_row
            WHERE old_row.revoked_at IS NULL
            GROUP BY 1 ORDER BY 1
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION registry.note_token_family() RETURNS trigger LANGUAGE plpgsql SET row_security = on AS $$
DECLARE
    change record;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        FOR change IN
            SELECT touched.tenant_id, array_agg(DISTINCT touched.key) AS keys
            FROM old_rows AS old_row
            FULL JOIN new_rows AS new_row ON new_row.tenant_id = old_row.tenant_id AND new_row.id = old_row.id
            CROSS JOIN LATERAL (VALUES
                (old_row.tenant_id, old_row.id),
                (new_row.tenant_id, new_row.id)
            ) AS touched (tenant_id, key)
            WHERE touched.key IS NOT NULL AND (old_row.id IS NULL OR new_row.id IS NULL
                OR (old_row.parent_grant_id, old_row.revoked_at)
                    IS DISTINCT FROM (new_row.parent_grant_id, new_row.revoked_at))
            GROUP BY touched.tenant_id ORDER BY touched.tenant_id
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    ELSE
        FOR change IN
            SELECT old_row.tenant_id AS tenant_id, array_agg(DISTINCT old_row.id) AS keys
            FROM old_rows AS old_row
            WHERE old_row.revoked_at IS NULL
            GROUP BY 1 ORDER BY 1
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;

-- A token's key is half of its hash: enough to find it in memory, and of no use to anybody else.
CREATE FUNCTION registry.note_access_token() RETURNS trigger LANGUAGE plpgsql SET row_security = on AS $$
DECLARE
    change record;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        FOR change IN
            SELECT touched.tenant_id, array_agg(DISTINCT touched.key) AS keys
            FROM old_rows AS old_row
            FULL JOIN new_rows AS new_row ON new_row.tenant_id = old_row.tenant_id AND new_row.id = old_row.id
            CROSS JOIN LATERAL (VALUES
                (old_row.tenant_id, encode(substring(old_row.token_hash FOR 16), 'hex')::uuid),
                (new_row.tenant_id, encode(substring(new_row.token_hash FOR 16), 'hex')::uuid)
            ) AS touched (tenant_id, key)
            WHERE touched.key IS NOT NULL AND (old_row.id IS NULL OR new_row.id IS NULL
                OR (old_row.token_hash, old_row.grant_id, old_row.secret_id, old_row.family_id, old_row.generation,
                        old_row.token_type, old_row.scopes, old_row.created_at, old_row.expires_at, old_row.revoked_at)
                    IS DISTINCT FROM (new_row.token_hash, new_row.grant_id, new_row.secret_id, new_row.family_id, new_row.generation,
                        new_row.token_type, new_row.scopes, new_row.created_at, new_row.expires_at, new_row.revoked_at))
            GROUP BY touched.tenant_id ORDER BY touched.tenant_id
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    ELSE
        FOR change IN
            SELECT old_row.tenant_id AS tenant_id, array_agg(DISTINCT encode(substring(old_row.token_hash FOR 16), 'hex')::uuid) AS keys
            FROM old_rows AS old_row
            JOIN public.tenant ON tenant.id = old_row.tenant_id
            WHERE old_row.revoked_at IS NULL AND (old_row.expires_at IS NULL OR old_row.expires_at > clock_timestamp() + tenant.clock_offset)
            GROUP BY 1 ORDER BY 1
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION registry.note_personal_access_token() RETURNS trigger LANGUAGE plpgsql SET row_security = on AS $$
DECLARE
    change record;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        FOR change IN
            SELECT touched.tenant_id, array_agg(DISTINCT touched.key) AS keys
            FROM old_rows AS old_row
            FULL JOIN new_rows AS new_row ON new_row.tenant_id = old_row.tenant_id AND new_row.id = old_row.id
            CROSS JOIN LATERAL (VALUES
                (old_row.tenant_id, encode(substring(old_row.token_hash FOR 16), 'hex')::uuid),
                (new_row.tenant_id, encode(substring(new_row.token_hash FOR 16), 'hex')::uuid)
            ) AS touched (tenant_id, key)
            WHERE touched.key IS NOT NULL AND (old_row.id IS NULL OR new_row.id IS NULL
                OR (old_row.token_hash, old_row.account_id, old_row.user_id, old_row.name, old_row.created_at,
                        old_row.expires_at, old_row.revoked_at)
                    IS DISTINCT FROM (new_row.token_hash, new_row.account_id, new_row.user_id, new_row.name, new_row.created_at,
                        new_row.expires_at, new_row.revoked_at))
            GROUP BY touched.tenant_id ORDER BY touched.tenant_id
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    ELSE
        FOR change IN
            SELECT old_row.tenant_id AS tenant_id, array_agg(DISTINCT encode(substring(old_row.token_hash FOR 16), 'hex')::uuid) AS keys
            FROM old_rows AS old_row
            JOIN public.tenant ON tenant.id = old_row.tenant_id
            WHERE old_row.revoked_at IS NULL AND (old_row.expires_at IS NULL OR old_row.expires_at > clock_timestamp() + tenant.clock_offset)
            GROUP BY 1 ORDER BY 1
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;

-- Kept with the platform or the personal token whose rule it is.
CREATE FUNCTION registry.note_scope_record() RETURNS trigger LANGUAGE plpgsql SET row_security = on AS $$
DECLARE
    change record;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        FOR change IN
            SELECT touched.tenant_id, array_agg(DISTINCT touched.key) AS keys
            FROM old_rows AS old_row
            FULL JOIN new_rows AS new_row ON new_row.tenant_id = old_row.tenant_id AND new_row.id = old_row.id
            CROSS JOIN LATERAL (VALUES
                (old_row.tenant_id, coalesce(old_row.platform_id, old_row.personal_access_token_id)),
                (new_row.tenant_id, coalesce(new_row.platform_id, new_row.personal_access_token_id))
            ) AS touched (tenant_id, key)
            WHERE touched.key IS NOT NULL AND (old_row.id IS NULL OR new_row.id IS NULL
                OR (old_row.platform_id, old_row.personal_access_token_id, old_row.position, old_row.effect,
                        old_row.actions, old_row.accounts)
                    IS DISTINCT FROM (new_row.platform_id, new_row.personal_access_token_id, new_row.position, new_row.effect,
                        new_row.actions, new_row.accounts))
            GROUP BY touched.tenant_id ORDER BY touched.tenant_id
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    ELSIF TG_OP = 'INSERT' THEN
        FOR change IN
            SELECT new_row.tenant_id AS tenant_id, array_agg(DISTINCT coalesce(new_row.platform_id, new_row.personal_access_token_id)) AS keys
            FROM new_rows AS new_row GROUP BY 1 ORDER BY 1
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    ELSE
        FOR change IN
            SELECT old_row.tenant_id AS tenant_id, array_agg(DISTINCT coalesce(old_row.platform_id, old_row.personal_access_token_id)) AS keys
            FROM old_rows AS old_row
            GROUP BY 1 ORDER BY 1
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION registry.note_resource_server() RETURNS trigger LANGUAGE plpgsql SET row_security = on AS $$
DECLARE
    change record;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        FOR change IN
            SELECT touched.tenant_id, array_agg(DISTINCT touched.key) AS keys
            FROM old_rows AS old_row
            FULL JOIN new_rows AS new_row ON new_row.tenant_id = old_row.tenant_id AND new_row.id = old_row.id
            CROSS JOIN LATERAL (VALUES
                (old_row.tenant_id, old_row.id),
                (new_row.tenant_id, new_row.id)
            ) AS touched (tenant_id, key)
            WHERE touched.key IS NOT NULL AND (old_row.id IS NULL OR new_row.id IS NULL
                OR (old_row.public_id, old_row.name, old_row.audience, old_row.scopes, old_row.client_ids,
                        old_row.created_at, old_row.disabled_at)
                    IS DISTINCT FROM (new_row.public_id, new_row.name, new_row.audience, new_row.scopes, new_row.client_ids,
                        new_row.created_at, new_row.disabled_at))
            GROUP BY touched.tenant_id ORDER BY touched.tenant_id
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    ELSE
        FOR change IN
            SELECT old_row.tenant_id AS tenant_id, array_agg(DISTINCT old_row.id) AS keys
            FROM old_rows AS old_row
            GROUP BY 1 ORDER BY 1
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION registry.note_resource_server_secret() RETURNS trigger LANGUAGE plpgsql SET row_security = on AS $$
DECLARE
    change record;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        FOR change IN
            SELECT touched.tenant_id, array_agg(DISTINCT touched.key) AS keys
            FROM old_rows AS old_row
            FULL JOIN new_rows AS new_row ON new_row.tenant_id = old_row.tenant_id AND new_row.id = old_row.id
            CROSS JOIN LATERAL (VALUES
                (old_row.tenant_id, old_row.id),
                (new_row.tenant_id, new_row.id)
            ) AS touched (tenant_id, key)
            WHERE touched.key IS NOT NULL AND (old_row.id IS NULL OR new_row.id IS NULL
                OR (old_row.resource_server_id, old_row.secret_hash, old_row.expires_at)
                    IS DISTINCT FROM (new_row.resource_server_id, new_row.secret_hash, new_row.expires_at))
            GROUP BY touched.tenant_id ORDER BY touched.tenant_id
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    ELSE
        FOR change IN
            SELECT old_row.tenant_id AS tenant_id, array_agg(DISTINCT old_row.id) AS keys
            FROM old_rows AS old_row
            GROUP BY 1 ORDER BY 1
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;

-- An operator's key has no tenant: its changes are logged under the nil id, which has a revision of its own.
CREATE FUNCTION registry.note_admin_key() RETURNS trigger LANGUAGE plpgsql SET row_security = on AS $$
DECLARE
    change record;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        FOR change IN
            SELECT touched.tenant_id, array_agg(DISTINCT touched.key) AS keys
            FROM old_rows AS old_row
            FULL JOIN new_rows AS new_row ON new_row.id = old_row.id
            CROSS JOIN LATERAL (VALUES
                (coalesce(old_row.tenant_id, '00000000-0000-0000-0000-000000000000'), old_row.id),
                (coalesce(new_row.tenant_id, '00000000-0000-0000-0000-000000000000'), new_row.id)
            ) AS touched (tenant_id, key)
            WHERE touched.key IS NOT NULL AND (old_row.id IS NULL OR new_row.id IS NULL
                OR (old_row.tenant_id, old_row.name, old_row.key_hash, old_row.permissions, old_row.created_at,
                        old_row.expires_at, old_row.revoked_at)
                    IS DISTINCT FROM (new_row.tenant_id, new_row.name, new_row.key_hash, new_row.permissions, new_row.created_at,
                        new_row.expires_at, new_row.revoked_at))
            GROUP BY touched.tenant_id ORDER BY touched.tenant_id
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    ELSE
        FOR change IN
            SELECT coalesce(old_row.tenant_id, '00000000-0000-0000-0000-000000000000') AS tenant_id, array_agg(DISTINCT old_row.id) AS keys
            FROM old_rows AS old_row
            GROUP BY 1 ORDER BY 1
        LOOP
            PERFORM registry.log_change(change.tenant_id, change.keys);
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION registry.log_change(uuid, uuid[]), registry.raise_revision(), registry.note_all(), registry.note_tenant(),
    registry.note_tenant_host(), registry.note_account(), registry.note_app_user(), registry.note_membership(), registry.note_platform(),
    registry.note_platform_secret(), registry.note_account_grant(), registry.note_token_family(), registry.note_access_token(),
    registry.note_personal_access_token(), registry.note_scope_record(), registry.note_resource_server(), registry.note_resource_server_secret(),
    registry.note_admin_key() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry.log_change(uuid, uuid[]) TO symbolon_app;

-- The policy by which tenants are read is open to everybody, the owner too.
SET LOCAL row_security = on;
INSERT INTO registry.tenant_revision (tenant_id) VALUES ('00000000-0000-0000-0000-000000000000');
INSERT INTO registry.tenant_revision (tenant_id) SELECT id FROM tenant;
SET LOCAL row_security = off;

-- A tenant's row goes with the tenant; the operators' belongs to none.
CREATE FUNCTION registry.forget_tenant() RETURNS trigger LANGUAGE plpgsql SET row_security = on AS $$
DECLARE
    present text := coalesce(current_setting('app.tenant', true), '');
BEGIN
    PERFORM set_config('app.tenant', OLD.id::text, true);
    DELETE FROM registry.tenant_revision WHERE tenant_id = OLD.id;
    DELETE FROM registry.tenant_revision_log WHERE tenant_id = OLD.id;
    PERFORM set_config('app.tenant', present, true);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION registry.forget_tenant() FROM PUBLIC;
CREATE TRIGGER revision_forgotten AFTER DELETE ON tenant FOR EACH ROW EXECUTE FUNCTION registry.forget_tenant();
ALTER TABLE tenant ENABLE ALWAYS TRIGGER revision_forgotten;

ALTER TABLE registry.tenant_revision ENABLE ROW LEVEL SECURITY;
ALTER TABLE registry.tenant_revision FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_revision_read ON registry.tenant_revision FOR SELECT USING (true);
CREATE POLICY tenant_revision_insert ON registry.tenant_revision FOR INSERT
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
CREATE POLICY tenant_revision_update ON registry.tenant_revision FOR UPDATE
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
CREATE POLICY tenant_revision_delete ON registry.tenant_revision FOR DELETE
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE registry.tenant_revision_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE registry.tenant_revision_log FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_revision_log_read ON registry.tenant_revision_log FOR SELECT USING (true);
CREATE POLICY tenant_revision_log_insert ON registry.tenant_revision_log FOR INSERT
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
CREATE POLICY tenant_revision_log_update ON registry.tenant_revision_log FOR UPDATE
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
CREATE POLICY tenant_revision_log_delete ON registry.tenant_revision_log FOR DELETE
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON registry.tenant_revision, registry.tenant_revision_log TO symbolon_app;
