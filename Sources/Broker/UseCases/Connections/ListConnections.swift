import Dialects
package import Model
import Storage

/// What a person sees of the platforms connected to their accounts and to themselves.
package struct ListConnections: Sendable {
    /// A connection, and its tokens where the dialect lists them.
    package struct Entry: Sendable {
        package let connection: Connection
        package let tokens: [ListedToken]
        /// What it lets the platform do: scopes, or the rules they are made of.
        package let permissions: [String]
        package let hasLogo: Bool
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    package func callAsFunction(of session: BrowserSession, at site: TenantSite) async throws -> [Entry] {
        let rules = site.dialect.rules
        return try await engine.storage.transaction(tenant: site.tenant.id) { stores in
            let accounts = try stores.memberships.live(user: session.user.id).map(\.account.id)
            return try stores.connections.all(accounts: accounts, user: session.user.id, allowed: rules.consent == .remembered).map {
                Entry(
                    connection: $0, tokens: rules.tokensAreListed ? try stores.accessTokens.live(grant: $0.grantID) : [],
                    permissions: $0.scopes + (try stores.scopeRecords.all(platform: $0.platform.id).map(\.text)),
                    hasLogo: try stores.platformLogos.exists(platform: $0.platform.id))
            }
        }
    }
}
