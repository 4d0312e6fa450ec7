package import Model
import Storage

/// What an operator looks over. No answer holds a secret.
package struct Listing: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    package func tenants() async throws -> [Tenant] {
        try await engine.storage.registry { stores in try stores.tenants.all() }
    }

    /// Those a key may act on, the newest first, at most `limit`, after a place in that order.
    package func tenants(of key: AdminKey, after place: PagePlace?, limit: Int) async throws -> [Tenant] {
        try await engine.storage.registry { stores in try stores.tenants.page(only: key.tenantID, after: place, limit: limit) }
    }

    package func hosts(of tenant: Tenant) async throws -> [String] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in try stores.tenants.hosts(tenant: tenant.id) }
    }

    package func adminKeys() async throws -> [AdminKey] {
        try await engine.storage.registry { stores in try stores.adminKeys.all() }
    }

    package func accounts(of tenant: Tenant) async throws -> [Account] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in try stores.accounts.all() }
    }

    package func users(of tenant: Tenant) async throws -> [User] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in try stores.users.all() }
    }

    package func platforms(of tenant: Tenant) async throws -> [Platform] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in try stores.platforms.all() }
    }

    /// The live grants, with whose they are.
    package func grants(of tenant: Tenant) async throws -> [ListedGrant] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.grants.live().compactMap { grant in
                guard let account = try stores.accounts.find(grant.accountID), let platform = try stores.platforms.find(grant.platformID),
                    let approver = try stores.users.findEvenDeleted(grant.approvedBy)
                else { return nil }
                return ListedGrant(
                    grant: grant, account: account, platform: platform, approver: approver,
                    user: try grant.userID.flatMap { try stores.users.find($0) })
            }
        }
    }

    /// Throws `NotFound`.
    package func secrets(of clientID: String, tenant: Tenant) async throws -> [PlatformSecret] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.platformSecrets.all(platform: try stores.platform(clientID).id)
        }
    }
}

/// A live grant as an operator sees it.
package struct ListedGrant: Sendable {
    package let grant: Grant
    package let account: Account
    package let platform: Platform
    package let approver: User
    /// `nil`: the account's own.
    package let user: User?
}
