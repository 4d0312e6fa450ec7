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
        let redirectURI = context.rules.redirectMatch == .registered ? nil : request.parameters["redirect_uri"]
        let hashes = try context.engine.keys.candidateHashes(code, as: .authorizationCode, tenant: stores.tenantID.rawValue)

        // First of all locks: whoever touches this grant's tokens comes before or after, never between.
        try stores.grants.lock(code: hashes, platform: client.platform.id)
        guard let consumed = try stores.authorizationCodes.consume(hashes, platform: client.platform.id, redirectURI: redirectURI) else {
            let refusal = try stores.authorizationCodes.refusal(hashes, platform: client.platform.id, redirectURI: redirectURI)
            return try refuse(refusal, client: client, in: context)
        }
        return .authorized(try issue(for: consumed, client: client, in: context))
    }

    private static func issue(
        for code: AuthorizationCode, client: AuthenticatedPlatform, in context: FlowContext
    ) throws -> TokenAnswer {
        let stores = context.stores
        let rules = context.rules
        guard let grant = try stores.grants.find(code.grantID), let account = try stores.accounts.find(grant.accountID),
            let user = try stores.users.find(code.userID)
        else { throw OAuthError.invalidCode(detail: "the grant of the code is gone") }

        let replaced = rules.liveTokens == .one ? try stores.accessTokens.revokeAll(grant: grant.id) : 0
        let token = try rules.accessTokenFormat.generate()
        try stores.accessTokens.insert(
            try context.engine.keys.hash(token, as: .accessToken, tenant: stores.tenantID.rawValue), grant: grant.id, code: code.id,
            secret: client.secretID, tokenType: grant.tokenType, scopes: code.scopes, lifetime: rules.accessTokenLifetime)

        if try stores.grants.connect(grant.id, approvedBy: code.userID, at: code.createdAt) {
            try stores.events.insert(
                Event(
                    .accountConnected, platform: client.platform.id,
                    data: [
                        "client_id": .string(client.platform.clientID), "account_id": .string(account.publicID),
                        "approved_by": .string(user.email), "scopes": .list(code.scopes), "caused_by": "user",
                    ]))
        }
        try stores.audit(
            "access_token.issued", by: .platform(client.platform.id), target: .init("grant", grant.id.description),
            detail: ["account_id": .string(account.publicID), "replaced_tokens": .integer(replaced)], origin: context.origin)
        return TokenAnswer(
            accessToken: token.value, accountID: account.publicID,
            expiresIn: rules.accessTokenLifetime.map { Int($0.components.seconds) }, scopes: code.scopes)
    }

    private static func refuse(_ refusal: CodeRefusal, client: AuthenticatedPlatform, in context: FlowContext) throws -> GrantOutcome {
        guard case .replayed(let code, let grant) = refusal else { return .refused(.invalidCode(detail: "\(refusal)")) }
        let stores = context.stores
        let revoked = context.rules.replayedCode == .revokesTokens ? try stores.accessTokens.revokeAll(code: code) : 0
        if revoked > 0 {
            try stores.events.insert(
                Event(
                    .tokenReplayed, platform: client.platform.id,
                    data: ["client_id": .string(client.platform.clientID), "kind": "authorization_code", "caused_by": "platform"]))
        }
        try stores.audit(
            "authorization_code.replayed", by: .platform(client.platform.id), target: .init("grant", grant.description),
            detail: ["revoked_tokens": .integer(revoked)], origin: context.origin)
        return .refused(.invalidCode(detail: "replayed"))
    }
}
