/// What a key of the management API may do: `read` or `write`, everywhere or of one resource, as in `accounts:read`. Who may write may read.
package struct AdminPermission: Sendable, Hashable, CustomStringConvertible {
    package enum Access: String, Sendable, CaseIterable {
        case read, write
    }

    /// The parts of the management API, by the words of its addresses.
    package enum Resource: String, Sendable, CaseIterable {
        case tenant, accounts, users, memberships, platforms, grants, tokens, events, deliveries, keys
        case webhookEndpoints = "webhook-endpoints"
        case resourceServers = "resource-servers"
        case tokenFailures = "token-failures"
        case auditLog = "audit-log"
    }

    package let access: Access
    /// `nil`: every one.
    package let resource: Resource?

    package init(_ access: Access, of resource: Resource?) {
        self.access = access
        self.resource = resource
    }

    /// Of its text. `nil` for what is none.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let access = parts.last.flatMap(Access.init) else { return nil }
        guard parts.count == 2 else {
            self.init(access, of: nil)
            return
        }
        guard let resource = Resource(rawValue: parts[0]) else { return nil }
        self.init(access, of: resource)
    }

    /// Everything.
    package static let all = AdminPermission(.write, of: nil)

    package static func read(_ resource: Resource) -> AdminPermission { AdminPermission(.read, of: resource) }
    package static func write(_ resource: Resource) -> AdminPermission { AdminPermission(.write, of: resource) }

    package var description: String { (resource.map { "\($0.rawValue):" } ?? "") + access.rawValue }

    /// Whether who may do this may do that as well.
    package func covers(_ other: AdminPermission) -> Bool {
        (resource == nil || resource == other.resource) && (access == .write || other.access == .read)
    }
}
