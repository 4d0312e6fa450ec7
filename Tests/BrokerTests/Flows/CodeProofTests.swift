import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("what a code wants to see besides itself", .database)
struct CodeProofTests {
    @Test("the verifier of RFC 7636 appendix B answers its challenge, for confidential and public platforms", arguments: [false, true])
    func vector(_ isPublic: Bool) async throws {
        try await Scene.run(.standard, Scene.Setup(isPublic: isPublic)) { scene in
            let code = try await Self.code(scene, challenge: PKCEVector.challenge)
            #expect(try await Self.refusal(of: code, verifier: PKCEVector.verifier, scene) == nil)
        }
    }

    @Test(
        "a wrong or missing verifier is invalid_grant and burns nothing",
        arguments: [
            nil, String(PKCEVector.verifier.reversed()), PKCEVector.challenge, PKCEVector.verifier + "A",
            PKCEVector.verifier.lowercased(), String(repeating: "a", count: 128),
        ])
    func wrongVerifier(_ verifier: String?) async throws {
        try await Scene.run(.standard, Scene.Setup(isPublic: true)) { scene in
            let code = try await Self.code(scene, challenge: PKCEVector.challenge)
            let before = try await scene.world.rowCounts()
            #expect(try await Self.refusal(of: code, verifier: verifier, scene) == .invalidGrant)
            #expect(try await scene.world.rowCounts() == before)
            #expect(try await Self.refusal(of: code, verifier: PKCEVector.verifier, scene) == nil)
        }
    }

    @Test(
        "a verifier nobody can have made is invalid_request and burns nothing",
        arguments: ["short", "é", String(repeating: "a", count: 129)])
    func malformedVerifier(_ verifier: String) async throws {
        try await Scene.run(.standard) { scene in
            let code = try await Self.code(scene, challenge: PKCEVector.challenge)
            #expect(try await Self.refusal(of: code, verifier: verifier, scene) == .invalidRequest)
            #expect(try await Self.refusal(of: code, verifier: PKCEVector.verifier, scene) == nil)
        }
    }

    @Test("a verifier for a code without a challenge is a downgrade, refused and burning nothing (RFC 9700 §4.8.2)")
    func unexpectedVerifier() async throws {
        try await Scene.run(.standard) { scene in
            let code = try await scene.code()
            #expect(try await Self.refusal(of: code, verifier: PKCEVector.verifier, scene) == .invalidGrant)
            #expect(try await Self.refusal(of: code, verifier: nil, scene) == nil)
        }
    }

    @Test("a used code with the wrong verifier is no replay")
    func wrongVerifierIsNoReplay() async throws {
        try await Scene.run(.standard) { scene in
            let code = try await Self.code(scene, challenge: PKCEVector.challenge)
            let answer = try await scene.world.exchange(code, by: scene.platform, in: scene.tenant, verifier: PKCEVector.verifier)
            for verifier in [nil, PKCEVector.challenge] {
                #expect(try await Self.refusal(of: code, verifier: verifier, scene) == .invalidGrant)
            }
            #expect(try await scene.isLive(answer))
            #expect(try await Self.refusal(of: code, verifier: PKCEVector.verifier, scene) == .invalidGrant)
            #expect(try await !scene.isLive(answer))
        }
    }

    @Test("a public platform, and one that asked for it, must send a challenge (SECURITY row 28)", arguments: [true, false])
    func challengeRequired(_ isPublic: Bool) async throws {
        try await Scene.run(.standard) { scene in
            let platform = try await scene.world.platform(name: "App", isPublic: isPublic, requiresPKCE: !isPublic, in: scene.tenant)
            for parameters in [
                [], [("code_challenge", PKCEVector.challenge)], [("code_challenge_method", "S256")],
                [("code_challenge", PKCEVector.verifier), ("code_challenge_method", "plain")],
                [("code_challenge", "short"), ("code_challenge_method", "S256")],
            ] {
                let check = try await CheckAuthorization(engine: scene.engine)(
                    AuthorizationRequest(
                        clientID: platform.platform.clientID,
                        parameters: .success(try OAuthParameters([("response_type", "code")] + parameters))),
                    at: scene.site)
                guard case .sendBack(let reply) = check, case .error(let code, _) = reply.content else {
                    Issue.record("\(parameters) was not refused")
                    continue
                }
                #expect(code == .invalidRequest)
            }
        }
    }

