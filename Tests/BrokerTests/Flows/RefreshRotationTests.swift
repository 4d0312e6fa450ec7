import Broker
import Dialects
import Model
import OAuth
import Secrets
import Storage
import TestSupport
import Testing

@Suite("exchanging a refresh token", .database)
struct RefreshRotationTests {
    @Test("gives a new pair of the same family and grant, again and again", arguments: Dialect.refreshing)
    func rotates(_ dialect: Dialect) async throws {
        try await Scene.run(dialect) { scene in
            var answers = [try await scene.pair()]
            for _ in 0..<4 { answers.append(try await scene.refresh(answers[answers.count - 1])) }
            #expect(Set(answers.map(\.accessToken)).count == 5)
            #expect(Set(answers.compactMap(\.refreshToken?.text)).count == 5)
            #expect(Set(answers.map(\.tokenType)).count == 1)
            #expect(Set(answers.map(\.scopes)).count == 1)
            for answer in answers {
                #expect(answer.accountID == scene.account.publicID)
                #expect(try await scene.isLive(answer))
            }
            // Nobody was asked just now.
            #expect(answers.map(\.approverEmail) == ["ada@first.example", nil, nil, nil, nil])
            var owners: [RefreshTokenOwner] = []
            for answer in answers { owners.append(try await Self.owner(of: answer, in: scene)) }
            #expect(Set(owners.map(\.familyID)).count == 1)
            #expect(Set(owners.map(\.grantID)).count == 1)
            #expect(try await scene.eventTypes() == ["account.connected"])
            #expect(try await scene.audit("access_token.refreshed").count == 4)
        }
    }

    @Test("another authorization is another family")
    func families() async throws {
        try await Scene.run(.standard) { scene in
            let (one, two) = (try await scene.pair(), try await scene.pair())
            let owners = (try await Self.owner(of: one, in: scene), try await Self.owner(of: two, in: scene))
            #expect(owners.0.grantID == owners.1.grantID)
            #expect(owners.0.familyID != owners.1.familyID)
        }
    }

    @Test("a narrower access token leaves the refresh token as wide as it was (RFC 6749 §6)")
    func narrows() async throws {
        try await Scene.run(.standard, Scene.Setup(scopes: ["read", "write", "admin"])) { scene in
            let first = try await scene.pair(scopes: ["read", "write"])
            let narrow = try await scene.refresh(first, scopes: ["write"])
            #expect(narrow.scopes == ["write"])
            #expect(try await scene.access(narrow).scopes == ["write"])
            let wide = try await scene.refresh(narrow)
            #expect(wide.scopes == ["read", "write"])
            #expect(try await scene.access(wide).scopes == ["read", "write"])
        }
    }

    @Test(
        "a scope the token never had is invalid_scope and burns nothing",
        arguments: [["admin"], ["read", "write", "admin"], ["READ"], ["read", "unknown"], ["read "], ["*"], ["r\u{65}\u{301}ad"]])
    func refusesWider(_ scopes: [String]) async throws {
        try await Scene.run(.standard, Scene.Setup(scopes: ["read", "write", "admin"])) { scene in
            let first = try await scene.pair(scopes: ["read", "write"])
            let before = try await scene.world.rowCounts()
            #expect(try await scene.refreshRefusal(first, scopes: scopes) == .invalidScope)
            #expect(try await scene.world.rowCounts() == before)
            #expect(try await scene.isLive(first))
            #expect(try await scene.refresh(first).scopes == ["read", "write"])
        }
    }

    @Test("another platform's token is refused without a mark, and is as good as before")
    func otherPlatform() async throws {
        try await Scene.run(.standard) { scene in
            let other = try await scene.world.platform(name: "Other", in: scene.tenant)
            let first = try await scene.pair()
            let second = try await scene.refresh(first)
            let before = try await scene.world.rowCounts()
            for answer in [first, second] {
                #expect(try await scene.refreshRefusal(answer, by: other) == .invalidGrant)
            }
            #expect(try await scene.world.rowCounts() == before)
            #expect(try await scene.isLive(second))
            #expect(try await scene.refreshRefusal(second) == nil)
        }
    }

    @Test("one of the other token type is refused without a mark, and is as good as before")
    func otherTokenType() async throws {
        try await Scene.run(.xoxoday) { scene in
            let first = try await scene.pair()
            #expect(first.tokenType == .company)
            #expect(try await scene.refreshRefusal(first, tokenType: .user) == .invalidGrant)
            #expect(try await scene.refreshRefusal(first, tokenType: .company) == nil)
        }
    }

    @Test("an access token, a code or any other text is no refresh token")
    func otherSecrets() async throws {
        try await Scene.run(.standard) { scene in
            let first = try await scene.pair()
            let code = try await scene.code()
            let token = try #require(first.refreshToken).text
            for text in [first.accessToken, code.value, scene.platform.secret.value, String(token.dropLast()), token + "A", " " + token] {
                let refusal = try await scene.refusal { try await scene.world.refresh(text, by: scene.platform, at: scene.site) }
                #expect(refusal == .invalidGrant)
            }
            #expect(try await scene.refusal { try await scene.world.refresh("", by: scene.platform, at: scene.site) } == .invalidRequest)
            #expect(try await scene.refreshRefusal(first) == nil)
            #expect(try await scene.refusal(of: code) == nil)
        }
    }

    @Test("a public platform refreshes by its id alone, and no confidential one does")
    func publicPlatform() async throws {
        try await Scene.run(.standard, Scene.Setup(isPublic: true)) { scene in
            let code = try await scene.world.code(
                for: scene.platform.platform, account: scene.account, user: scene.user, in: scene.tenant,
                challenge: PKCEVector.challenge)
            let first = try await scene.world.exchange(code, by: scene.platform, in: scene.tenant, verifier: PKCEVector.verifier)
            let second = try await scene.refresh(first)
            #expect(try await scene.isLive(second))

            let confidential = try await scene.world.platform(name: "Confidential", in: scene.tenant)
            let theirs = try await scene.world.exchange(
                try await scene.world.code(
                    for: confidential.platform, account: scene.account, user: scene.user, in: scene.tenant),
                by: confidential, in: scene.tenant)
            let request = TokenRequest(
                grantType: .refreshToken,
                credentials: ClientCredentials(clientID: confidential.platform.clientID, clientSecret: nil),
                parameters: try OAuthParameters([("refresh_token", try #require(theirs.refreshToken).text)]))
            let refusal = try await scene.refusal { try await IssueToken(engine: scene.engine)(request, at: scene.site, origin: .local) }
            #expect(refusal == .invalidClient)
            // A public platform's id is no key to what others were given.
            #expect(try await scene.refreshRefusal(theirs) == .invalidGrant)
            #expect(try await scene.refreshRefusal(theirs, by: confidential) == nil)
        }
    }

    @Test("a platform without the grant type gets no refresh token and may use none")
    func grantTypes() async throws {
        try await Scene.run(.standard, Scene.Setup(grantTypes: [.authorizationCode])) { scene in
            let answer = try await scene.pair()
            #expect(answer.refreshToken == nil)
            #expect(
                try await scene.refusal { try await scene.world.refresh("x", by: scene.platform, at: scene.site) } == .unauthorizedClient)
        }
    }

    private static func owner(of answer: TokenAnswer, in scene: Scene) async throws -> RefreshTokenOwner {
        let token = PlainSecret(try #require(answer.refreshToken).text)
        let hashes = try scene.engine.keys.candidateHashes(token, as: .refreshToken, tenant: scene.tenant.id.rawValue)
        return try #require(try await scene.stores { try $0.refreshTokens.findOwner(hashes) })
    }
}
