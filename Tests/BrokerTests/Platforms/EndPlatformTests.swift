import Broker
import Dialects
import Model
import OAuth
import Postgres
import Secrets
import Storage
import TestSupport
import Testing

@Suite("ending a platform", .database)
struct EndPlatformTests {
    @Test("the preview and the deletion say the same, and afterwards nothing of it is good or found")
    func deletes() async throws {
        try await Scene.run(.standard) { scene in
            let clientID = scene.platform.platform.clientID
            let answer = try await scene.pair()
            try await scene.hook()
            let end = EndPlatform(engine: scene.engine)
            let preview = try await end.preview(clientID, in: scene.tenant)
            #expect(try await scene.isLive(answer))
            #expect(preview.touched.grants == 1)
            #expect(preview.touched.accessTokens == 1)
            #expect(preview.touched.refreshTokens == 1)
            #expect(preview.touched.webhookEndpoints == 1)
            #expect(preview.secrets == 1)

            let toll = try await end.delete(clientID, in: scene.tenant, by: .operator("test"))
            #expect(toll.touched == preview.touched)
            #expect(toll.secrets == 1)
            #expect(try await !scene.isLive(answer))
            #expect(try await scene.refreshRefusal(answer) == .invalidClient)
            #expect(try await scene.liveGrants().isEmpty)
            let ended = try await scene.events().filter { $0.type == "account.disconnected" }
            #expect(ended.map { $0.data["reason"] } == [.string("platform_deleted")])
            #expect(try await scene.audit("grant.revoked").count == 1)
            #expect(try await scene.audit("platform.deleted").count == 1)
            #expect(try await scene.stores { try $0.webhookEndpoints.all(platform: nil) }.isEmpty)

            let find = FindPlatforms(engine: scene.engine)
            await #expect(throws: NotFound("platform", clientID)) { try await find(clientID, in: scene.tenant) }
            #expect(try await find.page(.init(), limit: 10, in: scene.tenant).isEmpty)
            #expect(try await Listing(engine: scene.engine).platforms(of: scene.tenant).isEmpty)
            for again in [
                { _ = try await end.delete(clientID, in: scene.tenant, by: .server) },
                { _ = try await end.preview(clientID, in: scene.tenant) },
                { _ = try await end.revoke(clientID, in: scene.tenant, by: .server) },
                { _ = try await SwitchPlatform(engine: scene.engine)(disabled: false, clientID, in: scene.tenant, by: .server) },
                { _ = try await scene.update(.init(name: "Again")) },
                {
                    _ = try await ChangePlatformSecrets(engine: scene.engine).add(
                        to: clientID, lifetime: nil, in: scene.tenant, by: .server)
                },
            ] as [@Sendable () async throws -> Void] {
                await #expect(throws: NotFound("platform", clientID)) { try await again() }
            }
            // What happened is still told with its name.
            let id = scene.platform.platform.id
            #expect(try await FindClientIDs(engine: scene.engine)(of: [id], in: scene.tenant) == [id: clientID])
        }
    }

    @Test("a deletion that was cut short leaves nothing alive, and is carried on by the next one")
    func resumes() async throws {
        try await Scene.run(.standard) { scene in
            let answer = try await scene.pair()
            try await scene.hook()
            let (id, clientID) = (scene.platform.platform.id, scene.platform.platform.clientID)
            _ = try await scene.stores { try $0.platforms.delete(id) }
            #expect(try await !scene.isLive(answer))
            #expect(try await scene.liveGrants().count == 1)
            let end = EndPlatform(engine: scene.engine)
            let rest = try await end.delete(clientID, in: scene.tenant, by: .server)
            #expect(rest.touched.grants == 1)
            #expect(try await scene.liveGrants().isEmpty)
            #expect(try await scene.audit("platform.deletion_resumed").count == 1)
            await #expect(throws: NotFound("platform", clientID)) { try await end.delete(clientID, in: scene.tenant, by: .server) }
        }
    }

    @Test("revoked it stays, its grants and tokens end, and people can allow it again")
    func revokes() async throws {
        try await Scene.run(.standard) { scene in
            let answer = try await scene.pair()
            let waiting = try await scene.code()
            let touched = try await EndPlatform(engine: scene.engine).revoke(
                scene.platform.platform.clientID, as: .tenant, in: scene.tenant, by: .operator("test"))
            #expect(touched.grants == 1)
            #expect(touched.accessTokens == 1)
            #expect(try await !scene.isLive(answer))
            #expect(try await scene.refreshRefusal(answer) == .invalidGrant)
            #expect(try await scene.refusal(of: waiting) == .invalidGrant)
            #expect(try await scene.liveGrants().isEmpty)
            let ended = try await scene.events().filter { $0.type == "account.disconnected" }
            #expect(ended.map { $0.data["reason"] } == [.string("platform_revoked")])
            #expect(try await scene.audit("platform.revoked").count == 1)
            #expect(try await scene.isLive(try await scene.pair()))
            #expect(try await scene.entry().secrets.allSatisfy { $0.disabledAt == nil })
        }
    }

    @Test("more grants than one batch holds all end, and each is told of once")
    func batches() async throws {
        try await Scene.run(.standard, .init(scopes: ["read", "write"])) { scene in
            let (tenant, platform, user) = (scene.tenant.id.rawValue, scene.platform.platform.id.rawValue, scene.user.id.rawValue)
            try await scene.world.inspect { session in
                try session.execute(
                    """
                    WITH made AS (
                        INSERT INTO account (tenant_id, public_id, name)
                        SELECT \(tenant), 'many-' || number, 'Many' FROM generate_series(1, 1201) AS number RETURNING id
                    )
                    INSERT INTO account_grant (tenant_id, account_id, platform_id, scopes, approved_by)
                    SELECT \(tenant), id, \(platform), '{read,write}', \(user) FROM made
                    """)
            }
            let outcome = try await scene.update(.init(scopes: ["read"]))
            #expect(outcome.effects.grantsNarrowed == 1201)
            #expect(try await scene.liveGrants().allSatisfy { $0.scopes == ["read"] })
            #expect(try await scene.events().count { $0.type == "grant.scopes_changed" } == 1201)
            let toll = try await EndPlatform(engine: scene.engine).delete(
                scene.platform.platform.clientID, in: scene.tenant, by: .server)
            #expect(toll.touched.grants == 1201)
            #expect(try await scene.liveGrants().isEmpty)
            #expect(try await scene.events().count { $0.type == "account.disconnected" } == 1201)
        }
    }
}

extension Scene {
    /// An endpoint of the platform that nothing is sent to.
    fileprivate func hook() async throws {
        let (_, secret) = try await ManageWebhookEndpoints(engine: engine).create(
            .init(url: "https://partner.example/hook"), for: platform.platform.clientID, in: tenant, by: .server)
        world.secrets.add(secret.value)
    }
}
