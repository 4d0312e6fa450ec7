import Dialects
package import Model
import Storage

/// Gathers what the consent page tells a signed-in person.
package struct PrepareConsent: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    package func callAsFunction(
        _ authorization: CheckedAuthorization, session: BrowserSession, at site: TenantSite
    ) async throws -> ConsentPrompt {
        let sealed = try SealedAuthorization(authorization).sealed(by: engine.keys, tenant: site.tenant.id, session: session.id)
        return try await engine.storage.transaction(tenant: site.tenant.id) { stores in
            let platform = authorization.platform
            let accounts = try stores.memberships.live(user: session.user.id)
                .filter { platform.isFor($0.account) && site.dialect.rules.mayApprove(authorization.tokenType, with: $0.roles) }.map(
                    \.account)
            let connections = try stores.connections.all(
                platform: platform.id, accounts: accounts.map(\.id), user: authorization.tokenType == .user ? session.user.id : nil)
            return ConsentPrompt(
                authorization: authorization,
                session: session,
                choices: accounts.map { account in
                    ConsentPrompt.Choice(account: account, connection: connections.first { $0.account.id == account.id })
                },
                hasLogo: try stores.platformLogos.exists(platform: platform.id),
                permissions: authorization.scopes + (try stores.scopeRecords.all(platform: platform.id).map(\.text)),
                sealedRequest: sealed)
        }
    }
}

extension Rules {
    /// Whether somebody with these roles in an account may allow what would be the account's, or their own there.
    func mayApprove(_ tokenType: TokenType, with roles: [String]) -> Bool {
        tokenType == .user || accountApprovers.isEmpty || roles.contains(where: accountApprovers.contains)
    }
}

extension Platform {
    /// Whether it may be connected to the account: an account's own application only to that one.
    func isFor(_ account: Account) -> Bool { ownerAccountID == nil || ownerAccountID == account.id }
}
