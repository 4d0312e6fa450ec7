package import Model
import OAuth
import Storage

/// Writes down what a tenant is made of, without secrets: accounts, people, memberships, platforms.
package struct ExportTenant: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    package func callAsFunction(_ tenant: Tenant) async throws -> TenantDocument {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            TenantDocument(
                tenant: .init(slug: tenant.slug, name: tenant.name, dialect: tenant.dialect),
                accounts: try stores.accounts.all().map(TenantDocument.AccountEntry.init),
                users: try stores.users.all().map(TenantDocument.UserEntry.init),
                memberships: try stores.everyMembership().map {
                    .init(email: $0.email, accountID: $0.accountID, roles: $0.roles)
                }.sorted { ($0.accountID, $0.email) < ($1.accountID, $1.email) },
                platforms: try stores.platforms.all().map { .init(try stores.entry(of: $0)) })
        }
    }
}

extension Stores {
    func everyMembership() throws -> [MembershipRecord] {
        var all: [MembershipRecord] = []
        while true {
            let page = try memberships.page(
                account: nil, user: nil, after: all.last.map { PagePlace(time: $0.createdAt, id: $0.place) }, limit: 1000)
            all += page
            guard page.count == 1000 else { return all }
        }
    }
}

extension TenantDocument.AccountEntry {
    init(_ account: Account) { self.init(id: account.publicID, name: account.name, disabled: account.disabledAt != nil) }
}

extension TenantDocument.UserEntry {
    init(_ user: User) { self.init(email: user.email, name: user.name, disabled: user.disabledAt != nil) }
}

extension TenantDocument.PlatformMembers {
    init(_ entry: PlatformEntry) {
        let platform = entry.platform
        self.init(
            clientID: platform.clientID, name: platform.name, description: platform.description, url: platform.url,
            redirectURIs: platform.redirectURIs, logoURL: platform.logoURL, webhookURL: platform.webhookURL, scopes: platform.scopes,
            scopeRules: entry.scopeRules.map(\.text), grantTypes: platform.grantTypes.map(\.rawValue), isPublic: platform.isPublic,
            requiresPKCE: platform.requiresPKCE, accountID: entry.ownerAccountID, disabled: platform.disabledAt != nil)
    }
}
