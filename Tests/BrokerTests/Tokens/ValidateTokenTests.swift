import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("saying what an access token stands for", .database)
struct ValidateTokenTests {
    @Test("its account, its platform, its scopes and, if it is a user's, the user with the roles of now", arguments: Dialect.all)
    func tells(_ dialect: Dialect) async throws {
        try await Scene.run(dialect) { scene in
            let answer = try await scene.pair()
            let token = try await scene.access(answer)
            #expect(token.account.id == scene.account.id)
            #expect(token.platform.id == scene.platform.platform.id)
            #expect(token.scopes == answer.scopes)
            #expect(token.tokenType == answer.tokenType)
            #expect(token.user?.id == (answer.tokenType == .user ? scene.user.id : nil))
            #expect(token.roles == (answer.tokenType == .user ? ["administrator"] : []))
            try await scene.join(roles: ["member"])
            #expect(try await scene.access(answer).roles == (answer.tokenType == .user ? ["member"] : []))
        }
    }

    @Test("what remains of it shrinks, and at its end it is invalid_token", arguments: Dialect.all)
    func remaining(_ dialect: Dialect) async throws {
        try await Scene.run(dialect) { scene in
            let answer = try await scene.pair()
            guard let lifetime = answer.expiresIn else {
                try await scene.moveClock(to: .seconds(100 * 365 * 86_400))
                #expect(try await scene.access(answer).remaining == nil)
                return
            }
            try await scene.moveClock(to: .seconds(lifetime - 30))
            let remaining = try #require(try await scene.access(answer).remaining)
            #expect((Duration.seconds(1)...Duration.seconds(30)).contains(remaining))
            try await scene.moveClock(to: .seconds(lifetime + 1))
            #expect(try await !scene.isLive(answer))
        }
    }

    @Test("every other text is invalid_token (SECURITY row 92)", arguments: Dialect.all)
    func otherTexts(_ dialect: Dialect) async throws {
        try await Scene.run(dialect) { scene in
            let answer = try await scene.pair()
            let token = answer.accessToken
            var others = [
                "", " ", token + " ", " " + token, token + "=", token + "A", token.uppercased(), token.lowercased() + "x",
                String(token.reversed()), "%" + token, token + "\n", token + "\0",
            ]
            for length in stride(from: 1, to: token.count, by: max(1, token.count / 12)) {
                others += [String(token.prefix(length)), String(token.suffix(length))]
            }
            if let refresh = answer.refreshToken { others.append(refresh.text) }
            for text in others where text != token {
                #expect(try await !scene.isLive(PlainSecret(text)), "\(text.count) characters")
            }
            #expect(try await scene.isLive(answer))
        }
    }

    @Test("no bit of a token that says something in clear may be changed (WIRE-CONTRACTS 2.4)")
    func envelope() async throws {
        try await Scene.run(.xoxoday) { scene in
            let answer = try await scene.pair()
            let token = Array(answer.accessToken)
            for index in stride(from: 0, to: token.count, by: 3) {
                var changed = token
                changed[index] = changed[index] == "A" ? "B" : "A"
                #expect(try await !scene.isLive(PlainSecret(String(changed))), "character \(index)")
            }
            #expect(try await scene.isLive(answer))
        }
    }

    @Test("another tenant's token, of the same dialect, is invalid_token")
    func otherTenant() async throws {
        try await Scene.run(.standard) { scene in
            let elsewhere = try await Scene(scene.world, dialect: .standard)
            let answer = try await scene.pair()
            #expect(try await !elsewhere.isLive(answer))
            #expect(try await scene.isLive(answer))
        }
    }

    @Test("a new password of whoever approved it ends it where the dialect says so, with a reason of its own")
    func passwordReset() async throws {
        try await Scene.run(.xoxoday) { scene in
            let bob = try await scene.colleague()
            let (mine, theirs) = (try await scene.pair(scopes: ["profile_read"]), try await scene.pair(scopes: ["profile_read"], as: bob))
            try await SetPassword(engine: scene.engine)(
                PlainSecret("another long password"), email: scene.user.email, in: scene.tenant, by: .server)
            let error = await #expect(throws: OAuthError.self) { try await scene.access(mine) }
            #expect(error?.cause == .passwordWasReset)
            #expect(try await scene.isLive(theirs))
            // The refresh token stays, and gives one that is good.
            #expect(try await scene.isLive(try await scene.refresh(mine)))
        }
        try await Scene.run(.standard) { scene in
            let answer = try await scene.pair()
            try await SetPassword(engine: scene.engine)(
                PlainSecret("another long password"), email: scene.user.email, in: scene.tenant, by: .server)
            #expect(try await scene.isLive(answer))
        }
    }

    @Test("where the last approver's tokens live, another's approval ends the account's earlier ones")
    func lastApprover() async throws {
        try await Scene.run(.xoxoday) { scene in
            let bob = try await scene.colleague()
            let first = [try await scene.pair(), try await scene.pair()]
            for answer in first { #expect(try await scene.isLive(answer)) }
            let theirs = try await scene.pair(as: bob)
            for answer in first { #expect(try await !scene.isLive(answer)) }
            #expect(try await scene.isLive(theirs))
            // A user's tokens are nobody's to replace.
            let own = try await scene.userToken()
            _ = try await scene.userToken(of: bob)
            #expect(try await scene.isLive(own))
        }
    }
}
