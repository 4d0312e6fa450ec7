package import Model
package import OAuth
import Storage

/// Looks platforms up, for whoever keeps them. No answer holds a secret.
package struct FindPlatforms: Sendable {
    /// What a list is to hold; what is `nil` lets all through.
    package struct Filter: Sendable {
        /// How the name begins, in letters of either case.
        package var name: String?
        package var isDisabled: Bool?
        /// The id on the wire of the account it belongs to.
        package var accountID: String?
        package var grantType: GrantType?

        package init(name: String? = nil, isDisabled: Bool? = nil, accountID: String? = nil, grantType: GrantType? = nil) {
            self.name = name
            self.isDisabled = isDisabled
            self.accountID = accountID
            self.grantType = grantType
        }
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Throws `NotFound`.
    package func callAsFunction(_ clientID: String, in tenant: Tenant) async throws -> PlatformEntry {
        try await engine.storage.transaction(tenant: tenant.id) { stores in try stores.entry(of: try stores.platform(clientID)) }
    }

    /// The newest first. Throws `InputError`.
    package func page(_ filter: Filter, after place: PagePlace? = nil, limit: Int, in tenant: Tenant) async throws -> [PlatformEntry] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            let owner = try filter.accountID.map { publicID in
                guard let account = try stores.accounts.find(publicID: publicID) else {
                    throw InputError("account_id", "there is no account \(publicID)")
                }
                return account.id
            }
            let platforms = try stores.platforms.page(
                PlatformFilter(
                    namePrefix: filter.name, isDisabled: filter.isDisabled, owner: owner, grantType: filter.grantType?.rawValue),
                after: place, limit: limit)
            return try platforms.map { try stores.entry(of: $0) }
        }
    }
}
