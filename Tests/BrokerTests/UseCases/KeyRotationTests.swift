import Broker
import Dialects
import Foundation
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("putting a new key above the old one", .database)
struct KeyRotationTests {
    @Test("everything made under the old key still works, until its line is gone")
    func rotates() async throws {
        let (old, new) = (try KeyRing.newFileText(id: "old"), try KeyRing.newFileText(id: "new"))
        let world = try World(keys: try KeyRing(parsing: old))
        let before = try await Scene(world)
        let webhooks = try await world.platform(name: "With webhooks", webhookURL: "https://partner.example/hook", in: before.tenant)
        let session = try await before.signedIn()
        let token = try await before.token()
        let code = try await before.code()
        let (adminKey, _) = try await ChangeAdminKeys(engine: before.engine).create(name: "k", tenant: nil, lifetime: nil, by: .server)
        for _ in 0..<9 { _ = try await before.signIn("nobody@first.example", password: "wrong") }

        let both = Self.engine(of: world, keys: try KeyRing(parsing: new + old))
        #expect(both.keys.currentKeyID == "new")
        #expect(try await ValidateToken(engine: both)(token, at: before.site).account.id == before.account.id)
        #expect(try await FindBrowserSession(engine: both)(session, at: before.site)?.user.id == before.user.id)
        #expect(try await ChangeAdminKeys(engine: both).isLive(adminKey))
        let sealed = try await before.stores { [id = webhooks.platform.id] stores in
            try stores.webhookSecrets.all(endpoints: try stores.webhookEndpoints.all(platform: id).map(\.id))
        }
        let endpoint = try #require(sealed.first)
        let context = EnvelopeContext(
            table: "webhook_endpoint", column: "secret_sealed", row: endpoint.endpointID.rawValue, tenant: before.tenant.id.rawValue)
        let opened = try both.keys.open(endpoint.secret, context: context)
        #expect("whsec_" + Data(opened).base64EncodedString() == webhooks.webhookSecret?.value)

        // The old code, with the old secret, under the new key: what comes of it is new.
        let request = TokenRequest(
            grantType: .authorizationCode, credentials: before.platform.credentials,
            parameters: try OAuthParameters([("code", code.value)]))
        let fresh = PlainSecret(try await IssueToken(engine: both)(request, at: before.site, origin: .local).accessToken)
        #expect(try await ValidateToken(engine: both)(fresh, at: before.site).account.id == before.account.id)

        let onlyNew = Self.engine(of: world, keys: try KeyRing(parsing: new))
        #expect(try await ValidateToken(engine: onlyNew)(fresh, at: before.site).account.id == before.account.id)
        #expect(try await FindBrowserSession(engine: onlyNew)(session, at: before.site) == nil)
        #expect(try await !ChangeAdminKeys(engine: onlyNew).isLive(adminKey))
        #expect(throws: SecretsError.self) { try onlyNew.keys.open(endpoint.secret, context: context) }
        let onlyOld = Self.engine(of: world, keys: try KeyRing(parsing: old))
        await #expect(throws: OAuthError.self) { try await ValidateToken(engine: onlyOld)(fresh, at: before.site) }
        await world.database.shutdown()
    }

    private static func engine(of world: World, keys: KeyRing) -> Engine {
        Engine(
            storage: world.storage, keys: keys, passwords: world.engine.passwords, dialects: world.engine.dialects,
            publicURL: World.publicURL)
    }
}