    @Test("a code of the other token type is refused and burns nothing", arguments: [TokenType.company, .user])
    func tokenType(_ tokenType: TokenType) async throws {
        try await Scene.run(.xoxoday) { scene in
            let code = try await scene.world.code(
                for: scene.platform.platform, account: scene.account, user: scene.user, in: scene.tenant,
                scopes: tokenType == .company ? ["user_session", "profile_read"] : ["profile_read"])
            let other: TokenType = tokenType == .company ? .user : .company
            let refusal = try await scene.refusal {
                try await scene.world.exchange(code, by: scene.platform, in: scene.tenant, tokenType: other)
            }
            #expect(refusal == .invalidGrant)
            let answer = try await scene.world.exchange(code, by: scene.platform, in: scene.tenant, tokenType: tokenType)
            #expect(answer.tokenType == tokenType)
            #expect(try await scene.access(answer).tokenType == tokenType)
        }
    }

    @Test("whoever allowed it must still have a role that may, and the code is as good as before once they have")
    func approverRole() async throws {
        try await Scene.run(.xoxoday) { scene in
            let code = try await scene.code()
            try await scene.join(roles: ["member"])
            #expect(try await scene.refusal(of: code) == .invalidGrant)
            #expect(try await scene.liveGrants().map(\.state) == [.allowed])
            try await scene.join()
            #expect(try await scene.refusal(of: code) == nil)
            // For oneself one needs no role.
            let own = try await scene.world.code(
                for: scene.platform.platform, account: scene.account, user: scene.user, in: scene.tenant, scopes: ["profile_read"])
            try await scene.join(roles: ["member"])
            #expect(try await scene.refusal(of: own) == nil)
        }
    }

    @Test("another scope of the application, or disabling it, ends the codes and open consent pages of before", arguments: [true, false])
    func generation(_ byScope: Bool) async throws {
        try await Scene.run(.xurrent) { scene in
            let code = try await scene.code()
            let session = try await scene.session()
            let prompt = try await Self.prompt(scene, session: session)
            let clientID = scene.platform.platform.clientID
            if byScope {
                try await ChangePlatformScope(engine: scene.engine)(
                    [ScopeRecord(actions: ["request:Read"])], of: clientID, in: scene.tenant, by: .server)
            } else {
                for disabled in [true, false] { try await scene.setDisabled(disabled, .platform(clientID: clientID)) }
            }
            #expect(try await scene.refusal(of: code) == .invalidGrant)
            let outcome = try await DecideAuthorization(engine: scene.engine)(
                .allow(accountID: scene.account.publicID), on: prompt.sealedRequest, session: session, at: scene.site, origin: .local)
            guard case .outdated = outcome else {
                Issue.record("what was shown before was allowed: \(outcome)")
                return
            }
            #expect(try await scene.refusal(of: try await scene.code()) == nil)
        }
    }

    private static func prompt(_ scene: Scene, session: BrowserSession) async throws -> ConsentPrompt {
        let request = AuthorizationRequest(
            clientID: scene.platform.platform.clientID,
            parameters: .success(try OAuthParameters([("response_type", "code"), ("redirect_uri", World.redirectURI)])))
        guard case .proceed(let checked) = try await CheckAuthorization(engine: scene.engine)(request, at: scene.site) else {
            throw InputError("request", "was refused")
        }
        return try await PrepareConsent(engine: scene.engine)(checked, session: session, at: scene.site)
    }

    private static func code(_ scene: Scene, challenge: String) async throws -> PlainSecret {
        try await scene.world.code(
            for: scene.platform.platform, account: scene.account, user: scene.user, in: scene.tenant, challenge: challenge)
    }

    private static func refusal(of code: PlainSecret, verifier: String?, _ scene: Scene) async throws -> OAuthErrorCode? {
        try await scene.refusal {
            try await scene.world.exchange(code, by: scene.platform, in: scene.tenant, verifier: verifier)
        }
    }
}
