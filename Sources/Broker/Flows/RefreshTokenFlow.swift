import Dialects
import Model
import OAuth
import Secrets
import Storage

/// Exchanges a refresh token for the next pair (RFC 6749 §6, RFC 9700 §4.14.2).
enum RefreshTokenFlow: Flow {
    static let grantType = GrantType.refreshToken

    /// How many successors one token may be given within its grace.
    static let maximumSuccessors = 5

    static func run(_ request: TokenRequest, from client: AuthenticatedPlatform, in context: FlowContext) throws -> GrantOutcome {
        let stores = context.stores
        let token = PlainSecret(try request.parameters.required("refresh_token", maximumLength: 2048))
        let hashes = try context.engine.keys.candidateHashes(token, as: .refreshToken, tenant: stores.tenantID.rawValue)
        let claim = RefreshClaim(
            platform: client.platform.id, tokenType: request.tokenType, secretMustLive: context.rules.tokensEndWithSecret)

        // First of all locks: whoever touches this grant's tokens comes before or after, never between.
        try stores.grants.lock(refreshToken: hashes)
        if let used = try stores.refreshTokens.consume(hashes, claim) {
            try checkPace(of: used.family, in: context)
            try stores.refreshTokens.retireSiblings(of: used.id)
            return .authorized(try issue(after: used, request, client: client, in: context))
        }
        let grace = context.site.tenant.settings.refreshGrace ?? context.rules.refreshGrace
        let refused = try stores.refreshTokens.refused(hashes, claim, grace: grace)
        let error = OAuthError.invalidRefreshToken(refused.reason, refused.facts)
        switch refused.refusal {
        case .inGrace(let used, let successors):
            // More than are given is no sign of theft: 64 workers that share a token are not thieves.
            try checkPace(of: used.family, in: context)
            guard successors < maximumSuccessors else { return .refused(error) }
            return .authorized(try issue(after: used, request, client: client, in: context))
        case .replayed(let family, let grant):
            try endReplayed(family, of: grant, client: client, in: context)
            return .refused(error)
        default: return .refused(error)
        }
    }

    /// A throw, so that the token is as good as before.
    private static func checkPace(of family: TokenFamily, in context: FlowContext) throws {
        guard let maximum = context.rules.maximumRefreshesAnHour,
            try context.stores.refreshTokens.refreshesInTheLastHour(of: family.id) >= maximum
        else { return }
        throw OAuthError(
            .invalidRequest, "this token was refreshed too often within an hour", .tooManyRefreshes,
            FailureFacts(grantID: family.grantID.rawValue), detail: "refresh limit", cause: .tooManyRefreshes)
    }

    private static func issue(
        after used: RefreshToken, _ request: TokenRequest, client: AuthenticatedPlatform, in context: FlowContext
    ) throws -> TokenAnswer {
        let stores = context.stores
        guard let grant = try stores.grants.find(used.family.grantID), let account = try stores.accounts.find(grant.accountID) else {
            throw OAuthError.invalidRefreshToken(.grantRevoked, FailureFacts(grantID: used.family.grantID.rawValue))
        }
        let scopes = try scopes(of: used, grant: grant, asked: request.scopes, platform: client.platform)
        let answer = try TokenIssuer(context: context).issue(
            TokenIssuer.Order(
                grant: grant, account: account, platform: client.platform, scopes: scopes, secretID: client.secretID,
                codeID: used.family.codeID, obtainedBy: used.family.obtainedBy, refresh: .next(used)))
        try stores.audit(
            "access_token.refreshed", by: .platform(client.platform.id), target: .init("grant", grant.id.description),
            detail: ["account_id": .string(account.publicID)], origin: context.origin)
        return answer
    }

    /// What was asked for, of what the token had, of what its grant and its platform still have.
    private static func scopes(of used: RefreshToken, grant: Grant, asked: [String], platform: Platform) throws(OAuthError) -> [String] {
        guard asked.allSatisfy(used.scopes.contains) else {
            throw .invalidScope("the scope may only name scopes this refresh token was issued with")
        }
        let left = (asked.isEmpty ? used.scopes : asked).filter { grant.scopes.contains($0) && platform.scopes.contains($0) }
        guard !left.isEmpty || used.scopes.isEmpty else {
            throw .invalidScope("none of these scopes is left to this client", .scopeNotLeft)
        }
        return left
    }

    private static func endReplayed(
        _ family: TokenFamily.ID, of grantID: Grant.ID, client: AuthenticatedPlatform, in context: FlowContext
    ) throws {
        let stores = context.stores
        let platform = client.platform
        if try stores.refreshTokens.revokeFamily(family) {
            let account = try stores.grants.find(grantID).flatMap { try stores.accounts.find($0.accountID) }
            try stores.tell(.tokenReplayed, platform: platform, account: account, cause: .platform, ["kind": "refresh_token"])
        }
        try stores.audit(
            "refresh_token.replayed", by: .platform(platform.id), target: .init("grant", grantID.description), origin: context.origin)
        // Other families are other authorizations; with none left the grant ends too (RFC 9700 §4.14.2).
        if try !stores.connections.works(grantID), let grant = try stores.grants.find(grantID),
            let account = try stores.accounts.find(grant.accountID), try stores.grants.revoke(grantID, by: .platform)
        {
            try stores.recordDisconnection(
                of: grant, account: account, platform: platform, reason: "token_replayed", by: .platform(platform.id),
                origin: context.origin)
        }
    }
}
