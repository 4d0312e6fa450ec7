import Foundation
import Model
import Postgres

@testable import Storage

// What most tests want to say of a statement, and no more.

extension AuthorizationCodeStore {
    func consume(_ hashes: [TokenHash], platform: Platform.ID, redirectURI: String?) throws(PostgresError) -> AuthorizationCode? {
        try consume(hashes, CodeClaim(platform: platform, redirectURI: redirectURI))
    }

    func refusal(_ hashes: [TokenHash], platform: Platform.ID, redirectURI: String?) throws(PostgresError) -> CodeRefusal {
        try refusal(hashes, CodeClaim(platform: platform, redirectURI: redirectURI))
    }

    func refusal(_ hashes: [TokenHash], _ claim: CodeClaim) throws(PostgresError) -> CodeRefusal { try refused(hashes, claim).refusal }
}

extension RefreshTokenStore {
    func refusal(_ hashes: [TokenHash], _ claim: RefreshClaim, grace: Duration) throws(PostgresError) -> RefreshRefusal {
        try refused(hashes, claim, grace: grace).refusal
    }
}

extension AccessTokenStore {
    func findLive(_ hashes: [TokenHash]) throws(PostgresError) -> AccessToken? { try findLive(hashes, secretMustLive: false) }

    func insert(
        _ hash: TokenHash, grant: Grant.ID, code: AuthorizationCode.ID?, secret: PlatformSecret.ID?, tokenType: TokenType = .company,
        scopes: [String] = [], lifetime: Duration?
    ) throws(PostgresError) {
        let now = try ClockStore(session: session).read()
        try insert(
            hash,
            NewAccessToken(
                grantID: grant, tokenType: tokenType, scopes: scopes, issuedAt: now,
                expiresAt: lifetime.map { now.addingTimeInterval(Double($0.components.seconds)) }, generation: 0, codeID: code,
                secretID: secret, familyID: nil, obtainedBy: nil))
    }
}

extension GrantStore {
    /// A grant of the account's.
    func findOrInsert(
        account: Account.ID, platform: Platform, scopes: [String], approvedBy user: User.ID
    ) throws(PostgresError) -> Grant.ID {
        try findOrInsert(account: account, platform: platform, user: nil, scopes: scopes, approvedBy: user)
    }

    func connect(_ id: Grant.ID, approvedBy user: User.ID, at approval: Date) throws(PostgresError) -> Bool {
        try connect(id, approvedBy: user, at: approval, scopes: [])
    }

    func revokeLive(platform: Platform.ID, account: Account.ID, by revoker: Grant.Revoker) throws(PostgresError) -> Grant.ID? {
        try revokeLive(platform: platform, account: account, user: nil, by: revoker)
    }
}
