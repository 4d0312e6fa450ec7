import Dialects
import Model
import OAuth
import Storage

/// A platform acts by itself, for an account it is installed in (RFC 6749 §4.4). No refresh token: it can ask again.
enum ClientCredentialsFlow: Flow {
    static let grantType = GrantType.clientCredentials

    static func run(_ request: TokenRequest, from client: AuthenticatedPlatform, in context: FlowContext) throws -> GrantOutcome {
        let stores = context.stores
        guard !client.platform.isPublic else {
            throw OAuthError(.unauthorizedClient, "a public client cannot act by itself", .clientIsPublic)
        }
        let grant = try installation(request.parameters["account_id"], of: client.platform, in: context)
        // Looked at again under its lock: whoever ends the grant comes before or after.
        try stores.grants.lock(grant.id)
        guard case .connected = try stores.grants.find(grant.id)?.state, let account = try stores.accounts.find(grant.accountID) else {
            throw notInstalled
        }
        let allowed = grant.scopes.filter(client.platform.scopes.contains)
        guard request.scopes.allSatisfy(allowed.contains) else {
            throw OAuthError.invalidScope("the scope may only name scopes this client has in the account")
        }
        // A token without any would read as one that was never limited (RFC 6749 §5.1).
        guard !allowed.isEmpty || grant.scopes.isEmpty else {
            throw OAuthError.invalidScope("none of these scopes is left to this client", .scopeNotLeft)
        }
        let answer = try TokenIssuer(context: context).issue(
            TokenIssuer.Order(
                grant: grant, account: account, platform: client.platform, scopes: request.scopes.isEmpty ? allowed : request.scopes,
                secretID: client.secretID, codeID: nil, obtainedBy: nil, refresh: .none))
        try stores.audit(
            "access_token.issued", by: .platform(client.platform.id), target: .init("grant", grant.id.description),
            detail: ["account_id": .string(account.publicID), "grant_type": .string(grantType.rawValue)], origin: context.origin)
        return .authorized(answer)
    }

    private static let notInstalled = OAuthError(.unauthorizedClient, "this client is not installed in such an account", .notInstalled)

    private static func installation(_ accountID: String?, of platform: Platform, in context: FlowContext) throws -> Grant {
        let found = try context.stores.grants.installed(
            platform: platform, tokenType: context.rules.clientCredentialsSubject, account: accountID)
        guard found.count <= 1 else {
            throw OAuthError.invalidRequest("this client is installed in several accounts: name one by account_id", .severalInstallations)
        }
        guard let grant = found.first else { throw notInstalled }
        return grant
    }
}
