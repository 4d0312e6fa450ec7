import Broker
import Dialects
import Model
import OAuth
import Secrets
import Storage
import TestSupport
import Testing

@Suite("people who end a connection at the same time as others use it", .database)
struct ConnectionRaceTests {
    @Test("two who uninstall at once, each from their own grant, do not wait for each other, and each grant ends once")
    func uninstallTwice() async throws {
        try await Scene.run(.xeno) { scene in
            let people = [scene.user, try await scene.colleague(), try await scene.colleague("cyd@first.example")]
            var sessions: [BrowserSession] = []
            for person in people { sessions.append(try await scene.session(of: person)) }
            for round in 1...40 {
                var answers: [TokenAnswer] = []
                for person in people { answers.append(try await scene.pair(as: person)) }
                let grants = try await scene.liveGrants()
                let done = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for session in sessions {
                        let own = try #require(grants.first { $0.userID == session.user.id }).id
                        group.addTask { try await patiently { try await scene.change(.uninstall, of: own, as: session) } }
                    }
                    return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(done == 1, "round \(round)")
                for answer in answers { #expect(try await !scene.isLive(answer), "round \(round)") }
                #expect(try await scene.eventTypes().filter { $0 == "account.disconnected" }.count == 3 * round)
            }
        }
    }

    @Test("once an uninstallation was acknowledged no token is live that an exchange got meanwhile on what was there")
    func uninstallAgainstExchange() async throws {
        try await Scene.run(.xeno) { scene in
            let bob = try await scene.colleague()
            let session = try await scene.session()
            for round in 0..<40 {
                _ = try await scene.pair()
                _ = try await scene.pair(as: bob)
                let code = try await scene.world.code(
                    for: scene.platform.platform, account: scene.account, user: bob, in: scene.tenant)
                let own = try #require(try await scene.liveGrants().first { $0.userID == scene.user.id }).id
                async let exchanged = Self.attempt { try await scene.world.exchange(code, by: scene.platform, in: scene.tenant) }
                async let ended = patiently { try await scene.change(.uninstall, of: own, as: session) }
                let (answer, wasEnded) = try await (exchanged, ended)
                #expect(wasEnded, "round \(round)")
                if let answer { #expect(try await !scene.isLive(answer), "round \(round)") }
                #expect(try await scene.liveGrants().isEmpty, "round \(round)")
            }
        }
    }

    @Test("once an uninstallation was acknowledged nobody has a token made from the account's, and nobody waited for each other")
    func uninstallAgainstMinting() async throws {
        try await Scene.run(Self.both) { scene in
            let session = try await scene.session()
            let people = ["bob@first.example", "cyd@first.example", "new@first.example"]
            for round in 0..<40 {
                let parent = try await scene.pair(scopes: ["user_session", "profile_read"])
                let mint = MintUserToken(engine: scene.engine)
                // There is a user's grant to be locked as well.
                _ = try await mint(
                    for: people[0], scopes: [], token: PlainSecret(parent.accessToken), at: scene.site, origin: .local)
                let own = try #require(try await scene.liveGrants().first { $0.userID == nil }).id
                let (minted, wasEnded) = try await withThrowingTaskGroup(of: TokenAnswer?.self) { group in
                    for person in people {
                        group.addTask {
                            try await Self.attempt {
                                try await mint(
                                    for: person, scopes: [], token: PlainSecret(parent.accessToken), at: scene.site, origin: .local)
                            }
                        }
                    }
                    let wasEnded = try await patiently { try await scene.change(.uninstall, of: own, as: session) }
                    return (try await group.reduce(into: [TokenAnswer]()) { if let answer = $1 { $0.append(answer) } }, wasEnded)
                }
                #expect(wasEnded, "round \(round)")
                for answer in minted {
                    #expect(try await !scene.isLive(answer), "round \(round)")
                    #expect(try await scene.refreshRefusal(answer) == .invalidGrant, "round \(round)")
                }
                // Made before it, a user's grant ended with the account's; after it there was nothing to make one from.
                #expect(try await scene.liveGrants().isEmpty, "round \(round)")
            }
        }
    }

    /// The account's and its users' tokens of one vendor, and the uninstalling of another.
    private static let both: Dialect = {
        var rules = Dialect.xoxoday.rules
        rules.tokensAreListed = true
        return Dialect(name: "both", endpoints: [], rules: rules)
    }()

    /// `nil`: it was refused because what it stood on is gone.
    private static func attempt(_ body: @Sendable () async throws -> TokenAnswer) async throws -> TokenAnswer? {
        do {
            return try await patiently(body)
        } catch let error as OAuthError where [.invalidGrant, .invalidToken].contains(error.code) {
            return nil
        }
    }
}
