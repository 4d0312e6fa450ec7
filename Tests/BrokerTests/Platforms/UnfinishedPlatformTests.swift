import Broker
import Dialects
import Model
import Postgres
import Storage
import TestSupport
import Testing

@Suite("a platform that has more grants than one request ends", .database)
struct UnfinishedPlatformTests {
    enum Ending: Sendable, CaseIterable {
        case deletes, revokes, narrows
    }

    private struct Outdated: Error {}

    @Test("is ended by the same request with the same key, sent until it is done", arguments: Ending.allCases)
    func goesOn(_ ending: Ending) async throws {
        try await Scene.run(.standard, .init(scopes: ["read", "write"])) { scene in
            try await Self.addGrants(1_000, scene)
            let (secret, requests) = (try await scene.world.adminKey(for: scene.tenant).secret, IdempotentRequests(engine: scene.engine))
            let key = try #require(try await AuthenticateAdminKey(engine: scene.engine)(.init(secret)))
            func begin() async throws -> IdempotencyClaim? {
                guard
                    case .claimed(let claim) = try await requests.begin("k", request: "x", by: key, in: scene.tenant)
                else { return nil }
                return claim
            }
            let first = try #require(try await begin())
            await #expect(throws: Unfinished.self) { try await Self.carryOut(ending, .local.claiming(first), scene) }
            try await requests.release(first, in: scene.tenant)
            let second = try #require(try await begin())
            try await Self.carryOut(ending, .local.claiming(second), scene)
            let left = try await scene.liveGrants()
            #expect(ending == .narrows ? left.count == 1_000 && left.allSatisfy { $0.scopes == ["read"] } : left.isEmpty)
            // It counts as carried out now, and only once.
            try await requests.release(second, in: scene.tenant)
            await #expect(throws: IdempotencyRefusal.underWay) { _ = try await begin() }
        }
    }

    private static func carryOut(_ ending: Ending, _ origin: RequestOrigin, _ scene: Scene) async throws {
        let (end, clientID) = (EndPlatform(engine: scene.engine), scene.platform.platform.clientID)
        switch ending {
        case .deletes: _ = try await end.delete(clientID, most: 500, in: scene.tenant, by: .server, origin: origin)
        case .revokes: _ = try await end.revoke(clientID, most: 500, in: scene.tenant, by: .server, origin: origin)
        case .narrows:
            // The state it was asked for in, which is not that of the second time.
            _ = try await UpdatePlatform(engine: scene.engine)(
                .init(scopes: ["read"]), of: clientID,
                precondition: { entry in guard entry.platform.scopes == ["read", "write"] else { throw Outdated() } }, most: 500,
                in: scene.tenant, by: .server, origin: origin)
        }
    }

    private static func addGrants(_ count: Int, _ scene: Scene) async throws {
        let (tenant, platform, user) = (scene.tenant.id, scene.platform.platform.id, scene.user.id)
        try await scene.world.inspect { session in
            try session.execute(
                """
                WITH made AS (
                    INSERT INTO account (tenant_id, public_id, name)
                    SELECT \(tenant), 'many-' || number, 'Many' FROM generate_series(1, \(count)) AS number RETURNING id
                )
                INSERT INTO account_grant (tenant_id, account_id, platform_id, scopes, approved_by)
                SELECT \(tenant), id, \(platform), '{read,write}', \(user) FROM made
                """)
        }
    }
}
