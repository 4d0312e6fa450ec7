import Dialects
import Model
import OAuth
import Secrets
import Storage

/// Exchanges an authorization code (RFC 6749 §4.1.3).
enum AuthorizationCodeFlow: Flow {
    static let grantType = GrantType.authorizationCode

    static func run(_ request: TokenRequest, from client: AuthenticatedPlatform, in context: FlowContext) throws -> GrantOutcome {
        let stores = context.stores
        let code = PlainSecret(try request.parameters.required("code"))
        let hashes = try context.engine.keys.candidateHashes(code, as: .authorizationCode, tenant: stores.tenantID.rawValue)
        let claim = CodeClaim(
            platform: client.platform.id, redirectURI: try redirectURI(of: request, rules: context.rules),
            challenge: try CodeChallenge.verifier(request.parameters).map { try sha256Base64URL($0) }, tokenType: request.tokenType)

        // Before the grant, as whoever takes people out of accounts does.
        try stores.authorizationCodes.lockApprover(hashes, platform: client.platform.id)
        // Whoever touches this grant's tokens comes before or after, never between.
        try stores.grants.lock(code: hashes, platform: client.platform.id)
        guard let consumed = try stores.authorizationCodes.consume(hashes, claim) else {
            return try refuse(try stores.authorizationCodes.refused(hashes, claim), client: client, in: context)
        }
        return .authorized(try issue(for: consumed, client: client, in: context))
    }

    static func redirectURI(of request: TokenRequest, rules: Rules) throws(OAuthError) -> String? {
        guard rules.redirectMatch != .registered else { return nil }
        return rules.requiresRedirectURI
            ? try request.parameters.required("redirect_uri", maximumLength: 2048) : request.parameters["redirect_uri"]
    }

    private static func issue(
        for code: AuthorizationCode, client: AuthenticatedPlatform, in context: FlowContext
    ) throws -> TokenAnswer {
        let stores = context.stores
        guard let grant = try stores.grants.find(code.grantID), let account = try stores.accounts.find(grant.accountID),
            let user = try stores.users.find(code.userID)
        else { throw OAuthError.invalidCode(.grantRevoked) }
        // Still under the lock of `lockApprover`: a role lost since is lost here too. A throw, so that the code is as good as before.
        guard let membership = try stores.memberships.live(user: user.id, account: account.publicID),
            context.rules.mayApprove(grant.tokenType, with: membership.roles)
        else { throw OAuthError.invalidCode(.approverGone, FailureFacts(accountID: account.id.rawValue, grantID: grant.id.rawValue)) }

        // What was taken from the platform since is in no token.
        let scopes = code.scopes.filter(client.platform.scopes.contains)
        guard !scopes.isEmpty || code.scopes.isEmpty else { throw OAuthError.invalidScope("none of these scopes is left to this client") }
        let replaced = try endReplaced(grant, by: user, in: context)
        let answer = try TokenIssuer(context: context).issue(
            TokenIssuer.Order(
                grant: grant, account: account, platform: client.platform, scopes: scopes, secretID: client.secretID, codeID: code.id,
                obtainedBy: user.id, refresh: .first(parent: nil), approverEmail: user.email))
        if try stores.grants.connect(grant.id, approvedBy: code.userID, at: code.createdAt, scopes: scopes) {
            try stores.recordConnection(
                of: grant, account: account, platform: client.platform, approver: user, scopes: scopes, cause: .user(user))
        }
        try stores.audit(
            "access_token.issued", by: .platform(client.platform.id), target: .init("grant", grant.id.description),
            detail: ["account_id": .string(account.publicID), "replaced_tokens": .integer(replaced)], origin: context.origin)
        return answer
    }

    private static func endReplaced(_ grant: Grant, by user: User, in context: FlowContext) throws -> Int {
        switch context.rules.liveTokens {
        case .many: 0
        case .one: try context.stores.accessTokens.revokeAll(grant: grant.id)
        case .ofLastApprover:
            grant.tokenType == .company ? try context.stores.accessTokens.revokeAll(grant: grant.id, exceptOf: user.id) : 0
        }
    }

    private static func refuse(_ refused: RefusedCode, client: AuthenticatedPlatform, in context: FlowContext) throws -> GrantOutcome {
        let error = OAuthError.invalidCode(refused.reason, refused.facts)
        guard case .replayed(let code, let grant) = refused.refusal else { return .refused(error) }
        let stores = context.stores
        var revoked = 0
        if context.rules.replayedCode == .revokesTokens {
            revoked = try stores.accessTokens.revokeAll(code: code) + stores.refreshTokens.revokeFamilies(code: code)
        }
        if revoked > 0 {
            let account = try stores.grants.find(grant).flatMap { try stores.accounts.find($0.accountID) }
            try stores.tell(
                .tokenReplayed, platform: client.platform, account: account, cause: .platform, ["kind": "authorization_code"])
        }
        try stores.audit(
            "authorization_code.replayed", by: .platform(client.platform.id), target: .init("grant", grant.description),
            detail: ["revoked_tokens": .integer(revoked)], origin: context.origin)
        return .refused(error)
    }
}
