package import Model
import Storage

/// Checks a tenant's audit log against its chain of seals.
package struct VerifyAuditLog: Sendable {
    private static let page = 1000

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// `expected` is a head that was kept elsewhere. `progress` is told how many entries of how many were checked.
    package func callAsFunction(
        _ tenant: Tenant, expected: AuditHead? = nil, progress: (_ checked: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws -> AuditReport {
        let (lastBatch, state) = try await engine.storage.transaction(tenant: tenant.id) { stores in
            // In this order: a batch that is seen here has all its seals below.
            (try stores.auditProofs.lastBatch(), try stores.auditProofs.state())
        }
        let total = state.head?.number ?? 0
        var walk = ChainWalk(AuditChain(tenant: tenant.id, keys: engine.keys), state: state, expected: expected)
        while walk.number < total {
            let from = walk.number
            let (seals, batches) = try await engine.storage.transaction(tenant: tenant.id) { stores in
                let seals = try stores.auditProofs.seals(after: from, upTo: total, limit: Self.page)
                let last = seals.last?.seal.number ?? total
                return (seals, try stores.auditProofs.batches(after: from, upTo: last))
            }
            walk.walk(through: seals.last?.seal.number ?? total, seals, batches)
            progress(walk.number, total)
        }
        if let lastBatch, lastBatch.numbers.upperBound > total {
            let gone = (total + 1)...lastBatch.numbers.upperBound
            walk.add(AuditFinding(.sealsRemoved, gone, "the seals of \(gone.words) are gone, and with them the entries or what they said"))
        }
        walk.end()
        try await findStrays(of: tenant, state, &walk)
        return walk.report
    }

    /// What was written past the queue. While entries from before there were seals are still being queued, nothing can be said of that.
    private func findStrays(of tenant: Tenant, _ state: AuditState, _ walk: inout ChainWalk) async throws {
        guard !state.hasOlder else { return }
        var last: AuditEntry.ID?
        while true {
            let entries = try await engine.storage.transaction(tenant: tenant.id) { [last] stores in
                try stores.auditProofs.entries(after: last, limit: 5 * Self.page)
            }
            for entry in entries where entry.isStray {
                walk.add(
                    AuditFinding(
                        .inserted, nil, entry: entry.id,
                        "entry \(entry.id) is in no chain and does not wait for a seal: it was written past the server"))
            }
            guard let end = entries.last else { return }
            last = end.id
        }
    }
}
