import Foundation
import Model
import Synchronization

/// What validations are answered from: rows of the primary as of each tenant's revision, within a bound.
final class LiveMemory: Sendable {
    private struct State {
        var tenants: [Tenant.ID: TenantMemory] = [:]
        /// Where a name led the last time: only a place to look first.
        var hints: [String: Tenant.ID] = [:]
        var cost = 0
    }

    private static let maximumHints = 100_000

    /// In bytes.
    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    var cost: Int { state.withLock { $0.cost } }

    func hint(of name: String) -> Tenant.ID? { state.withLock { $0.hints[name] } }

    /// Memory's own number and stamp of each tenant; `nil` where nothing is remembered.
    func revisions(of tenants: [Tenant.ID]) -> [Revision?] {
        state.withLock { state in tenants.map { state.tenants[$0]?.revision } }
    }

    /// Takes over what one barrier read said. A tenant that was asked about and is not in it has nothing that is good.
    func apply(_ replies: [Tenant.ID: BarrierReply], asked: [Tenant.ID]) {
        let garbage = state.withLock { state in
            var garbage: [TenantMemory] = []
            for tenant in asked {
                let before = state.tenants[tenant]?.cost ?? 0
                if let reply = replies[tenant] {
                    if let old = state.tenants[tenant, default: TenantMemory(reply)].apply(reply) { garbage.append(old) }
                } else if let old = state.tenants.removeValue(forKey: tenant) {
                    garbage.append(old)
                }
                state.cost += (state.tenants[tenant]?.cost ?? 0) - before
            }
            return garbage
        }
        // A million entries take their time to go.
        if !garbage.isEmpty { DispatchQueue.global().async { _ = garbage } }
    }

    /// The tenant this name led to, if that still stands.
    func tenant(named name: String, _ id: Tenant.ID) -> Tenant? {
        state.withLock { state in
            guard let memory = state.tenants[id], memory.names.contains(name) else { return nil }
            return memory.tenant
        }
    }

    func keep(_ tenant: Tenant, named name: String, read revision: Revision) {
        state.withLock { state in
            if state.hints.count < Self.maximumHints { state.hints[name] = tenant.id }
            guard state.tenants[tenant.id]?.revision == revision else { return }
            state.tenants[tenant.id]?.tenant = tenant
            state.tenants[tenant.id]?.names.insert(name)
        }
    }

    /// Whether there is an entry, good or not.
    func knows(_ hash: TokenHash, in tenant: Tenant.ID) -> Bool {
        state.withLock { state in state.tenants[tenant]?.entries.find(MemoryKey(hash))?.proof == MemoryProof(hash) }
    }

    /// Reads an entry that is good at a moment.
    func find<Entry: MemoryEntry, Value: Sendable>(
        _ hash: TokenHash, in tenant: Tenant.ID, at now: Date, as type: Entry.Type, _ read: (Entry) -> Value?
    ) -> Value? {
        state.withLock { state in
            guard let index = state.tenants.index(forKey: tenant) else { return nil }
            return state.tenants.values[index].find(hash, at: now, as: type).flatMap(read)
        }
    }

    /// Reads an entry, whatever the time, with what else is remembered of its tenant: for whoever has it confirmed.
    func recall<Entry: MemoryEntry, Value: Sendable>(
        _ hash: TokenHash, in tenant: Tenant.ID, as: Entry.Type, _ read: (Entry, TenantMemory) -> Value?
    ) -> Value? {
        state.withLock { state in
            guard let index = state.tenants.index(forKey: tenant),
                let entry = state.tenants.values[index].find(hash, as: Entry.self)
            else { return nil }
            return read(entry, state.tenants.values[index])
        }
    }

    func forget(_ hash: TokenHash, in tenant: Tenant.ID) {
        state.withLock { state in
            guard let index = state.tenants.index(forKey: tenant) else { return }
            let before = state.tenants.values[index].cost
            state.tenants.values[index].drop(MemoryKey(hash))
            state.cost += state.tenants.values[index].cost - before
        }
    }

    /// Keeps what was read at a revision, if that is memory's own.
    func keep(in tenant: Tenant.ID, read revision: Revision, _ make: (inout PartTable) -> MemoryEntry) {
        state.withLock { state in
            guard state.tenants[tenant]?.revision == revision, let index = state.tenants.index(forKey: tenant) else { return }
            let before = state.tenants.values[index].cost
            state.tenants.values[index].insert(make)
            state.cost += state.tenants.values[index].cost - before
            makeRoom(&state)
        }
    }

    /// The tenant that holds most gives way, so that a busy one does not push the others out.
    private func makeRoom(_ state: inout State) {
        while state.cost > limit {
            guard let largest = state.tenants.max(by: { $0.value.cost < $1.value.cost })?.key,
                let index = state.tenants.index(forKey: largest)
            else { return }
            let before = state.tenants.values[index].cost
            var dropped = 0
            while dropped < 64, state.tenants.values[index].dropIdle() { dropped += 1 }
            state.cost += state.tenants.values[index].cost - before
            guard dropped > 0 else { return }
        }
    }
}
