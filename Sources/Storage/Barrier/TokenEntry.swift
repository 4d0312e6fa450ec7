import Foundation
import Model

/// An access token.
final class TokenEntry: MemoryEntry, @unchecked Sendable {
    let grant: Part<GrantFacts>
    let id: AccessToken.ID
    let tokenType: TokenType
    let scopes: [String]
    let issuedAt: Date

    init(_ hash: TokenHash, _ token: AccessToken, grant: Part<GrantFacts>, parts: [MemoryPart]) {
        self.grant = grant
        id = token.id
        tokenType = token.tokenType
        scopes = token.scopes == grant.value.scopes ? grant.value.scopes : token.scopes
        issuedAt = token.issuedAt
        super.init(hash, parts: parts, expiresAt: token.expiresAt)
    }

    func token(at now: Date) -> AccessToken {
        AccessToken(
            id: id, grantID: Grant.ID(rawValue: grant.id), tokenType: tokenType, scopes: scopes, issuedAt: issuedAt, expiresAt: expiresAt,
            remaining: expiresAt.map { Duration.seconds($0.timeIntervalSince(now)) }, facts: grant.value.facts)
    }
}
