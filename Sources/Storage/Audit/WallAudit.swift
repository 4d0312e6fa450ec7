package import Postgres

/// The audit of the wall between tenants, run at every start: the server refuses to run over a table that is open (SECURITY 7).
package struct WallAudit: Sendable {
    private let database: Database

    package init(database: Database) { self.database = database }

    /// What is wrong, in words for an operator; empty when the wall holds for the login in use.
    package func findings() async throws -> [String] {
        try await database.transaction(readOnly: true) { session in
            var findings: [String] = []
            for query in Self.queries {
                let rows: [Finding] = try session.all(query)
                findings += rows.map(\.text)
            }
            return findings
        }
    }

    private static let queries: [SQL] = [
        serverTooOld, loginTooStrong, tablesWithoutForcedRowSecurity, policiesNotOfTheWall, grantsTooWide, tablesWithoutAWall,
        keysWithoutTenant, referencesWithoutTenant, viewsOfTheOwner, functionsOfTheOwner, changesThatRaiseNothing,
    ]
}

private struct Finding: RowDecodable {
    let text: String

    init(row: Row) throws(PostgresError) { text = try row["finding"] }
}

extension WallAudit {
    // The minor releases that mended row security: CVE-2024-10976.
    private static let serverTooOld: SQL = """
        SELECT 'PostgreSQL ' || current_setting('server_version') || ' is too old: use 15.9, 16.5, 17.1 or newer' AS finding
        FROM (SELECT current_setting('server_version_num')::int AS number) AS version
        WHERE number < 150009 OR number BETWEEN 160000 AND 160004 OR number BETWEEN 170000 AND 170000
        """

    private static let loginTooStrong: SQL = """
        SELECT 'the login ' || current_user || ' ' || reason AS finding
        FROM pg_roles, LATERAL (VALUES
            (rolsuper, 'is a superuser, who passes every wall: use symbolon_app'),
            (rolbypassrls, 'has BYPASSRLS, which passes every wall: use symbolon_app'),
            (EXISTS (
                SELECT FROM pg_roles AS other
                WHERE (other.rolsuper OR other.rolbypassrls OR other.rolname = 'symbolon_owner') AND other.rolname <> current_user
                    AND pg_has_role(current_user, other.oid, 'MEMBER')
            ), 'may become a role that passes the wall (the owner, the backup role or a superuser): use symbolon_app'),
            (to_regclass('access_token') IS NOT NULL AND NOT has_table_privilege(current_user, 'access_token', 'INSERT'),
                'may not write what a tenant has: use symbolon_app'),
            (has_schema_privilege(current_user, 'public', 'CREATE'), 'may create objects in schema public: REVOKE CREATE ON SCHEMA public FROM it'),
            (EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid AND relnamespace = 'public'::regnamespace), 'owns a table: use symbolon_app')
        ) AS test (failed, reason)
        WHERE rolname = current_user AND failed
        """

    // schema_migration belongs to no tenant and holds none's data.
    private static let tablesWithoutForcedRowSecurity: SQL = """
        SELECT 'table ' || relname || ' is open: it has no forced row-level security' AS finding
        FROM pg_class
        WHERE \(isOurs("relnamespace")) AND relkind IN ('r', 'p') AND relname <> 'schema_migration'
            AND NOT (relrowsecurity AND relforcerowsecurity)
        """

    // The three named exceptions: registry tables (and all of the schema of that name: ids and numbers) may be read by all, the queue table by
    // the worker; nothing else is open.
    private static let policiesNotOfTheWall: SQL = """
        SELECT 'policy ' || policyname || ' on ' || tablename || ' is not the wall: ' || coalesce(qual, 'true')
            || ', ' || coalesce(with_check, 'the same') AS finding
        FROM pg_policies, LATERAL (
            SELECT CASE tablename
                WHEN 'tenant' THEN replace(\(wall), 'tenant_id', 'id')
                WHEN 'admin_key' THEN replace(replace(\(wall), '(tenant_id = ', '(NOT (tenant_id IS DISTINCT FROM '), '::uuid)', '::uuid))')
                ELSE \(wall)
            END AS wall
        ) AS expected
        WHERE schemaname IN ('public', 'registry')
            AND NOT ((schemaname = 'registry' OR tablename IN ('tenant', 'tenant_host', 'admin_key')) AND cmd = 'SELECT')
            AND NOT (tablename = 'event_queue' AND roles = '{symbolon_worker}')
            AND (coalesce(qual, with_check) IS DISTINCT FROM wall OR coalesce(with_check, qual) IS DISTINCT FROM wall)
        """

    private static let wall: SQL = "'(tenant_id = (NULLIF(current_setting(''app.tenant''::text, true), ''''::text))::uuid)'"

