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
            let platform = authorization.platform.id
            let accounts = try stores.memberships.live(user: session.user.id).map(\.account)
            let connections = try stores.grants.connections(platform: platform, accounts: accounts.map(\.id))
            return ConsentPrompt(
                authorization: authorization,
                session: session,
                choices: accounts.map { account in
                    ConsentPrompt.Choice(account: account, connection: connections.first { $0.accountID == account.id })
                },
                hasLogo: try stores.platformLogos.exists(platform: platform),
                sealedRequest: sealed)
        }
    }
}
