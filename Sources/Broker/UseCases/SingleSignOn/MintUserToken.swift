package import Dialects
package import Model
import OAuth
import Secrets
import Storage

/// Makes a user's tokens from the account's (WIRE-CONTRACTS 2.9). They may do no more than the account's token and end with its grant.
package struct MintUserToken: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// `scopes`: empty for all the account's token has. Throws `OAuthError`.
    package func callAsFunction(
        for userInput: String, scopes: [String], token: PlainSecret, at site: TenantSite, origin: RequestOrigin
    ) async throws -> TokenAnswer {
        let engine = engine
        let presented = try PresentedToken(token, at: site, keys: engine.keys)
        return try await engine.storage.transaction(tenant: site.tenant.id) { stores in
            // The lock comes before the look: what the account's grant gives must not outlive it.
            try stores.grants.lock(accessToken: presented.hashes)
            let found = try presented.verify(.company, in: stores)
            return try found.calling {
                try UserProvisioning.check(found, rules: site.dialect.rules)
                guard scopes.allSatisfy(found.scopes.contains) else {
                    throw OAuthError.invalidScope("the scope may only name scopes of the company token")
                }
                let user = try UserProvisioning(stores: stores, platform: found.platform, origin: origin)
                    .user(named: userInput, in: found.account)
                return try Self.issue(
                    to: user, scopes: scopes.isEmpty ? found.scopes : scopes, from: found,
                    in: FlowContext(stores: stores, site: site, engine: engine, origin: origin))
            }
        }
    }

    private static func issue(to user: User, scopes: [String], from parent: AccessToken, in context: FlowContext) throws -> TokenAnswer {
        let stores = context.stores
        guard let parentGrant = try stores.grants.find(parent.grantID) else { throw OAuthError.invalidToken(.grantRevoked) }
        let id = try stores.grants.findOrInsert(
            account: parent.account.id, platform: parent.platform, user: user.id, scopes: scopes, approvedBy: parentGrant.approvedBy,
            givenByAccount: true)
        guard let grant = try stores.grants.find(id), let approver = try stores.users.findEvenDeleted(parentGrant.approvedBy) else {
            throw OAuthError.invalidToken(.grantRevoked)
        }
        // What the user allowed themselves is theirs: no platform's word makes it wider.
        let isOwn = grant.approvedBy == user.id && !grant.isGivenByAccount
        let allowed = isOwn ? scopes.filter(grant.scopes.contains) : scopes
        guard !allowed.isEmpty else { throw OAuthError.invalidScope("none of these scopes is left to this user", .scopeNotLeft) }
        if try !isOwn
            && stores.grants.connect(
                id, approvedBy: approver.id, at: parentGrant.approvedAt, scopes: allowed, givenByAccount: true)
        {
            try stores.recordConnection(
                of: grant, account: parent.account, platform: parent.platform, approver: approver, scopes: allowed,
                cause: .platform)
        }
        guard let origin = try stores.accessTokens.origin(of: parent.id) else { throw OAuthError.invalidToken(.accessTokenUnknown) }
        let end = try origin.familyID.flatMap { try stores.refreshTokens.end(of: $0) } ?? parent.expiresAt
        let answer = try TokenIssuer(context: context).issue(
            TokenIssuer.Order(
                grant: grant, account: parent.account, platform: parent.platform, scopes: allowed, secretID: nil,
                codeID: origin.codeID, obtainedBy: origin.obtainedBy,
                refresh: .first(parent: TokenIssuer.Parent(grantID: parentGrant.id, end: end))))
        try stores.audit(
            "access_token.issued", by: .platform(parent.platform.id), target: .init("grant", grant.id.description),
            detail: ["account_id": .string(parent.account.publicID), "for_user": .string(user.id.description)], origin: context.origin)
        return answer
    }
}