    // TRUNCATE knows no row security, and what is written once must not be rewritten.
    private static let grantsTooWide: SQL = """
        SELECT 'the login ' || current_user || ' may ' || privilege || ' ' || relname || ': REVOKE it' AS finding
        FROM pg_class, LATERAL (VALUES
            ('TRUNCATE', true),
            ('UPDATE', relname IN ('event', 'audit_entry', 'audit_seal', 'audit_batch', 'delivery_attempt', 'token_failure')),
            ('DELETE', relname IN ('audit_entry', 'audit_seal', 'audit_batch', 'delivery_attempt'))
        ) AS test (privilege, matters)
        WHERE \(isOurs("relnamespace")) AND relkind IN ('r', 'p') AND matters
            AND has_table_privilege(current_user, pg_class.oid, privilege)
        """

    private static let tablesWithoutAWall: SQL = """
        SELECT 'table ' || relname || ' has no policy for every command' AS finding
        FROM pg_class
        WHERE \(isOurs("relnamespace")) AND relkind IN ('r', 'p') AND relname <> 'schema_migration'
            AND NOT EXISTS (
                SELECT FROM pg_policies WHERE schemaname IN ('public', 'registry') AND tablename = relname AND permissive = 'PERMISSIVE'
                GROUP BY tablename
                HAVING bool_or(cmd = 'ALL') OR count(DISTINCT cmd) FILTER (WHERE cmd IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')) = 4
            )
        """

    // Registry rows are found before a tenant is known, so their keys cannot begin with one.
    private static let keysWithoutTenant: SQL = """
        SELECT 'unique index ' || index_class.relname || ' on ' || table_class.relname || ' leaves the tenant out' AS finding
        FROM pg_index
        JOIN pg_class AS index_class ON index_class.oid = indexrelid
        JOIN pg_class AS table_class ON table_class.oid = indrelid
        WHERE \(isOurs("table_class.relnamespace")) AND indisunique
            AND table_class.relname NOT IN ('schema_migration', 'tenant', 'tenant_host', 'admin_key')
            AND NOT EXISTS (
                SELECT FROM pg_attribute WHERE attrelid = indrelid AND attname = 'tenant_id' AND attnum = indkey[0]
            )
        """

    private static let referencesWithoutTenant: SQL = """
        SELECT 'foreign key ' || conname || ' could reach another tenant: it leaves tenant_id out' AS finding
        FROM pg_constraint
        WHERE contype = 'f' AND \(isOurs("connamespace")) AND confrelid <> 'tenant'::regclass
            AND NOT EXISTS (
                SELECT FROM unnest(conkey, confkey) AS pair (here, there)
                JOIN pg_attribute AS local ON local.attrelid = conrelid AND local.attnum = here AND local.attname = 'tenant_id'
                JOIN pg_attribute AS remote ON remote.attrelid = confrelid AND remote.attnum = there AND remote.attname = 'tenant_id'
            )
        """

    private static let viewsOfTheOwner: SQL = """
        SELECT 'view ' || relname || ' runs as its owner: create it WITH (security_invoker = true)' AS finding
        FROM pg_class
        WHERE \(isOurs("relnamespace")) AND relkind IN ('v', 'm')
            AND NOT coalesce('security_invoker=true' = ANY (reloptions) OR 'security_invoker=on' = ANY (reloptions), false)
        """

    private static let functionsOfTheOwner: SQL = """
        SELECT 'function ' || proname || reason AS finding
        FROM pg_proc, LATERAL (VALUES
            (prosecdef, ' is SECURITY DEFINER: it passes the wall'),
            (proacl IS NULL OR EXISTS (SELECT FROM aclexplode(proacl) WHERE grantee = 0), ' may be called by PUBLIC: REVOKE ALL ON FUNCTION')
        ) AS test (failed, reason)
        WHERE \(isOurs("pronamespace")) AND failed
            AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e')
        """

    private static func isOurs(_ namespace: SQL) -> SQL {
        "\(namespace) IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'registry'))"
    }

    // A table whose changes raise no revision would let servers that remember accept what was revoked (DESIGN.md, "The read barrier").
    private static let changesThatRaiseNothing: SQL = """
        SELECT 'table ' || place || ': the trigger ' || name || ' is missing or not always enabled, so servers would not see its changes' AS finding
        FROM (
            SELECT 'public.' || name AS place, 'revision_' || event AS name
            FROM unnest(ARRAY[
                'tenant', 'tenant_host', 'account', 'app_user', 'membership', 'platform', 'platform_secret', 'account_grant', 'token_family',
                'access_token', 'personal_access_token', 'scope_record', 'resource_server', 'resource_server_secret', 'admin_key'
            ]) AS watched (name), unnest(ARRAY['insert', 'update', 'delete', 'truncate']) AS event
            WHERE event <> 'insert' OR name IN ('tenant', 'tenant_host', 'membership', 'scope_record')
            EXCEPT SELECT 'public.tenant', 'revision_delete'
            UNION ALL SELECT 'public.tenant', 'revision_forgotten'
            UNION ALL SELECT 'registry.tenant_revision_log', 'revision_raised'
        ) AS expected
        WHERE NOT EXISTS (
            SELECT FROM pg_trigger
            JOIN pg_class ON pg_class.oid = tgrelid
            JOIN pg_namespace ON pg_namespace.oid = relnamespace
            WHERE nspname || '.' || relname = place AND tgname = expected.name AND tgenabled = 'A' AND NOT tgisinternal
        )
        """
}
