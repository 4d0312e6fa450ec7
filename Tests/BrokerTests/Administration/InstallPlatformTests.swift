import Broker
import Dialects
import Model
import OAuth
import TestSupport
import Testing

@Suite("installing a platform that acts by itself", .database)
struct InstallPlatformTests {
    @Test("is a grant with all its scopes, told of once however often it is repeated")
    func installs() async throws {
        let setup = Scene.Setup(scopes: ["read", "write"], redirectURIs: [], grantTypes: [.clientCredentials])
        try await Scene.run(.standard, setup) { scene in
            for _ in 0..<3 { try await Self.install(scene) }
            let grants = try await scene.liveGrants()
            #expect(grants.map(\.scopes) == [["read", "write"]])
            #expect(grants.map(\.approvedBy) == [scene.user.id])
            #expect(grants.map(\.userID) == [nil])
            #expect(try await scene.eventTypes() == ["account.connected"])
            #expect(try await scene.audit("grant.installed").count == 3)
        }
    }

    @Test("who or what is not there is named by its field, and nothing is stored")
    func refuses() async throws {
        let setup = Scene.Setup(redirectURIs: [], grantTypes: [.clientCredentials])
        try await Scene.run(.standard, setup) { scene in
            let other = try await scene.world.account("Other", in: scene.tenant)
            _ = try await scene.world.user("eve@other.example", in: [other], of: scene.tenant)
            _ = try await scene.colleague()
            try await scene.setDisabled(true, .user(email: "bob@first.example"))
            let asking = try await scene.world.platform(name: "Asking", grantTypes: [.authorizationCode], in: scene.tenant)
            let own = try await scene.world.platform(
                name: "Own", redirectURIs: [], grantTypes: [.clientCredentials], owner: other, in: scene.tenant)
            let (clientID, account, ada) = (scene.platform.platform.clientID, scene.account.publicID, scene.user.email)
            let before = try await scene.world.rowCounts()
            let attempts: [(String, String, String?, String, String)] = [
                ("none", account, nil, ada, "client_id"), (asking.platform.clientID, account, nil, ada, "client_id"),
                (clientID, "none", nil, ada, "account_id"), (own.platform.clientID, account, nil, ada, "account_id"),
                (clientID, account, nil, "eve@other.example", "approved_by"), (clientID, account, nil, "no address", "approved_by"),
                (clientID, account, nil, "bob@first.example", "approved_by"),
                (clientID, other.publicID, nil, ada, "approved_by"), (clientID, account, "eve@other.example", ada, "user_id"),
                (clientID, account, "bob@first.example", ada, "user_id"), (clientID, account, "nobody@first.example", ada, "user_id"),
            ]
            for (clientID, account, user, approver, field) in attempts {
                let error = await #expect(throws: InputError.self) {
                    try await InstallPlatform(engine: scene.engine)(
                        clientID, account: account, user: user, approvedBy: approver, in: scene.tenant, by: .server)
                }
                #expect(error?.field == field)
            }
            #expect(try await scene.world.rowCounts() == before)
        }
    }

    @Test("for a user it is that user's grant")
    func user() async throws {
        let setup = Scene.Setup(redirectURIs: [], grantTypes: [.clientCredentials])
        try await Scene.run(.xurrent, setup) { scene in
            try await Self.install(scene, user: "ADA@first.example")
            #expect(try await scene.liveGrants().map(\.userID) == [scene.user.id])
            #expect(try await scene.events().first?.members["user"] == "ada@first.example")
        }
    }

    private static func install(_ scene: Scene, user: String? = nil) async throws {
        try await InstallPlatform(engine: scene.engine)(
            scene.platform.platform.clientID, account: scene.account.publicID, user: user, approvedBy: scene.user.email, in: scene.tenant,
            by: .server)
    }
}
