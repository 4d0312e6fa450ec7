import Broker
import Foundation
import Model
import Postgres
import Storage
import Synchronization
import TestSupport
import Testing

@Suite("sealing the audit log", .database)
struct SealingTests {
    @Test("with many writing and several servers sealing at once every entry is sealed once, in one chain")
    func concurrent() async throws {
        try await Scene.run { scene in
            let writing = Turnout()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<8 {
                    group.addTask {
                        for _ in 0..<20 { try await scene.write(1 + writer % 3) }
                        writing.leave()
                    }
                }
                for _ in 0..<4 {
                    group.addTask { while !writing.isOver(8) { _ = try await SealAuditLog(engine: scene.engine)(scene.tenant.id) } }
                }
                try await group.waitForAll()
            }
            try await scene.seal()
            let all = try await scene.allEntries()
            #expect(all > 300)
            #expect(try await scene.sealedEntries() == all)
            let report = try await scene.verify()
            #expect(report.findings == [])
            #expect(report.checked == all)
            #expect(report.state.head?.number == all)
            #expect(report.state.waiting == 0)
        }
    }

    @Test("who commits late is sealed late, and never left out, whatever time the entry has")
    func late() async throws {
        try await Scene.run { scene in
            try await scene.seal()
            let sealed = try await scene.sealedEntries()
            let tenant = scene.tenant.id.rawValue
            try await scene.world.holding { session in
                try session.execute(
                    """
                    INSERT INTO audit_entry (tenant_id, actor_kind, action, occurred_at)
                    VALUES (\(tenant), 'server', 'late.one', now() - interval '1 day')
                    """)
            } _: { letGo in
                try await scene.write(3)
                try await scene.seal()
                #expect(try await scene.sealedEntries() == sealed + 3)
                letGo()
            }
            try await scene.seal()
            #expect(try await scene.sealedEntries() == sealed + 4)
            let last: String? = try await scene.world.inspect { session in
                try session.value(
                    """
                    SELECT action FROM audit_entry AS entry
                    JOIN audit_seal AS seal ON seal.tenant_id = entry.tenant_id AND entry_id = entry.id
                    WHERE entry.tenant_id = \(tenant) ORDER BY number DESC LIMIT 1
                    """)
            }
            #expect(last == "late.one")
            #expect(try await scene.verify().isIntact)
        }
    }

    @Test("a server that is cut off in the middle leaves nothing half done, and another does it all")
    func crash() async throws {
        try await Scene.run { scene in
            try await scene.write(5)
            let waiting = try await scene.auditState().waiting
            let tenant = scene.tenant.id.rawValue
            let engine = scene.engine
            try await scene.world.holding { session in
                // It seals, and waits here before it takes them from the queue.
                try session.execute("SELECT FROM audit_queue WHERE tenant_id = \(tenant) FOR UPDATE")
            } _: { letGo in
                let sealer = Task { try await SealAuditLog(engine: engine)(scene.tenant.id) }
                #expect(try await scene.world.waitForLocks(1))
                try await scene.world.inspect { session in
                    try session.execute(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock' AND usename = 'symbolon_app'
                        """)
                }
                await #expect(throws: PostgresError.self) { try await sealer.value }
                letGo()
            }
            #expect(try await scene.auditState().head == nil)
            #expect(try await scene.auditState().waiting == waiting)
            try await scene.seal()
            #expect(try await scene.sealedEntries() == waiting)
            #expect(try await scene.verify().isIntact)
        }
    }

    @Test("while one server extends a chain another goes on at once")
    func held() async throws {
        try await Scene.run { scene in
            try await scene.seal()
            try await scene.write(1)
            let tenant = scene.tenant.id.rawValue
            try await scene.world.holding { session in
                try session.execute("SELECT FROM audit_chain WHERE tenant_id = \(tenant) FOR UPDATE")
            } _: { _ in
                let hasMore = try await SealAuditLog(engine: scene.engine)(scene.tenant.id)
                #expect(!hasMore)
                #expect(try await scene.auditState().waiting == 1)
            }
            try await scene.seal()
            #expect(try await scene.auditState().waiting == 0)
        }
    }

    @Test("entries from before there were seals are sealed as well, in the order in which they happened")
    func older() async throws {
        try await Scene.run { scene in
            try await scene.tamper(
                """
                ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_queued;
                INSERT INTO audit_entry (tenant_id, actor_kind, action, occurred_at)
                    SELECT TENANT, 'server', 'old.' || n, now() - interval '1 year' + n * interval '1 s' FROM generate_series(1, 1203) AS n;
                ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_queued
                """)
            #expect(try await scene.auditState().hasOlder)
            #expect(try await scene.verify().isIntact)
            try await scene.seal()
            let (all, state) = (try await scene.allEntries(), try await scene.auditState())
            #expect(all > 1203)
            #expect(try await scene.sealedEntries() == all)
            #expect(!state.hasOlder && state.waiting == 0)
            #expect(try await scene.verify().findings == [])
            let outOfOrder: Int? = try await scene.world.inspect { session in
                try session.value(
                    """
                    SELECT count(*) FROM (
                        SELECT occurred_at < lag(occurred_at) OVER (ORDER BY number) AS is_earlier FROM audit_entry AS entry
                        JOIN audit_seal AS seal ON seal.tenant_id = entry.tenant_id AND entry_id = entry.id WHERE action LIKE 'old.%'
                    ) AS step WHERE is_earlier
                    """)
            }
            #expect(outOfOrder == 0)
        }
    }

    @Test("the service seals all tenants' entries within a second, and one tenant's failure stays its own")
    func service() async throws {
        try await Scene.run { scene in
            let sick = try await Scene(scene.world)
            try await sick.tamper(
                "INSERT INTO audit_seal (tenant_id, number, entry_id, hash) VALUES (TENANT, 4611686018427387903, gen_random_uuid(), sha256(''))"
            )
            let other = try await Scene(scene.world)
            let service = Task {
                try await AuditSealer(engine: scene.engine, outbox: scene.world.outbox, logger: scene.world.log.logger).run()
            }
            for healthy in [scene, other] {
                try await healthy.write(7)
                var looks = 0
                while try await healthy.auditState().waiting > 0, looks < 500 {
                    looks += 1
                    try await Task.sleep(for: .milliseconds(10))
                }
                #expect(try await healthy.auditState().waiting == 0)
                #expect(try await healthy.verify().isIntact)
            }
            #expect(try await sick.auditState().waiting > 0)
            service.cancel()
            try? await service.value
            #expect(scene.world.log.text.contains("audit entries could not be sealed"))
        }
    }

    @Test("where nothing happened for long, what this server writes is sealed at once all the same, and what others write soon")
    func idle() async throws {
        try await Scene.run { scene in
            let service = Task {
                try await AuditSealer(engine: scene.engine, outbox: scene.world.outbox, logger: scene.world.log.logger).run()
            }
            while try await scene.auditState().waiting > 0 { try await Task.sleep(for: .milliseconds(20)) }
            // By then it looks every four seconds.
            try await Task.sleep(for: .seconds(5))
            let clock = ContinuousClock()
            @Sendable func sealing() async throws -> Duration {
                try await clock.measure {
                    while try await scene.auditState().waiting > 0 { try await Task.sleep(for: .milliseconds(20)) }
                }
            }
            try await scene.write(1)
            #expect(try await sealing() < .seconds(2))
            try await Task.sleep(for: .seconds(5))
            let other = Storage(database: scene.world.database)
            try await other.transaction(tenant: scene.tenant.id) { stores in
                try stores.auditEntries.insert(AuditEntry("other.server", by: .server), sourceAddress: nil, requestID: nil)
            }
            #expect(try await sealing() < .seconds(8))
            service.cancel()
            try? await service.value
        }
    }
}

/// Counts those who are done.
private final class Turnout: Sendable {
    private let gone = Mutex(0)

    func leave() { gone.withLock { $0 += 1 } }
    func isOver(_ count: Int) -> Bool { gone.withLock { $0 >= count } }
}
