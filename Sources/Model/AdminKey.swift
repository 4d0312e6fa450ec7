package import Foundation

/// A key of the management API: an operator's, or one tenant's.
package struct AdminKey: Sendable, Hashable {
    package typealias ID = Identifier<AdminKey>

    package let id: ID
    /// `nil`: an operator's.
    package let tenantID: Tenant.ID?
    package let name: String
    package let permissions: [AdminPermission]
    package let createdAt: Date
    package let expiresAt: Date?
    package let revokedAt: Date?
    /// To the minute.
    package let lastUsedAt: Date?

    package init(
        id: ID, tenantID: Tenant.ID?, name: String, permissions: [AdminPermission], createdAt: Date, expiresAt: Date?, revokedAt: Date?,
        lastUsedAt: Date?
    ) {
        self.id = id
        self.tenantID = tenantID
        self.name = name
        self.permissions = permissions
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
        self.lastUsedAt = lastUsedAt
    }

    package func may(_ permission: AdminPermission) -> Bool { permissions.contains { $0.covers(permission) } }
}
