import Model
import Postgres
import TestSupport
import Testing

@testable import Storage

@Suite("what each role may do", .database)
struct RoleTests {
    @Test(
        "the server's login may not do what no store does",
        arguments: [
            "UPDATE delivery_attempt SET status = 200", "DELETE FROM delivery_attempt",
            "UPDATE webhook_old_secret SET expires_at = 'infinity'",
            "UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry", "UPDATE audit_seal SET hash = sha256('')",
            "DELETE FROM audit_seal",
            "UPDATE audit_batch SET sealed_at = now()", "DELETE FROM audit_batch", "UPDATE audit_queue SET queued_at = now()",
            "DELETE FROM audit_chain", "UPDATE event SET type = 'a.b'", "DELETE FROM janitor_round",
            "TRUNCATE account", "INSERT INTO schema_migration VALUES (99, 'x', 'x', 1)", "DELETE FROM schema_migration",
            "ALTER TABLE account DISABLE ROW LEVEL SECURITY", "DROP POLICY account_wall ON account", "CREATE TABLE mine (id int)",
            "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'", "SET ROLE symbolon_owner", "SET ROLE symbolon_backup",
            "CREATE ROLE mine",
        ])
    func appIsDenied(_ statement: String) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            await #expect(throws: PostgresError.self) {
                try await World.asLogin("symbolon_app", tenant: sample.tenantID.description) { session in try session.script(statement) }
            }
            do {
                try await World.asLogin("symbolon_app", tenant: sample.tenantID.description) { session in try session.script(statement) }
            } catch PostgresError.server(let state, _, _) {
                #expect(state == .insufficientPrivilege)
            }
        }
    }

    @Test("the worker sees and empties the queue of every tenant")
    func workerReadsQueue() async throws {
        try await World.run { world in
            _ = try await Sample.make(in: world)
            _ = try await Sample.make(in: world)
            let seen = try await World.asLogin("symbolon_worker") { session in
                try session.value("SELECT count(DISTINCT tenant_id) FROM event_queue", as: Int.self)
            }
            #expect(seen == 2)
            let gone = try await World.asLogin("symbolon_worker") { session in try session.execute("DELETE FROM event_queue") }
            #expect(gone == 8)
        }
    }

    @Test("the worker may read no table but the queue")
    func workerReadsNothingElse() async throws {
        try await World.run { world in
            _ = try await Sample.make(in: world)
            let readable: [TableName] = try await World.asLogin("symbolon_worker") { session in
                try session.all(
                    """
                    SELECT relname::text AS name FROM pg_class
                    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
                        AND (has_table_privilege(oid, 'SELECT') OR has_any_column_privilege(oid, 'SELECT'))
                    ORDER BY 1
                    """)
            }
            #expect(readable.map(\.name) == ["event_queue", "schema_migration"])
            for statement: SQL in ["SELECT FROM event", "SELECT FROM access_token", "SELECT FROM account", "SELECT FROM tenant"] {
                let error = await #expect(throws: PostgresError.self) {
                    try await World.asLogin("symbolon_worker") { session in try session.exists(statement) }
                }
                guard case .server(.insufficientPrivilege, _, _) = error else { throw error ?? .misuse("no error") }
            }
        }
    }

    @Test("the worker writes no event into the queue")
    func workerInsertsNothing() async throws {
        let error = await #expect(throws: PostgresError.self) {
            try await World.asLogin("symbolon_worker") { session in
                try session.execute("INSERT INTO event_queue VALUES (gen_random_uuid(), gen_random_uuid())")
            }
        }
        guard case .server(.insufficientPrivilege, _, _) = error else { throw error ?? .misuse("no error") }
    }

    private struct TableName: RowDecodable {
        let name: String

        init(row: Row) throws(PostgresError) { name = try row["name"] }
    }
}
