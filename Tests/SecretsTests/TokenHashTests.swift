import Foundation
import Testing

@testable import Secrets

@Suite("Token hashes")
struct TokenHashTests {
    let keys: KeyRing
    let secret = PlainSecret("sample-token")

    init() throws { keys = try SampleKeys.fixed() }

    @Test("equal those computed by another implementation")
    func knownAnswers() throws {
        let walled = try keys.hash(secret, as: .accessToken, tenant: SampleKeys.tenant)
        let global = try keys.hash(secret, as: .adminKey, tenant: nil)
        #expect(Hex.encode(walled.rawValue) == "e4ed0278f13d6f314603182fe59f606881e96afa9c31d5bee2b5a132c68a5fc2")
        #expect(Hex.encode(global.rawValue) == "d3074b903da4f1557dc7ff06fa1f65fee38f881d4837c9f478b277f5a5a3b141")
    }

    @Test("differ for every kind and tenant")
    func separation() throws {
        var seen: Set<TokenHash> = []
        var tenants: [UUID?] = [nil, SampleKeys.tenant]
        for _ in 0..<8 { tenants.append(try SecureRandom.uuid()) }
        for kind in SecretKind.allCases {
            for tenant in tenants { seen.insert(try keys.hash(secret, as: kind, tenant: tenant)) }
        }
        #expect(seen.count == SecretKind.allCases.count * tenants.count)
    }

    @Test("never collide when bytes move across a boundary")
    func boundaries() throws {
        var seen: Set<TokenHash> = []
        let texts = ["", "\0", "a", "a\0", "\0a", "\0\0a", "access", "access\0", "\u{1}\u{2}"]
        for text in texts {
            for kind in SecretKind.allCases { seen.insert(try keys.hash(PlainSecret(text), as: kind, tenant: nil)) }
        }
        #expect(seen.count == texts.count * SecretKind.allCases.count)
        #expect(SecretKind.allCases.allSatisfy { !$0.rawValue.utf8.contains(0) })
    }

    @Test("are looked up under the current key first, then the previous ones")
    func rotation() throws {
        let rotated = try KeyRing(parsing: SampleKeys.line("k2") + "\n" + SampleKeys.fixedLine)
        let old = try keys.hash(secret, as: .refreshToken, tenant: SampleKeys.tenant)
        let candidates = try rotated.candidateHashes(secret, as: .refreshToken, tenant: SampleKeys.tenant)
        #expect(candidates.prefix(2) == [try rotated.hash(secret, as: .refreshToken, tenant: SampleKeys.tenant), old])
        #expect(candidates[0] != old)
        // What was taken over is known by its digest only, under a kind of its own.
        let digest = PlainSecret(
            try sha256(Array(secret.value.utf8)).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
        #expect(
            Array(candidates.dropFirst(2)) == (try rotated.candidateHashes(ofDigest: digest, as: .refreshToken, tenant: SampleKeys.tenant)))
        #expect(Set(candidates).count == 4)
        let codes = try rotated.candidateHashes(secret, as: .authorizationCode, tenant: SampleKeys.tenant)
        #expect(codes.count == 2)
    }

    @Test("have exactly 32 bytes", arguments: [0, 31, 33])
    func length(count: Int) {
        #expect(TokenHash(rawValue: .init(repeating: 1, count: count)) == nil)
        #expect(TokenHash(rawValue: .init(repeating: 1, count: 32)) != nil)
    }
}
