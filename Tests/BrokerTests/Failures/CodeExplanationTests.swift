import Broker
import Dialects
import Model
import OAuth
import Secrets
import Storage
import TestSupport
import Testing

@Suite("what a failed exchange meant", .database)
struct CodeExplanationTests {
    @Test("unknown, used, another client's, expired")
    func codes() async throws {
        try await Scene.run(.standard) { scene in
            func told(_ code: PlainSecret, by platform: RegisterPlatform.Registered? = nil) async throws -> ExplainFailure.Explained {
                try await scene.explained {
                    _ = try await scene.world.exchange(code, by: platform ?? scene.platform, in: scene.tenant)
                }
            }
            #expect(try await told(PlainSecret("none")).reason == .codeUnknown)
            let code = try await scene.code()
            let other = try await scene.world.platform(name: "Other", in: scene.tenant)
            let foreign = try await told(code, by: other)
            #expect(foreign.reason == .codeOtherClient)
            #expect(foreign.failure.facts.grantID == nil)
            _ = try await scene.world.exchange(code, by: scene.platform, in: scene.tenant)
            let used = try await told(code)
            #expect(used.reason == .codeUsed)
            #expect(used.failure.facts.usedAt != nil)
            #expect(used.text.explanation.contains(" UTC"))
            let late = try await scene.code()
            try await scene.moveClock(to: .seconds(120))
            let expired = try await told(late)
            #expect(expired.reason == .codeExpired)
            #expect(expired.failure.facts.expiredAt != nil)
        }
    }

    @Test("a redirect URI and a verifier that are not the ones of the request")
    func proofs() async throws {
        try await Scene.run(.standard) { scene in
            func told(_ changes: [(String, String)]) async throws -> FailureReason? {
                let code = try await scene.code()
                let error = try #require(
                    await #expect(throws: OAuthError.self) {
                        try await IssueToken(engine: scene.engine)(
                            TokenRequest(
                                grantType: .authorizationCode, credentials: scene.platform.credentials,
                                parameters: try OAuthParameters([("code", code.value)] + changes)),
                            at: scene.site, origin: .local)
                    })
                return try await scene.explained(error).reason
            }
            let elsewhere = try await told([("redirect_uri", "https://partner.example/other")])
            #expect(elsewhere == .redirectMismatch)
            let verifier = try await told([
                ("redirect_uri", World.redirectURI), ("code_verifier", String(repeating: "v", count: 43)),
            ])
            #expect(verifier == .verifierMismatch)
        }
    }

    @Test("the client: unknown, its secret wrong, expired or disabled, itself disabled; only a known one is named")
    func clients() async throws {
        try await Scene.run(.standard) { scene in
            let clientID = scene.platform.platform.clientID
            func told(_ id: String, _ secret: String?) async throws -> ExplainFailure.Explained {
                try await scene.explained {
                    _ = try await IssueToken(engine: scene.engine)(
                        TokenRequest(
                            grantType: .authorizationCode, credentials: ClientCredentials(clientID: id, clientSecret: secret),
                            parameters: try OAuthParameters([("code", "x")])), at: scene.site, origin: .local)
                }
            }
            let unknown = try await told("somebody", "wrong")
            #expect(unknown.reason == .clientUnknown)
            #expect(unknown.failure.clientID == nil)
            let wrong = try await told(clientID, "wrong")
            #expect(wrong.reason == .secretWrong)
            #expect(wrong.failure.clientID == clientID)
            #expect(wrong.failure.facts.caller == .nobody)
            #expect(try await told(clientID, nil).reason == .secretMissing)
            let secrets = ChangePlatformSecrets(engine: scene.engine)
            let spare = try await secrets.add(to: clientID, lifetime: nil, in: scene.tenant, by: .server)
            try await secrets.disable(spare.stored.id, of: clientID, in: scene.tenant, by: .server)
            let short = try await secrets.add(to: clientID, lifetime: .seconds(60), in: scene.tenant, by: .server)
            let disabled = try await told(clientID, spare.secret.value)
            #expect(disabled.reason == .secretDisabled)
            #expect(disabled.failure.facts.endedAt != nil)
            try await scene.moveClock(to: .seconds(61))
            let expired = try await told(clientID, short.secret.value)
            #expect(expired.reason == .secretExpired)
            #expect(expired.failure.facts.expiredAt != nil)
            try await scene.setDisabled(true, .platform(clientID: clientID))
            #expect(try await told(clientID, scene.platform.secret.value).reason == .clientDisabled)
        }
    }

    @Test("grant types and scopes this client has not, and an installation that is not there")
    func rest() async throws {
        try await Scene.run(.standard, Scene.Setup(scopes: ["read"])) { scene in
            func told(_ grantType: GrantType, _ scopes: [String] = []) async throws -> FailureReason? {
                try await scene.explained {
                    _ = try await IssueToken(engine: scene.engine)(
                        TokenRequest(
                            grantType: grantType, credentials: scene.platform.credentials, scopes: scopes,
                            parameters: try OAuthParameters([])), at: scene.site, origin: .local)
                }.reason
            }
            #expect(try await told(GrantType(rawValue: "password")) == .grantTypeUnsupported)
            #expect(try await told(.clientCredentials) == .notInstalled)
            let pair = try await scene.pair()
            #expect(try await scene.explained { try await scene.refresh(pair, scopes: ["more"]) }.reason == .scopeRefused)
            let one = try await scene.world.platform(name: "One", grantTypes: [.authorizationCode], in: scene.tenant)
            let error = try #require(
                await #expect(throws: OAuthError.self) { try await scene.refresh(pair, by: one) })
            #expect(try await scene.explained(error).reason == .grantTypeNotAllowed)
        }
    }
}
