import Storage
import TestSupport
import Testing

@Suite("the audit of the wall", .database)
struct WallAuditTests {
    @Test("finds nothing in the schema as it is migrated")
    func clean() async throws {
        let findings = try await findings(as: "symbolon_app")
        #expect(findings == [])
    }

    struct Mutant: Sendable, CustomTestStringConvertible {
        let script: String
        let finding: String

        init(_ script: String, _ finding: String) {
            self.script = script
            self.finding = finding
        }

        var testDescription: String { script }
    }

    private static let wall = "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid"

    @Test(
        "finds each way to open it",
        arguments: [
            Mutant("ALTER TABLE account NO FORCE ROW LEVEL SECURITY", "table account is open"),
            Mutant("ALTER TABLE account DISABLE ROW LEVEL SECURITY", "table account is open"),
            Mutant("ALTER TABLE event_queue NO FORCE ROW LEVEL SECURITY", "table event_queue is open"),
            Mutant("CREATE TABLE extra (tenant_id uuid)", "table extra is open"),
            Mutant("CREATE TABLE extra (tenant_id uuid) PARTITION BY LIST (tenant_id)", "table extra is open"),
            Mutant("DROP POLICY account_wall ON account", "table account has no policy for every command"),
            Mutant(
                "DROP POLICY account_wall ON account; CREATE POLICY account_wall ON account FOR SELECT USING (\(wall))",
                "table account has no policy for every command"),
            Mutant(
                "DROP POLICY account_wall ON account; CREATE POLICY account_wall ON account AS RESTRICTIVE USING (\(wall))",
                "table account has no policy for every command"),
            Mutant("CREATE POLICY extra ON account USING (true)", "policy extra on account is not the wall"),
            Mutant("CREATE POLICY extra ON account FOR SELECT TO symbolon_app USING (true)", "policy extra on account is not the wall"),
            Mutant("CREATE POLICY extra ON account FOR INSERT WITH CHECK (true)", "policy extra on account is not the wall"),
            Mutant("ALTER POLICY account_wall ON account WITH CHECK (true)", "policy account_wall on account is not the wall"),
            Mutant(
                "ALTER POLICY account_wall ON account USING (\(wall) OR disabled_at IS NULL)",
                "policy account_wall on account is not the wall"),
            Mutant("ALTER POLICY account_wall ON account USING (tenant_id = current_setting('app.other')::uuid)", "is not the wall"),
            Mutant("ALTER POLICY event_queue_wall ON event_queue USING (true)", "policy event_queue_wall on event_queue is not the wall"),
            Mutant("ALTER POLICY tenant_insert ON tenant WITH CHECK (true)", "policy tenant_insert on tenant is not the wall"),
            Mutant("ALTER POLICY tenant_update ON tenant USING (true)", "policy tenant_update on tenant is not the wall"),
            Mutant(
                "ALTER POLICY tenant_host_update ON tenant_host WITH CHECK (true)",
                "policy tenant_host_update on tenant_host is not the wall"),
            Mutant("CREATE POLICY extra ON tenant FOR DELETE USING (true)", "policy extra on tenant is not the wall"),
            Mutant("CREATE POLICY extra ON admin_key USING (true)", "policy extra on admin_key is not the wall"),
            Mutant("CREATE UNIQUE INDEX extra ON account (name)", "unique index extra on account leaves the tenant out"),
            Mutant("CREATE UNIQUE INDEX extra ON account (name, tenant_id)", "unique index extra on account leaves the tenant out"),
            Mutant("CREATE UNIQUE INDEX extra ON account (lower(name))", "unique index extra on account leaves the tenant out"),
            Mutant(
                """
                ALTER TABLE account ADD CONSTRAINT extra UNIQUE (id);
                ALTER TABLE membership ADD CONSTRAINT loose FOREIGN KEY (account_id) REFERENCES account (id)
                """, "foreign key loose could reach another tenant"),
            Mutant(
                """
                ALTER TABLE account ADD CONSTRAINT extra UNIQUE (id, tenant_id);
                ALTER TABLE membership ADD CONSTRAINT loose FOREIGN KEY (tenant_id, account_id) REFERENCES account (id, tenant_id)
                """, "foreign key loose could reach another tenant"),
            Mutant("ALTER TABLE account DISABLE TRIGGER revision_update", "public.account: the trigger revision_update is missing"),
            Mutant("ALTER TABLE account ENABLE TRIGGER revision_delete", "public.account: the trigger revision_delete is missing"),
            Mutant("DROP TRIGGER revision_truncate ON tenant_host", "public.tenant_host: the trigger revision_truncate is missing"),
            Mutant(
                "ALTER TABLE registry.tenant_revision_log DISABLE TRIGGER revision_raised", "the trigger revision_raised is missing"),
            Mutant("ALTER TABLE registry.tenant_revision DISABLE ROW LEVEL SECURITY", "table tenant_revision is open"),
            Mutant("ALTER POLICY tenant_revision_update ON registry.tenant_revision USING (true)", "is not the wall"),
            Mutant("CREATE VIEW extra AS SELECT * FROM account", "view extra runs as its owner"),
            Mutant("CREATE VIEW extra WITH (security_invoker = false) AS SELECT * FROM account", "view extra runs as its owner"),
            Mutant("CREATE MATERIALIZED VIEW extra AS SELECT * FROM account", "view extra runs as its owner"),
            Mutant(
                """
                CREATE FUNCTION extra() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM account';
                REVOKE ALL ON FUNCTION extra() FROM PUBLIC
                """, "function extra is SECURITY DEFINER"),
            Mutant("CREATE FUNCTION extra() RETURNS int LANGUAGE sql AS 'SELECT 1'", "function extra may be called by PUBLIC"),
            Mutant("GRANT EXECUTE ON FUNCTION tenant_now() TO PUBLIC", "function tenant_now may be called by PUBLIC"),
        ])
    func finds(_ mutant: Mutant) async throws {
        try await World.asLogin("postgres") { session in try session.script(mutant.script) }
        #expect(try await findings(as: "symbolon_app").contains { $0.contains(mutant.finding) })
    }

