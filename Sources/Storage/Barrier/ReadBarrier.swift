import Foundation
import Model
import Postgres
import Synchronization

/// Reads revisions for whoever waits: each waits for the first read sent after it came, one read is under way at a time (DESIGN.md, "The read
/// barrier").
final class ReadBarrier: Sendable {
    /// A moment of each tenant that there is, of those that were asked about by whoever waited for the same read.
    typealias Moments = [Tenant.ID: Moment]
    typealias Waiter = @Sendable (Result<Moments, any Error>) -> Void

    private struct State {
        var asked: Set<Tenant.ID> = []
        var waiting: [Waiter] = []
        var isUnderWay = false
    }

    private let lanes: Lanes
    private let memory: LiveMemory
    private let state = Mutex(State())

    init(lanes: Lanes, memory: LiveMemory) {
        self.lanes = lanes
        self.memory = memory
    }

    /// `nil`: there is no such tenant. Throws `PostgresError.unavailable` when the read failed or came too late.
    func moment(of tenant: Tenant.ID) async throws -> Moment? {
        try await withCheckedThrowingContinuation { continuation in
            wait(for: CollectionOfOne(tenant)) { outcome in continuation.resume(with: outcome.map { $0[tenant] }) }
        }
    }

    /// The same of some tenants, for a caller that awaits nothing: it is told on the lane's queue.
    func wait(for tenants: some Collection<Tenant.ID>, then: @escaping Waiter) {
        let isFree = state.withLock { state in
            state.asked.formUnion(tenants)
            state.waiting.append(then)
            defer { state.isUnderWay = true }
            return !state.isUnderWay
        }
        if isFree { readOnce() }
    }

    /// Sends one read for everybody who waits now, and another when it is back if more came meanwhile.
    private func readOnce() {
        let (tenants, waiters) = state.withLock { state in
            defer { (state.asked, state.waiting) = ([], []) }
            return (state.asked, state.waiting)
        }
        // An operator's key may ask about any tenant.
        let asked = Array(tenants) + [.operators]
        lanes.submit([Self.read(asked, memory.revisions(of: asked))], group: nil) { [self] outcome in
            let answers = Result { try replies(outcome.get()) }
            if case .success(let replies) = answers { memory.apply(replies, asked: asked) }
            readAgain()
            let moments = answers.map { replies in
                Dictionary(
                    uniqueKeysWithValues: replies.map { tenant, reply in
                        (tenant, Moment(tenantID: tenant, databaseTime: reply.clock, clockOffset: reply.clockOffset))
                    })
            }
            for waiter in waiters { waiter(moments) }
        }
    }

    private func readAgain() {
        let isWanted = state.withLock { state in
            state.isUnderWay = !state.waiting.isEmpty
            return state.isUnderWay
        }
        if isWanted { readOnce() }
    }

    private func replies(_ rows: [Rows]) throws -> [Tenant.ID: BarrierReply] {
        var replies: [Tenant.ID: BarrierReply] = [:]
        for row in try rows.first?.all(as: BarrierRow.self) ?? [] {
            guard !row.isStandby else {
                // Its connection is to be made anew: another host of the URL is the primary now.
                lanes.reconnect()
                throw PostgresError.unavailable(.connectionLost)
            }
            let id = Tenant.ID(rawValue: row.reply.tenantID)
            if replies[id] == nil { replies[id] = row.reply }
            if let change = row.change { replies[id]?.changes.append(change) }
        }
        return replies
    }

    /// Number, stamp, offset, clock, and the log from memory's own number on where that is not the present one. Each tenant's row is looked up
    /// by itself: joined, a few of a thousand tenants would be found by reading all of them.
    static func read(_ tenants: [Tenant.ID], _ revisions: [Revision?]) -> SQL {
        let numbers = revisions.map { $0?.number ?? -1 }
        let stamps = revisions.map { $0?.stamp ?? Tenant.ID.operators.rawValue }
        return """
            SELECT revision.tenant_id, revision.number, revision.stamp, coalesce(tenant.clock_offset, interval '0') AS clock_offset,
                clock_timestamp() AS clock, pg_is_in_recovery() AS is_standby,
                change.number AS change_number, change.stamp AS change_stamp, change.everything, change.ids
            FROM unnest(\(tenants), \(numbers), \(stamps)) AS asked (tenant_id, number, stamp)
            CROSS JOIN LATERAL (
                SELECT tenant_id, number, stamp FROM registry.tenant_revision
                WHERE tenant_revision.tenant_id = asked.tenant_id OFFSET 0
            ) AS revision
            LEFT JOIN LATERAL (SELECT id, clock_offset FROM tenant WHERE tenant.id = asked.tenant_id OFFSET 0) AS tenant ON true
            LEFT JOIN LATERAL (
                SELECT log.number, log.stamp, log.everything, log.ids
                FROM registry.tenant_revision_log AS log
                WHERE log.tenant_id = asked.tenant_id AND log.number BETWEEN asked.number AND asked.number + 1000
                    AND asked.number >= 0 AND (revision.number, revision.stamp) IS DISTINCT FROM (asked.number, asked.stamp)
                ORDER BY log.number
            ) AS change ON true
            WHERE tenant.id IS NOT NULL OR asked.tenant_id = \(Tenant.ID.operators)
            """
    }
}

private struct BarrierRow: RowDecodable {
    let reply: BarrierReply
    let isStandby: Bool
    let change: LoggedChange?

    init(row: Row) throws(PostgresError) {
        reply = try BarrierReply(
            tenantID: row["tenant_id"], revision: Revision(number: row["number"], stamp: row["stamp"]), clockOffset: row["clock_offset"],
            clock: row["clock"], changes: [])
        isStandby = try row["is_standby"]
        let number: Int? = try row["change_number"]
        if let number {
            change = try LoggedChange(
                revision: Revision(number: number, stamp: row["change_stamp"]), everything: row["everything"], ids: row["ids"])
        } else {
            change = nil
        }
    }
}
