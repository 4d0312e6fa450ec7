import Foundation
import Model

/// What is remembered of one tenant, good as of its revision.
struct TenantMemory {
    var revision: Revision
    /// What the tenant's clock is ahead of the database's. It is a column of the tenant: as good as what else is remembered.
    private(set) var clockOffset: Duration
    /// The tenant, and by which names it was found.
    var tenant: Tenant?
    var names: Set<String> = []
    private(set) var entries = EntryTable()
    private(set) var parts = PartTable()

    init(_ reply: BarrierReply) {
        revision = reply.revision
        clockOffset = reply.clockOffset
    }

    /// About so many bytes.
    var cost: Int { entries.count * MemoryEntry.cost + parts.count * MemoryEntry.partCost }

    /// The entry of a hash, if it is good by this clock. One that never will be again is dropped.
    mutating func find<Entry: MemoryEntry>(_ hash: TokenHash, at now: Date, as type: Entry.Type) -> Entry? {
        find(hash, as: type).flatMap { $0.isGood(at: now) ? $0 : nil }
    }

    /// The same by any clock.
    mutating func find<Entry: MemoryEntry>(_ hash: TokenHash, as: Entry.Type) -> Entry? {
        let key = MemoryKey(hash)
        guard let found = entries.find(key), found.proof == MemoryProof(hash) else { return nil }
        guard found.isWhole else {
            drop(key)
            return nil
        }
        found.wasUsed = true
        return found as? Entry
    }

    /// `make` gets the parts it is made from by id.
    mutating func insert(_ make: (inout PartTable) -> MemoryEntry) {
        let entry = make(&parts)
        parts.retain(entry.parts)
        if let replaced = entries.insert(entry) { parts.release(replaced.parts) }
    }

    mutating func drop(_ key: MemoryKey) {
        if let dropped = entries.remove(key) { parts.release(dropped.parts) }
    }

    /// Drops what a change named, whatever it is an id of.
    mutating func drop(_ id: UUID) {
        parts.drop(id)
        drop(MemoryKey(id))
    }

    /// Makes room. `false` when there is nothing left.
    mutating func dropIdle() -> Bool {
        guard let dropped = entries.removeIdle() else { return false }
        parts.release(dropped.parts)
        return true
    }

    /// Takes a reply over: what changed is dropped first, and then the number moves. Returns what is to be let go of outside the lock.
    mutating func apply(_ reply: BarrierReply) -> TenantMemory? {
        guard reply.revision != revision else { return nil }
        guard isUnbroken(reply), !reply.changes.contains(where: \.everything) else {
            let old = self
            self = TenantMemory(reply)
            return old
        }
        for change in reply.changes.dropFirst() { for id in change.ids { drop(id) } }
        revision = reply.revision
        return nil
    }

    /// Whether the log holds memory's own number and stamp, and every number since.
    private func isUnbroken(_ reply: BarrierReply) -> Bool {
        guard let first = reply.changes.first, first.revision == revision, let last = reply.changes.last, last.revision == reply.revision
        else { return false }
        return zip(reply.changes, reply.changes.dropFirst()).allSatisfy { $1.revision.number == $0.revision.number + 1 }
    }
}
