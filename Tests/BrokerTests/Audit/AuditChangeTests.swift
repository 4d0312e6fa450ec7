import Broker
import Dialects
import Model
import Postgres
import TestSupport
import Testing

@Suite("what an audit entry says was changed", .database)
struct AuditChangeTests {
    private func change(_ action: String, in scene: Scene) async throws -> AuditEntry.Change {
        var filter = AuditFilter()
        filter.action = action
        return try #require(try await ReadAuditLog(engine: scene.engine).newest(filter, limit: 1, in: scene.tenant).first).change
    }

    @Test("of settings those that are others now, and none that stayed")
    func settings() async throws {
        try await Scene.run(.standard) { scene in
            let set = ChangeTenantSettings(engine: scene.engine)
            try await set(
                TenantSettings(refreshGrace: .seconds(10), ssoTokenLifetime: .seconds(60)), of: scene.tenant, by: .server)
            try await set(
                TenantSettings(refreshGrace: .seconds(20), ssoTokenLifetime: .seconds(60)), of: scene.tenant, by: .server)
            let change = try await change("tenant.settings_changed", in: scene)
            #expect(change.before == ["refresh_grace_seconds": .integer(10)])
            #expect(change.after == ["refresh_grace_seconds": .integer(20)])
        }
    }

    @Test("of what is switched off and on whether it was; switched off twice, nothing")
    func disabled() async throws {
        try await Scene.run { scene in
            let set = SetDisabled(engine: scene.engine)
            try await set(true, .account(publicID: scene.account.publicID), in: scene.tenant, by: .server)
            let first = try await change("account.disabled", in: scene)
            #expect(first.before == ["disabled": false] && first.after == ["disabled": true])
            try await set(true, .account(publicID: scene.account.publicID), in: scene.tenant, by: .server)
            #expect(try await change("account.disabled", in: scene) == .none)
            try await set(true, .user(email: scene.user.email), in: scene.tenant, by: .server)
            #expect(try await change("user.disabled", in: scene).after == ["disabled": true])
        }
    }

    @Test("of a member the roles")
    func roles() async throws {
        try await Scene.run { scene in
            try await ChangeMembership(engine: scene.engine).join(
                email: scene.user.email, account: scene.account.publicID, roles: ["auditor"], in: scene.tenant, by: .server)
            let change = try await change("membership.set", in: scene)
            #expect(change.before == ["roles": .list(["administrator"])])
            #expect(change.after == ["roles": .list(["auditor"])])
        }
    }

    @Test("of a webhook endpoint its address without a query, and that it has a key, never the key")
    func endpoint() async throws {
        try await Scene.run(.xeno) { scene in
            let manage = ManageWebhookEndpoints(engine: scene.engine)
            let (endpoint, secret) = try await manage.create(
                .init(url: "https://partner.example/one?token=verysecret"), for: scene.platform.platform.clientID, in: scene.tenant,
                by: .server)
            scene.world.secrets.add(secret.value)
            _ = try await manage.update(
                endpoint.id, .init(url: "https://partner.example/two?token=verysecret", description: "Second"), in: scene.tenant,
                by: .server)
            let change = try await change("webhook_endpoint.updated", in: scene)
            #expect(change.before == ["url": "https://partner.example/one?…"])
            #expect(change.after == ["url": "https://partner.example/two?…", "description": "Second"])
            _ = try await manage.rotateSecret(endpoint.id, overlap: .zero, in: scene.tenant, by: .server)
            try await manage.setDisabled(true, endpoint.id, in: scene.tenant, by: .server)
            #expect(try await wasSwitchedOff(scene) == true)
            let entries = try await ReadAuditLog(engine: scene.engine).newest(AuditFilter(), limit: 1000, in: scene.tenant)
            let text = entries.map(\.line).joined()
            #expect(!text.contains("verysecret"))
            for secret in scene.world.secrets.all { #expect(!text.contains(secret)) }
        }
    }

    private func wasSwitchedOff(_ scene: Scene) async throws -> Bool {
        let change = try await change("webhook_endpoint.disabled", in: scene)
        return change.after["disabled"] == true && change.before["disabled"] == false
    }
}