    @Test(
        "lets what is no hole stand",
        arguments: [
            "CREATE VIEW extra WITH (security_invoker = true) AS SELECT * FROM account",
            "CREATE VIEW extra WITH (security_invoker = on) AS SELECT * FROM account",
            "CREATE UNIQUE INDEX extra ON account (tenant_id, name)", "CREATE INDEX extra ON account (name)",
            "DROP POLICY account_wall ON account; CREATE POLICY account_wall ON account USING (\(wall))",
            "CREATE FUNCTION extra() RETURNS int LANGUAGE sql AS 'SELECT 1'; REVOKE ALL ON FUNCTION extra() FROM PUBLIC",
        ])
    func letsStand(_ script: String) async throws {
        try await World.asLogin("postgres") { session in try session.script(script) }
        #expect(try await findings(as: "symbolon_app") == [])
    }

    @Test(
        "sees what a policy or a grant lets through",
        arguments: [
            "ALTER POLICY tenant_update ON tenant WITH CHECK (true)", "ALTER POLICY admin_key_update ON admin_key WITH CHECK (true)",
            "GRANT TRUNCATE ON account TO symbolon_app", "GRANT UPDATE, DELETE ON audit_entry TO symbolon_app",
        ])
    func wideOpen(_ script: String) async throws {
        try await World.asLogin("postgres") { session in try session.script(script) }
        let findings = try await findings(as: "symbolon_app")
        #expect(findings != [])
    }

    private func findings(as login: String) async throws -> [String] {
        let database = try TestDatabase.current().connect(as: login, connections: 1)
        let findings: Result<[String], any Error>
        do {
            findings = .success(try await WallAudit(database: database).findings())
        } catch {
            findings = .failure(error)
        }
        await database.shutdown()
        return try findings.get()
    }
}
