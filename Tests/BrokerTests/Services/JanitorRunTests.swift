import Broker
import Dialects
import Foundation
import Model
import Postgres
import Secrets
import Storage
import TestSupport
import Testing

@Suite("how the janitor works", .database)
struct JanitorRunTests {
    @Test("more than a slice leaves in several transactions, also with several servers at once, and nothing that lives is touched")
    func many() async throws {
        try await Scene.run(.standard) { scene in
            let live = try await scene.pair()
            try await scene.fill(2_345)
            await withTaskGroup { group in
                for _ in 0..<4 { group.addTask { await scene.sweep() } }
            }
            await scene.sweep()
            #expect(try await scene.rows(.accessToken) == [.accessToken: 1])
            #expect(try await scene.isLive(live))
            #expect(!scene.world.log.text.contains("warning"))
        }
    }

    @Test("a row that somebody holds is left for the next round, and the round goes on")
    func locked() async throws {
        try await Scene.run(.standard) { scene in
            try await scene.fill(20)
            try await scene.world.holding { session in
                try session.execute("SELECT FROM access_token WHERE id = md5('t7')::uuid FOR UPDATE")
            } _: { _ in
                let clock = ContinuousClock()
                let took = await clock.measure { await scene.sweep() }
                #expect(took < .seconds(5))
                let left = try await scene.rows(.accessToken)
                #expect(left == [.accessToken: 1])
            }
            await scene.sweep()
            #expect(try await scene.rows(.accessToken).isEmpty)
        }
    }

    @Test("while it has rows to delete in hand, nobody who issues or validates waits")
    func others() async throws {
        try await Scene.run(.standard) { scene in
            let live = try await scene.pair()
            try await scene.fill(400)
            let tenant = scene.tenant.id
            // A sweep that does not end: what it locks stays locked.
            try await scene.world.holding { session in
                try session.execute("SELECT set_config('app.tenant', \(tenant.description), true)")
                let slice: Int? = try session.value(
                    """
                    WITH gone AS (DELETE FROM access_token WHERE tenant_id = \(tenant) AND expires_at < now() - interval '30 days' RETURNING 1)
                    SELECT count(*) FROM gone
                    """)
                guard slice == 400 else { throw PostgresError.unexpectedRowCount(expected: 400, actual: slice ?? 0) }
            } _: { _ in
                let clock = ContinuousClock()
                let took = try await clock.measure {
                    #expect(try await scene.isLive(live))
                    let next = try await scene.refresh(live)
                    #expect(try await scene.isLive(next))
                    #expect(try await scene.isLive(try await scene.pair()))
                }
                #expect(took < .seconds(8))
            }
        }
    }

    @Test("what fails in one table is told once and keeps the round from no other table and no other tenant")
    func failing() async throws {
        try await Scene.run(.standard) { scene in
            let other = try await Scene(scene.world, dialect: .standard)
            for each in [scene, other] { try await each.fill(3) }
            try await scene.world.inspect { session in
                try session.execute(
                    "INSERT INTO sign_in_attempt VALUES ((SELECT id FROM tenant LIMIT 1), sha256(''), 1, now() - interval '1 h')")
                try session.execute("REVOKE DELETE ON access_token FROM symbolon_app")
            }
            await scene.sweep()
            let tellings = scene.world.log.text.split(separator: "\n").filter { $0.contains("could not be taken away") }
            #expect(tellings.count == 2)
            #expect(tellings.allSatisfy { $0.contains("access_token") })
            for each in [scene, other] { #expect(try await each.rows(.signInAttempt).isEmpty) }
            #expect(try await scene.rows(.accessToken) == [.accessToken: 3])
            try await scene.world.inspect { session in try session.execute("GRANT DELETE ON access_token TO symbolon_app") }
            await scene.sweep()
            for each in [scene, other] { #expect(try await each.rows(.accessToken).isEmpty) }
        }
    }

    @Test("sessions, personal tokens, answers kept for a day and deliveries with their events go, and the audit log stays")
    func everythingElse() async throws {
        try await Scene.run(.xurrent) { scene in
            _ = try await scene.pair()
            let (account, user) = (scene.account.id, scene.user.id)
            let hash = try scene.engine.keys.hash(PlainSecret("pat"), as: .personalAccessToken, tenant: scene.tenant.id.rawValue)
            try await scene.stores { stores in
                let token = try stores.personalAccessTokens.insert(
                    hash, name: "script", account: account, user: user, lifetime: .seconds(7 * Scene.day))
                try stores.scopeRecords.insert([ScopeRecord(actions: ["request:*"])], token: token)
            }
            let events = try #require(try await scene.rows(.event)[.event])
            let tenant = scene.tenant.id
            try await scene.world.inspect { sql in
                try sql.execute(
                    """
                    INSERT INTO idempotency_record (tenant_id, admin_key_id, key_hash, request_hash, attempt, claimed_at)
                    VALUES (\(tenant), gen_random_uuid(), sha256(''), sha256(''), gen_random_uuid(), now() - interval '25 h')
                    """)
                try sql.execute("DELETE FROM event_queue")
            }
            let audited = try await scene.world.rowCounts()["audit_entry"]
            try await scene.sweep(onDay: 1)
            #expect(try await scene.rows(.browserSession, .idempotencyRecord).isEmpty)
            #expect(try await scene.rows(.personalAccessToken, .event) == [.personalAccessToken: 1, .event: events])
            try await scene.sweep(onDay: 36)
            #expect(try await scene.rows(.event).isEmpty)
            #expect(try await scene.rows(.personalAccessToken) == [.personalAccessToken: 1])
            try await scene.sweep(onDay: 38)
            #expect(try await scene.rows(.personalAccessToken).isEmpty)
            #expect(try await scene.world.rowCounts()["scope_record"] == 1)
            #expect(try await scene.world.rowCounts()["audit_entry"] == audited)
        }
    }

    @Test("the service stops at once")
    func stops() async throws {
        try await Scene.run(.standard) { scene in
            let running = Task { try await Janitor(engine: scene.engine, logger: scene.world.log.logger).run() }
            try await Task.sleep(for: .milliseconds(50))
            let clock = ContinuousClock()
            let took = await clock.measure {
                running.cancel()
                _ = await running.result
            }
            #expect(took < .seconds(2))
        }
    }
}

extension Scene {
    /// So many access tokens of the platform that ended 40 days ago.
    fileprivate func fill(_ count: Int) async throws {
        if try await liveGrants().isEmpty {
            let (account, platform, user) = (account, platform.platform, user)
            _ = try await stores {
                try $0.grants.findOrInsert(account: account.id, platform: platform, user: nil, scopes: [], approvedBy: user.id)
            }
        }
        let grant = try #require(try await liveGrants().first).id
        let tenant = tenant.id
        try await world.inspect { session in
            try session.execute(
                """
                INSERT INTO access_token (tenant_id, id, token_hash, grant_id, token_type, created_at, expires_at)
                SELECT \(tenant), md5('t' || n)::uuid, sha256(('t' || n)::bytea), \(grant), 'company',
                    now() - interval '41 days' + n * interval '1 ms', now() - interval '40 days'
                FROM generate_series(1, \(count)) AS n
                """)
        }
    }
}
