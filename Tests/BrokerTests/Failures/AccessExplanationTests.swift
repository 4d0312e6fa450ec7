import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("why an access token is not good", .database)
struct AccessExplanationTests {
    @Test("its bearer: unknown, expired, revoked, the connection ended, the client disabled")
    func bearer() async throws {
        try await Scene.run(.standard) { scene in
            func told(_ token: String) async throws -> ExplainFailure.Explained {
                try await scene.explained(at: .validate) {
                    _ = try await ValidateToken(engine: scene.engine)(PlainSecret(token), at: scene.site)
                }
            }
            #expect(try await told("none").reason == .accessTokenUnknown)
            let pair = try await scene.pair()
            let revoked = try await scene.pair()
            let token = try await scene.access(revoked)
            _ = try await scene.stores { stores in try stores.accessTokens.revoke(token.id, grant: token.grantID) }
            let gone = try await told(revoked.accessToken)
            #expect(gone.reason == .accessTokenRevoked)
            #expect(gone.failure.clientID == scene.platform.platform.clientID)
            #expect(gone.failure.facts.caller == .bearer)
            try await scene.setDisabled(true, .platform(clientID: scene.platform.platform.clientID))
            #expect(try await told(pair.accessToken).reason == .clientDisabled)
            try await scene.setDisabled(false, .platform(clientID: scene.platform.platform.clientID))
            try await scene.moveClock(to: .seconds(3601))
            let expired = try await told(pair.accessToken)
            #expect(expired.reason == .accessTokenExpired)
            #expect(expired.failure.facts.expiredAt != nil)
            _ = try await scene.stores { stores in try stores.grants.revoke(token.grantID, by: .user) }
            #expect(try await told(pair.accessToken).text.explanation.contains("by a person of the account"))
        }
    }

    @Test("introspection says inactive, and why is asked for: by a platform of its own, by a resource server")
    func introspection() async throws {
        try await Scene.run(.standard, Scene.Setup(scopes: ["read", "write"])) { scene in
            let pair = try await scene.pair(scopes: ["read"])
            let other = try await scene.world.platform(name: "Other", in: scene.tenant)
            let foreign = try await scene.inactive(pair.accessToken, by: other.credentials)
            #expect(foreign.reason == .accessTokenUnknown)
            #expect(foreign.failure.accountID == nil)
            let (server, credentials) = try await scene.resourceServer(scopes: ["write"])
            let outside = try await scene.inactive(pair.accessToken, by: credentials)
            #expect(outside.reason == .outsideAudience)
            #expect(outside.failure.resourceServerID == server.publicID)
            #expect(outside.failure.clientID == scene.platform.platform.clientID)
            try await scene.moveClock(to: .seconds(3601))
            #expect(try await scene.inactive(pair.accessToken, by: scene.platform.credentials).reason == .accessTokenExpired)
            let expired = try await scene.inactive(pair.accessToken, by: credentials)
            #expect(expired.reason == .accessTokenExpired)
            #expect(expired.failure.facts.caller == .resourceServer)
        }
    }

    @Test("a new password, where it ends tokens")
    func password() async throws {
        try await Scene.run(.xoxoday, Scene.Setup(scopes: ["user_session"])) { scene in
            let pair = try await scene.pair()
            try await SetPassword(engine: scene.engine)(
                PlainSecret("another horse battery staple"), email: scene.user.email, in: scene.tenant, by: .server)
            let told = try await scene.explained(at: .validate) {
                _ = try await ValidateToken(engine: scene.engine)(PlainSecret(pair.accessToken), at: scene.site)
            }
            #expect(told.reason == .passwordWasReset)
        }
    }

    @Test("every reason has its words, and they end in a full stop", arguments: FailureReason.allCases)
    func words(_ reason: FailureReason) {
        let failure = TokenFailure(
            id: TokenFailure.ID(rawValue: .init()), failedAt: .distantPast, endpoint: "token", error: "invalid_grant",
            reason: reason.rawValue, description: "the words of the answer", facts: FailureFacts(), clientID: nil, accountID: nil,
            resourceServerID: nil, sourceAddress: nil)
        let text = FailureText(of: failure)
        #expect(text.explanation.hasSuffix("."))
        #expect(text.advice.hasSuffix("."))
        #expect(reason == .serverFault || !text.explanation.hasPrefix("Something went wrong"))
    }
}
