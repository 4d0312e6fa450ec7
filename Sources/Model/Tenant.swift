package import Foundation

/// A vendor hosted here.
package struct Tenant: Sendable, Hashable {
    package typealias ID = Identifier<Tenant>

    package let id: ID
    package let slug: String
    package let name: String
    /// The name of its dialect.
    package let dialect: String
    /// Its own public URL without a trailing slash; `nil` means `{SYMBOLON_PUBLIC_URL}/t/{slug}`.
    package let publicURL: String?
    /// Sandboxes may use http and loopback addresses, and move their clock.
    package let isSandbox: Bool
    package let settings: TenantSettings
    package let createdAt: Date
    package let disabledAt: Date?

    package init(
        id: ID, slug: String, name: String, dialect: String, publicURL: String?, isSandbox: Bool,
        settings: TenantSettings = TenantSettings(),
        createdAt: Date, disabledAt: Date?
    ) {
        self.id = id
        self.slug = slug
        self.name = name
        self.dialect = dialect
        self.publicURL = publicURL
        self.isSandbox = isSandbox
        self.settings = settings
        self.createdAt = createdAt
        self.disabledAt = disabledAt
    }
}
