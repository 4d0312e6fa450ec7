package import Model
import Storage

/// What is on record, and how far it is sealed.
package struct ReadAuditLog: Sendable {
    package static let longestPage = 1000

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// The newest first, at most `limit`, after a place in that order.
    package func newest(
        _ filter: AuditFilter, after place: PagePlace? = nil, limit: Int, in tenant: Tenant
    ) async throws -> [RecordedAuditEntry] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.auditEntries.newest(filter, after: place, limit: min(limit, Self.longestPage))
        }
    }

    /// `nil` when there is no such entry.
    package func entry(_ id: AuditEntry.ID, in tenant: Tenant) async throws -> RecordedAuditEntry? {
        try await engine.storage.transaction(tenant: tenant.id) { stores in try stores.auditEntries.find(id) }
    }

    /// The oldest first: a page of the export, and where the next one begins, unless it was the last.
    package func exportPage(
        _ filter: AuditFilter, after place: PagePlace? = nil, in tenant: Tenant
    ) async throws -> (entries: [RecordedAuditEntry], next: PagePlace?) {
        let entries = try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.auditEntries.oldest(filter, after: place, limit: Self.longestPage)
        }
        guard entries.count == Self.longestPage, let last = entries.last else { return (entries, nil) }
        return (entries, PagePlace(time: last.occurredAt, id: last.id.rawValue))
    }

    /// How far it is sealed.
    package func state(of tenant: Tenant) async throws -> AuditState {
        try await engine.storage.transaction(tenant: tenant.id) { stores in try stores.auditProofs.state() }
    }

    /// Of all tenants: how many have entries that wait, and for how long the oldest has.
    package func tail() async throws -> (tenants: Int, waitingFor: Duration) {
        let waits = try await engine.storage.registry { stores in try stores.auditQueues.waiting().compactMap(\.waitingFor) }
        return (waits.count, waits.max() ?? .zero)
    }
}
