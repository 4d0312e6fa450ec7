import Broker
import Dialects
import Model
import OAuth
import Secrets
import Storage
import TestSupport
import Testing

@Suite("the quick way at the same time as others", .database)
struct QuickRaceTests {
    @Test("of 64 exchanges of one code one is answered", arguments: Dialect.quick.filter { $0.rules.grantSubject != .user })
    func oneCode(_ dialect: Dialect) async throws {
        try await Scene.run(dialect, Self.setup(dialect)) { scene in
            try await scene.noteSecret()
            let code = try await scene.code()
            let answers = try await Self.race(64) { _ in try await scene.exchange(code, by: .quick) }
            #expect(answers.count == 1)
            #expect(try await scene.isLive(try #require(answers.first)))
            #expect(try await scene.eventTypes() == ["account.connected"])
            #expect(try await scene.audit("access_token.issued").count == 1)
        }
    }

    @Test("64 codes of one grant leave one live token where the dialect keeps one, and one connection told of")
    func manyCodes() async throws {
        try await Scene.run(.xref) { scene in
            try await scene.noteSecret()
            var codes: [PlainSecret] = []
            for _ in 0..<64 { codes.append(try await scene.code()) }
            let answers = try await Self.race(64) { [codes] place in try await scene.exchange(codes[place], by: .quick) }
            #expect(answers.count == 64)
            var live = 0
            for answer in answers where try await scene.isLive(answer) { live += 1 }
            #expect(live == 1)
            #expect(try await scene.eventTypes() == ["account.connected"])
        }
    }

    @Test("of 16 uses of one refresh token one is answered, and of siblings used at once one is left")
    func refreshing() async throws {
        try await Scene.run(.standard, Self.setup(.standard)) { scene in
            try await scene.noteSecret()
            for round in 0..<20 {
                let first = try await scene.pair()
                let answered = try await Self.refresh(Array(repeating: first, count: 16), in: scene)
                #expect(answered.count == 1, "round \(round)")
                let sibling = try await scene.refresh(first, by: .stepByStep)
                let next = try await Self.refresh(answered + [sibling], in: scene)
                #expect(next.count == 1, "round \(round)")
            }
        }
    }

    @Test("once a revocation was acknowledged no token of the family is live, whatever was refreshed meanwhile")
    func refreshAgainstRevocation() async throws {
        try await Scene.run(.standard, Self.setup(.standard)) { scene in
            try await scene.noteSecret()
            for round in 0..<200 {
                let first = try await scene.pair()
                async let refreshed = Self.refresh([first], in: scene)
                async let revoked: Void = patiently {
                    try await RevokeToken(engine: scene.engine)(
                        PlainSecret(first.refreshToken?.text ?? ""), by: scene.platform.credentials, at: scene.site, origin: .local)
                }
                let (answers, _) = try await (refreshed, revoked)
                for answer in answers + [first] {
                    #expect(try await !scene.isLive(answer), "round \(round)")
                    #expect(try await scene.refreshRefusal(answer) == .invalidGrant, "round \(round)")
                }
            }
        }
    }

    @Test(
        "once a grant's end was acknowledged no token of it is live, whatever was exchanged meanwhile", arguments: [Dialect.xref, .plain])
    func exchangeAgainstEnd(_ dialect: Dialect) async throws {
        try await Scene.run(dialect) { scene in
            try await scene.noteSecret()
            let session = try await scene.session()
            for round in 0..<100 {
                let code = try await scene.code()
                let grant = try #require(try await scene.liveGrants().first)
                async let exchanged = Self.race(1) { _ in try await scene.exchange(code, by: .quick) }
                async let ended = patiently { try await scene.change(.revoke, of: grant.id, as: session) }
                let (answers, _) = try await (exchanged, ended)
                let isLive = try await scene.liveGrants().contains { $0.id == grant.id }
                for answer in answers { #expect(try await scene.isLive(answer) == isLive, "round \(round)") }
                if isLive { try await scene.change(.revoke, of: grant.id, as: session) }
            }
        }
    }

    @Test("a member who is taken out meanwhile leaves no token that the dialect would not leave")
    func exchangeAgainstLeaving() async throws {
        try await Scene.run(.plain) { scene in
            try await scene.noteSecret()
            for round in 0..<60 {
                let code = try await scene.code()
                async let exchanged = Self.race(1) { _ in try await scene.exchange(code, by: .quick) }
                async let left: Void = patiently { try await scene.leave() }
                let (answers, _) = try await (exchanged, left)
                let grant = try #require(try await scene.liveGrants().first)
                // Either it was connected first, and the grant wants another approver now, or nothing was exchanged.
                if !answers.isEmpty { #expect(grant.approverMissingAt != nil, "round \(round)") }
                try await scene.join()
            }
        }
    }

    private static func setup(_ dialect: Dialect) -> Scene.Setup {
        var setup = Scene.Setup()
        if dialect.rules.scopes == .required { setup.scopes = ["user_session", "points_read"] }
        if dialect.rules.scopes == .requested { setup.scopes = ["read", "write"] }
        setup.grantTypes = [.authorizationCode, .refreshToken].filter(dialect.rules.grantTypes.contains)
        return setup
    }

    private static func refresh(_ tokens: [TokenAnswer], in scene: Scene) async throws -> [TokenAnswer] {
        try await race(tokens.count) { place in try await scene.refresh(tokens[place], by: .quick) }
    }

    /// The answers there were; the others were no plain case.
    private static func race(
        _ count: Int, _ body: @escaping @Sendable (Int) async throws -> TokenAnswer
    ) async throws -> [TokenAnswer] {
        try await withThrowingTaskGroup(of: TokenAnswer?.self) { group in
            for place in 0..<count {
                group.addTask {
                    do {
                        return try await patiently { try await body(place) }
                    } catch is NotPlain {
                        return nil
                    }
                }
            }
            return try await group.reduce(into: []) { answers, answer in answer.map { answers.append($0) } }
        }
    }
}
