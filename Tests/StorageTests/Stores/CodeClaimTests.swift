import Model
import TestSupport
import Testing

@testable import Storage

@Suite("what else a code must be presented with", .database)
struct CodeClaimTests {
    private static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    private static let other = "F9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    @Test(
        "the verifier's challenge where one was sent, and none where none was (RFC 7636 §4.6)",
        arguments: [
            (challenge, challenge, true), (challenge, other, false), (challenge, nil, false), (nil, challenge, false), (nil, nil, true),
        ] as [(String?, String?, Bool)])
    func verifier(stored: String?, presented: String?, isGood: Bool) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let hash = try TokenHash.fresh()
            let (code, refusal) = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.authorizationCodes.insert(
                    hash,
                    NewAuthorizationCode(
                        grantID: sample.grantID, platform: sample.platform, userID: sample.user.id, redirectURI: Sample.redirectURI,
                        redirectURIWasSent: false, scopes: [], challenge: stored, lifetime: .seconds(60)))
                let claim = CodeClaim(platform: sample.platform.id, redirectURI: nil, challenge: presented)
                return (try stores.authorizationCodes.consume([hash], claim), try stores.authorizationCodes.refusal([hash], claim))
            }
            #expect((code != nil) == isGood)
            if !isGood { #expect(refusal == .challengeMismatch) }
        }
    }

    @Test(
        "the token type the grant is of, where one is asked for",
        arguments: [(nil, true), (.company, true), (.user, false)] as [(TokenType?, Bool)])
    func tokenType(_ tokenType: TokenType?, isGood: Bool) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let (code, refusal) = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                let claim = CodeClaim(platform: sample.platform.id, redirectURI: nil, tokenType: tokenType)
                return (
                    try stores.authorizationCodes.consume([sample.hashes.code], claim),
                    try stores.authorizationCodes.refusal([sample.hashes.code], claim)
                )
            }
            #expect((code != nil) == isGood)
            if !isGood { #expect(refusal == .otherTokenType) }
        }
    }

    @Test("the platform's scope and state of when it was made")
    func generation() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let (code, refusal) = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                _ = try stores.platforms.raiseGeneration(clientID: sample.platform.clientID)
                let claim = CodeClaim(platform: sample.platform.id, redirectURI: nil)
                return (
                    try stores.authorizationCodes.consume([sample.hashes.code], claim),
                    try stores.authorizationCodes.refusal([sample.hashes.code], claim)
                )
            }
            #expect(code == nil)
            #expect(refusal == .outdated)
        }
    }

    @Test("codes of a narrowed grant end, used ones and other grants' do not")
    func expireAll() async throws {
        try await World.run { world in
            let (sample, other) = (try await Sample.make(in: world), try await Sample.make(in: world))
            let refusals = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.authorizationCodes.expireAll(grant: sample.grantID)
                let claim = CodeClaim(platform: sample.platform.id, redirectURI: nil)
                return [
                    try stores.authorizationCodes.refusal([sample.hashes.code], claim),
                    try stores.authorizationCodes.refusal([sample.hashes.usedCode], claim),
                ]
            }
            #expect(refusals == [.expired, .replayed(sample.codeID, sample.grantID)])
            let code = try await world.storage.transaction(tenant: other.tenantID) { stores in
                try stores.authorizationCodes.consume([other.hashes.code], CodeClaim(platform: other.platform.id, redirectURI: nil))
            }
            #expect(code != nil)
        }
    }
}
