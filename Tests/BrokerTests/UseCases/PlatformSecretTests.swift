import Broker
import Foundation
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("a platform's secrets", .database)
struct PlatformSecretTests {
    @Test("a second one works beside the first; each can be disabled without the other")
    func replaces() async throws {
        try await Scene.run { scene in
            let change = ChangePlatformSecrets(engine: scene.engine)
            let clientID = scene.platform.platform.clientID
            let added = try await change.add(to: clientID, lifetime: nil, in: scene.tenant, by: .server)
            let (secret, stored) = (added.secret, added.stored)
            #expect(try await Self.authenticates(secret, in: scene))
            #expect(try await Self.authenticates(scene.platform.secret, in: scene))
            let all = try await Listing(engine: scene.engine).secrets(of: clientID, tenant: scene.tenant)
            let first = try #require(all.first { $0.id != stored.id })
            try await change.disable(first.id, of: clientID, in: scene.tenant, by: .server)
            #expect(try await Self.authenticates(secret, in: scene))
            #expect(try await !Self.authenticates(scene.platform.secret, in: scene))
            // Once more changes nothing and is no mistake.
            let disabledAt = try await change.disable(first.id, of: clientID, in: scene.tenant, by: .server).disabledAt
            #expect(disabledAt != nil)
            let nobodys = PlatformSecret.ID(rawValue: UUID())
            await #expect(throws: NotFound("secret", nobodys)) {
                try await change.disable(nobodys, of: clientID, in: scene.tenant, by: .server)
            }
        }
    }

    @Test("one with a lifetime ends with it, and the tokens it obtained live on")
    func expires() async throws {
        try await Scene.run { scene in
            let token = try await scene.token()
            let secret = try await ChangePlatformSecrets(engine: scene.engine).add(
                to: scene.platform.platform.clientID, lifetime: .seconds(3600), in: scene.tenant, by: .server
            ).secret
            try await scene.world.moveClock(of: scene.tenant, to: .seconds(3500))
            #expect(try await Self.authenticates(secret, in: scene))
            try await scene.world.moveClock(of: scene.tenant, to: .seconds(3601))
            #expect(try await !Self.authenticates(secret, in: scene))
            #expect(try await scene.isLive(token))
        }
    }

    @Test("one of another platform authenticates nobody else")
    func belongs() async throws {
        try await Scene.run { scene in
            let other = try await scene.world.platform(name: "Another", in: scene.tenant)
            #expect(try await !Self.authenticates(other.secret, in: scene))
        }
    }

    @Test("of an unknown platform there is none")
    func unknownPlatform() async throws {
        try await Scene.run { scene in
            let change = ChangePlatformSecrets(engine: scene.engine)
            await #expect(throws: NotFound("platform", "none")) {
                try await change.add(to: "none", lifetime: nil, in: scene.tenant, by: .server)
            }
        }
    }

    @Test("two may live at a time; one that ended or was disabled makes room")
    func atMostTwo() async throws {
        try await Scene.run { scene in
            let change = ChangePlatformSecrets(engine: scene.engine)
            let clientID = scene.platform.platform.clientID
            func add(_ lifetime: Duration? = nil, others: Duration? = nil) async throws -> PlatformSecret {
                let added = try await change.add(
                    to: clientID, lifetime: lifetime, expiringOthersAfter: others, in: scene.tenant, by: .operator("test"))
                scene.world.secrets.add(added.secret.value)
                return added.stored
            }
            let second = try await add(.seconds(3600))
            let error = await #expect(throws: InputError.self) { _ = try await add() }
            #expect(error?.field == "secrets")
            try await scene.world.moveClock(of: scene.tenant, to: .seconds(3601))
            let third = try await add()
            await #expect(throws: InputError.self) { _ = try await add(others: .seconds(60)) }
            try await change.disable(third.id, of: clientID, in: scene.tenant, by: .server)
            let fourth = try await add(others: .seconds(60))
            let all = try await scene.entry().secrets
            #expect(all.map(\.id).suffix(3) == [second.id, third.id, fourth.id])
            #expect(fourth.expiresAt == nil)
            // Nothing is in the way of one that takes the place of all at once.
            _ = try await add(others: .zero)
            #expect(try await !Self.authenticates(scene.platform.secret, in: scene))
        }
    }

    @Test("a rotation lets the old one work until its end, which is told, and the list says that it is still used")
    func rotation() async throws {
        try await Scene.run { scene in
            let clientID = scene.platform.platform.clientID
            let added = try await ChangePlatformSecrets(engine: scene.engine).add(
                to: clientID, lifetime: nil, expiringOthersAfter: .seconds(86_400), in: scene.tenant, by: .operator("test"))
            let new = added.secret
            scene.world.secrets.add(new.value)
            #expect(added.expiring.count == 1)
            let changes = try await scene.events().filter { $0.type == "platform.secret_rotated" }.map { $0.data["change"] }
            #expect(Set(changes) == [.string("added"), .string("expiring")])
            func stillUsed() async throws -> [Bool] {
                let all = try await scene.entry().secrets
                return all.map { $0.isStillUsed(among: all) }
            }
            #expect(try await stillUsed() == [false, false])
            _ = try await scene.world.exchange(try await scene.code(), by: scene.platform, in: scene.tenant)
            #expect(try await stillUsed() == [true, false])
            try await scene.world.moveClock(of: scene.tenant, to: .seconds(86_400 + 5))
            #expect(try await !Self.authenticates(scene.platform.secret, in: scene))
            #expect(try await Self.authenticates(new, in: scene))
        }
    }

    @Test("that it is used is noted at most once a minute, and nobody waits for that")
    func use() async throws {
        try await Scene.run { scene in
            func lastUsed() async throws -> Date? { try await scene.entry().secrets.first?.lastUsedAt }
            #expect(try await lastUsed() == nil)
            _ = try await scene.token()
            let first = try #require(try await lastUsed())
            try await scene.world.moveClock(of: scene.tenant, to: .seconds(30))
            _ = try await scene.token()
            #expect(try await lastUsed() == first)
            try await scene.world.moveClock(of: scene.tenant, to: .seconds(100))
            let platform = scene.platform.platform.id.rawValue
            try await scene.world.holding({ session in
                try session.execute("SELECT FROM platform_secret WHERE platform_id = \(platform) FOR NO KEY UPDATE")
            }) { _ in
                _ = try await scene.token()
            }
            #expect(try await lastUsed() == first)
            _ = try await scene.token()
            #expect(try #require(try await lastUsed()) > first)
        }
    }

    @Test("its end can be set, put off and taken away while it lives, and not behind")
    func expiry() async throws {
        try await Scene.run { scene in
            let change = ChangePlatformSecrets(engine: scene.engine)
            let clientID = scene.platform.platform.clientID
            let id = try #require(try await scene.entry().secrets.first).id
            let soon = try await change.expire(id, of: clientID, after: .seconds(60), in: scene.tenant, by: .server)
            #expect(soon.expiresAt != nil)
            #expect(try await change.expire(id, of: clientID, at: nil, in: scene.tenant, by: .server).expiresAt == nil)
            for bad in [Date(timeIntervalSince1970: 0), Date(timeIntervalSince1970: 100_000_000_000)] {
                let error = await #expect(throws: InputError.self) {
                    try await change.expire(id, of: clientID, at: bad, in: scene.tenant, by: .server)
                }
                #expect(error?.field == "expires_at")
            }
            _ = try await change.expire(id, of: clientID, after: .seconds(60), in: scene.tenant, by: .server)
            try await scene.world.moveClock(of: scene.tenant, to: .seconds(61))
            let over = await #expect(throws: InputError.self) {
                try await change.expire(id, of: clientID, at: nil, in: scene.tenant, by: .server)
            }
            #expect(over?.field == "expires_at")
        }
    }

    /// Whether this secret gets as far as the code, which is wrong.
    private static func authenticates(_ secret: PlainSecret, in scene: Scene) async throws -> Bool {
        let request = TokenRequest(
            grantType: .authorizationCode,
            credentials: ClientCredentials(clientID: scene.platform.platform.clientID, clientSecret: secret.value),
            parameters: try OAuthParameters([("code", "no code")]))
        do {
            _ = try await IssueToken(engine: scene.engine)(request, at: scene.site, origin: .local)
            return true
        } catch let error as OAuthError {
            return error.code != .invalidClient
        }
    }
}
