package import Model
import Secrets
import Storage

/// Adds to a tenant's chain what was committed and is not in it yet.
///
/// Entries commit in any order and at any time, so none is looked for by its time or id: each waits in a queue that its own commit filled, and
/// leaves it in the commit that seals it. A late one is late, and never left out; what a crash interrupts is not there at all.
package struct SealAuditLog: Sendable {
    /// In one transaction, or up to a list more.
    static let batch = 500

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Seals what waits, at most a batch. Returns whether there may be more; `false` too while another server extends the chain.
    package func callAsFunction(_ tenant: Tenant.ID) async throws -> Bool {
        let keys = engine.keys
        let chain = AuditChain(tenant: tenant, keys: keys)
        return try await engine.storage.transaction(tenant: tenant) { stores in
            let seals = stores.auditSeals
            guard let lock = try Self.lock(seals) else { return false }
            if lock.hasOlder { try seals.queueOlder(limit: Self.batch) }
            let waiting = try seals.waiting(limit: Self.batch)
            guard !waiting.isEmpty else { return lock.hasOlder }
            try Self.append(Self.unsealed(waiting), to: chain, under: keys.currentKeyID, lock, seals)
            _ = try seals.dequeue(Set(waiting.map(\.listID)))
            return lock.hasOlder || waiting.count >= Self.batch
        }
    }

    private static func lock(_ seals: AuditSealStore) throws -> AuditChainLock? {
        if let lock = try seals.lock() { return lock }
        try seals.begin()
        return try seals.lock()
    }

    /// What was queued twice is sealed once.
    private static func unsealed(_ waiting: [WaitingEntry]) -> [SealableEntry] {
        var seen: Set<AuditEntry.ID> = []
        return waiting.filter { !$0.isSealed && seen.insert($0.entry.id).inserted }.map(\.entry)
    }

    private static func append(
        _ entries: [SealableEntry], to chain: AuditChain, under keyID: String, _ lock: AuditChainLock, _ seals: AuditSealStore
    ) throws {
        guard !entries.isEmpty else { return }
        // Read under the lock: whoever held it before has committed.
        let head = try seals.head()
        let first = (head?.number ?? 0) + 1
        var last = head?.hash ?? AuditChain.start
        var added: [AuditSeal] = []
        for entry in entries {
            let number = first + added.count
            last = try chain.hash(entry, number: number, after: last, keyID: keyID)
            added.append(AuditSeal(number: number, entryID: entry.id, hash: last))
        }
        let numbers = first...(first + added.count - 1)
        let hash = try chain.hash(batch: numbers, sealedAt: lock.lockedAt, lastHash: last, keyID: keyID)
        try seals.append(added, AuditBatch(numbers: numbers, keyID: keyID, sealedAt: lock.lockedAt, hash: hash))
    }
}
