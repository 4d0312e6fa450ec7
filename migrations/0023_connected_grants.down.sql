SET row_security = off;

CREATE OR REPLACE FUNCTION registry.note_account_grant() RETURNS trigger LANGUAGE plpgsql SET row_security = on AS $$
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
