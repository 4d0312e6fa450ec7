import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Storage

@Suite("what raises a tenant's revision", .database)
struct RevisionTests {
    @Test(
        "every change of what an answer is made from, in either direction",
        arguments: [
            "UPDATE account SET name = 'Another'",
            "UPDATE account SET disabled_at = now()",
            "UPDATE app_user SET disabled_at = now()",
            "UPDATE app_user SET email = 'Other.' || email",
            "UPDATE membership SET roles = '{other}'",
            "DELETE FROM personal_access_token; DELETE FROM membership",
            "UPDATE platform SET generation = generation + 1",
            "UPDATE platform SET scopes = '{other}'",
            "UPDATE platform SET disabled_at = now()",
            "UPDATE platform_secret SET disabled_at = now()",
            "UPDATE platform_secret SET expires_at = now()",
            "UPDATE account_grant SET revoked_at = now(), revoked_by = 'user' WHERE revoked_at IS NULL",
            "UPDATE account_grant SET scopes = '{other}'",
            "UPDATE token_family SET revoked_at = now()",
            "UPDATE access_token SET revoked_at = now() WHERE revoked_at IS NULL",
            "UPDATE access_token SET revoked_at = NULL WHERE revoked_at IS NOT NULL",
            "UPDATE access_token SET expires_at = now()",
            "UPDATE personal_access_token SET revoked_at = now()",
            "UPDATE scope_record SET actions = '{other:*}'",
            "DELETE FROM scope_record",
            "UPDATE resource_server SET audience = 'https://other.example'",
            "UPDATE resource_server SET disabled_at = now()",
            "UPDATE resource_server_secret SET expires_at = now()",
            "DELETE FROM resource_server_secret",
            "UPDATE admin_key SET revoked_at = now() WHERE tenant_id IS NOT NULL",
            "UPDATE tenant SET clock_offset = interval '1 hour'",
            "UPDATE tenant SET disabled_at = now()",
            "UPDATE tenant_host SET host = 'other.example' WHERE host = (SELECT min(host) FROM tenant_host)",
            "DELETE FROM tenant_host",
            "TRUNCATE scope_record",
            "SET LOCAL session_replication_role = replica; UPDATE account SET name = 'Another'",
            "SAVEPOINT s; UPDATE account SET name = 'Another'; RELEASE SAVEPOINT s",
            "ALTER TABLE account NO FORCE ROW LEVEL SECURITY; SET LOCAL ROLE symbolon_owner; SET LOCAL row_security = off; UPDATE account SET name = 'Another'",
        ])
    func raising(_ script: String) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let before = try await Self.revision(sample.tenantID, world)
            try await world.asSuperuser { session in try session.script(script) }
            let after = try await Self.revision(sample.tenantID, world)
            #expect(after.number > before.number)
            #expect(after.stamp != before.stamp)
            let logged = try await world.inspect { session in
                try session.value(
                    "SELECT count(*) FROM registry.tenant_revision_log WHERE tenant_id = \(sample.tenantID) AND number > \(before.number)",
                    as: Int.self)
            }
            #expect(logged == after.number - before.number)
        }
    }

    @Test(
        "nothing else: new rows that could not be remembered, what is used once, notes, what had ended",
        arguments: [
            "UPDATE account SET name = name",
            "UPDATE account_grant SET connected_at = now()",
            "UPDATE platform_secret SET last_used_at = now(), expiry_told_at = now()",
            "UPDATE resource_server SET last_used_at = now()",
            "UPDATE resource_server_secret SET last_used_at = now()",
            "UPDATE admin_key SET last_used_at = now()",
            "UPDATE authorization_code SET used_at = now()",
            "UPDATE refresh_token SET used_at = now()",
            "UPDATE access_token SET revocation_reason = 'noted'",
            "UPDATE app_user SET password_hash = NULL",
            "INSERT INTO account (tenant_id, public_id, name) SELECT id, 'new', 'New' FROM tenant",
            "INSERT INTO access_token (tenant_id, token_hash, grant_id, token_type) SELECT tenant_id, sha256('new'), grant_id, token_type FROM access_token LIMIT 1",
            "DELETE FROM account_grant WHERE false",
            "UPDATE account SET name = 'Another' WHERE false",
            "SAVEPOINT s; UPDATE account SET name = 'Another'; ROLLBACK TO SAVEPOINT s",
        ])
    func silent(_ script: String) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let before = try await Self.revision(sample.tenantID, world)
            try await world.asSuperuser { session in try session.script(script) }
            #expect(try await Self.revision(sample.tenantID, world) == before)
        }
    }

    @Test("an ended token that is deleted raises nothing, a live one does")
    func deletions() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let before = try await Self.revision(sample.tenantID, world)
            let ended = sample.hashes.endedToken
            try await world.asSuperuser { session in
                try session.execute("UPDATE access_token SET revoked_at = tenant_now() WHERE token_hash = \(ended) AND revoked_at IS NULL")
            }
            let between = try await Self.revision(sample.tenantID, world)
            try await world.asSuperuser { session in try session.execute("DELETE FROM access_token WHERE token_hash = \(ended)", rows: 1) }
            #expect(try await Self.revision(sample.tenantID, world) == between)
            #expect(between.number >= before.number)
            try await world.asSuperuser { session in
                try session.execute("DELETE FROM sso_token")
                try session.execute("DELETE FROM access_token WHERE tenant_id = \(sample.tenantID)")
            }
            #expect(try await Self.revision(sample.tenantID, world).number > between.number)
        }
    }

    @Test("past a thousand keys the log names none, and one statement is one row for each tenant")
    func everything() async throws {
        try await World.run { world in
            let (first, second) = (try await Sample.emptyTenant(in: world), try await Sample.emptyTenant(in: world))
            try await world.asSuperuser { session in
                try session.execute(
                    """
                    INSERT INTO account (tenant_id, public_id, name)
                    SELECT \(first), 'a' || n, 'Account' FROM generate_series(1, 1001) AS n
                    UNION ALL SELECT \(second), 'a' || n, 'Account' FROM generate_series(1, 1000) AS n
                    """)
                try session.execute("UPDATE account SET name = 'Another'")
            }
            let rows: [LogRow] = try await world.inspect { session in
                try session.all("SELECT tenant_id, everything, cardinality(ids) AS named FROM registry.tenant_revision_log")
            }
            #expect(rows.count == 2)
            #expect(rows.first { $0.tenant == first }.map { [$0.everything ? 1 : 0, $0.named] } == [1, 0])
            #expect(rows.first { $0.tenant == second }.map { [$0.everything ? 1 : 0, $0.named] } == [0, 1000])
        }
    }

    @Test("a change that could not be seen is refused: the revision's row is gone")
    func missingRow() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.asSuperuser { session in
                try session.execute("DELETE FROM registry.tenant_revision WHERE tenant_id = \(sample.tenantID)")
            }
            await #expect(throws: PostgresError.self) {
                try await world.storage.transaction(tenant: sample.tenantID) { stores in
                    _ = try stores.accessTokens.revokeAll(grant: sample.grantID)
                }
            }
            let live = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.accessTokens.findLive([sample.hashes.token], secretMustLive: false) != nil
            }
            #expect(live)
            // Without its row nothing of the tenant is good for whoever asks memory.
            #expect(try await world.storage.live.moment(of: sample.tenantID) == nil)
        }
    }

    @Test("a tenant takes its revision along")
    func tenantDeleted() async throws {
        try await World.run { world in
            let tenant = try await Sample.emptyTenant(in: world)
            #expect(try await world.storage.live.moment(of: tenant) != nil)
            try await world.asSuperuser { session in try session.execute("DELETE FROM tenant WHERE id = \(tenant)", rows: 1) }
            #expect(try await world.storage.live.moment(of: tenant) == nil)
        }
    }

    @Test("two transactions that change one tenant take their turns at its revision for the length of their commits only")
    func order() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let before = try await Self.revision(sample.tenantID, world)
            let gate = DispatchSemaphore(value: 0)
            async let held: Void = world.asSuperuser { session in
                try session.execute("UPDATE account SET name = 'Held' WHERE tenant_id = \(sample.tenantID)")
                gate.wait()
            }
            // Another's change of other rows does not wait for the first, which holds no revision until it commits.
            try await world.asSuperuser { session in
                try session.execute("UPDATE app_user SET name = 'Free' WHERE tenant_id = \(sample.tenantID)")
            }
            #expect(try await Self.revision(sample.tenantID, world).number == before.number + 1)
            gate.signal()
            try await held
            #expect(try await Self.revision(sample.tenantID, world).number == before.number + 2)
        }
    }

    static func revision(_ tenant: Tenant.ID, _ world: World) async throws -> Revision {
        let row: RevisionRow = try await world.inspect { session in
            try session.one("SELECT number, stamp FROM registry.tenant_revision WHERE tenant_id = \(tenant)")
        }
        return row.revision
    }

    private struct RevisionRow: RowDecodable, Sendable {
        let revision: Revision

        init(row: Row) throws(PostgresError) { revision = try Revision(number: row["number"], stamp: row["stamp"]) }
    }

    private struct LogRow: RowDecodable, Sendable {
        let tenant: Tenant.ID
        let everything: Bool
        let named: Int

        init(row: Row) throws(PostgresError) {
            tenant = try row["tenant_id"]
            everything = try row["everything"]
            named = try row["named"]
        }
    }
}
