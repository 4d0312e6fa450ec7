import Broker
import Dialects
import Model
import OAuth
import Secrets
import Storage
import Synchronization
import TestSupport
import Testing

@Suite("the quick way and the way step by step answer alike and write the same rows", .database)
struct QuickEquivalenceTests {
    /// What of an answer is neither chance nor clock.
    struct Told: Equatable, Sendable {
        let tokenType: TokenType
        let expiresIn: Int?
        let hasRefresh: Bool
        let length: Int
        let scopes: [String]
        let approver: String?

        init(_ answer: TokenAnswer) {
            tokenType = answer.tokenType
            expiresIn = answer.expiresIn
            hasRefresh = answer.refreshToken != nil
            length = answer.accessToken.utf8.count
            scopes = answer.scopes
            approver = answer.approverEmail
        }
    }

    /// What a story tells and leaves behind.
    struct Outcome: Equatable, Sendable {
        let told: [Told]
        let written: Written
    }

    private final class Kept<Value: Sendable>: Sendable {
        private let kept = Mutex<Value?>(nil)

        var value: Value? { kept.withLock { $0 } }

        func set(_ value: Value) { kept.withLock { $0 = value } }
    }

    static let scopes = ["widgets", "faqs", "user_session"]

    @Test("codes: the first of a grant, a second one, another approver's, and one for all there is", arguments: Dialect.quick)
    func codes(_ dialect: Dialect) async throws {
        try await Self.compare(dialect, Self.setup(dialect, [.authorizationCode, .refreshToken])) { scene, way in
            let second = try await scene.colleague()
            var told: [Told] = []
            for user in [scene.user, scene.user, second] {
                let code = try await scene.world.code(
                    for: scene.platform.platform, account: scene.account, user: user, in: scene.tenant,
                    scopes: dialect.rules.scopes == .fixed ? nil : [scene.platform.platform.scopes[told.count]])
                told.append(Told(try await scene.exchange(code, by: way)))
            }
            return told
        }
    }

    @Test("refreshing, narrowed and again", arguments: Dialect.quick.filter { $0.rules.refreshTokenLifetime != nil })
    func refreshing(_ dialect: Dialect) async throws {
        try await Self.compare(dialect, Self.setup(dialect, [.authorizationCode, .refreshToken])) { scene, way in
            let code = try await scene.code()
            let first = try await scene.exchange(code, by: .stepByStep)
            let second = try await scene.refresh(first, by: way)
            let third = try await scene.refresh(second, scopes: Array(first.scopes.suffix(1)), by: way)
            return [second, third, try await scene.refresh(third, by: way)].map(Told.init)
        }
    }

    @Test("a refresh that takes its siblings out of the race")
    func siblings() async throws {
        try await Self.compare(.standard, Self.setup(.standard, [.authorizationCode, .refreshToken])) { scene, way in
            let first = try await scene.exchange(try await scene.code(), by: .stepByStep)
            let second = try await scene.refresh(first, by: .stepByStep)
            let sibling = try await scene.refresh(first, by: .stepByStep)
            let third = try await scene.refresh(sibling, by: way)
            await #expect(throws: (any Error).self) { try await scene.refresh(second, by: way) }
            return [Told(third)]
        }
    }

    @Test("a platform's own tokens, of all scopes and of one", arguments: [Dialect.standard])
    func clientCredentials(_ dialect: Dialect) async throws {
        try await Self.compare(dialect, Self.setup(dialect, [.clientCredentials])) { scene, way in
            try await scene.install()
            let account = ("account_id", scene.account.publicID)
            return [
                Told(try await scene.issue(.clientCredentials, [], by: way)),
                Told(try await scene.issue(.clientCredentials, [account], scopes: ["faqs"], by: way)),
            ]
        }
    }

    @Test("a public client's code and refresh token")
    func publicClient() async throws {
        var setup = Self.setup(.standard, [.authorizationCode, .refreshToken])
        setup.isPublic = true
        try await Self.compare(.standard, setup) { scene, way in
            let code = try await scene.world.code(
                for: scene.platform.platform, account: scene.account, user: scene.user, in: scene.tenant, challenge: PKCEVector.challenge)
            let first = try await scene.issue(
                .authorizationCode, [("code", code.value), ("code_verifier", PKCEVector.verifier)], by: way)
            return [Told(first), Told(try await scene.refresh(first, by: way))]
        }
    }

    static func setup(_ dialect: Dialect, _ grantTypes: [GrantType]) -> Scene.Setup {
        var setup = Scene.Setup()
        if dialect.rules.recordAccess != nil { setup.roles = ["account_administrator"] }
        if dialect.rules.scopes != .fixed { setup.scopes = scopes.filter { dialect.rules.availableScopes?.contains($0) ?? true } }
        if dialect.name == "silent" { setup.scopes = ["user_session", "points_read", "profile_read"] }
        if dialect.name == "xeno" { setup.scopes = ["widgets", "faqs", "contacts"] }
        setup.grantTypes = grantTypes.filter(dialect.rules.grantTypes.contains)
        if grantTypes == [.clientCredentials] { setup.redirectURIs = [] }
        if dialect.rules.hasOneGrantTypePerPlatform { setup.grantTypes = Array(setup.grantTypes.prefix(1)) }
        return setup
    }

    static func compare(
        _ dialect: Dialect, _ setup: Scene.Setup, _ story: @escaping @Sendable (Scene, Way) async throws -> [Told]
    ) async throws {
        var outcomes: [Outcome] = []
        for way in Way.allCases {
            let outcome = Kept<Outcome>()
            try await Scene.run(dialect, setup) { scene in
                try await scene.noteSecret()
                let told = try await story(scene, way)
                outcome.set(Outcome(told: told, written: try await Written.read(in: scene.world, of: scene.tenant)))
            }
            outcomes.append(try #require(outcome.value))
        }
        #expect(outcomes[0].told == outcomes[1].told)
        let (quick, slow) = (outcomes[0].written.rows, outcomes[1].written.rows)
        #expect(quick.count == slow.count)
        for (one, other) in zip(quick, slow) { #expect(one == other) }
    }
}
