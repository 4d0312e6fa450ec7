import Model
import Postgres
import Storage

/// One short transaction of a tenant's round: it looks at so many rows and leaves the rest to the next.
struct JanitorVisit {
    let engine: Engine
    let tenant: Tenant.ID
    let retention: Duration
    let period: Duration

    /// How much of the log of revisions one visit takes away.
    private static let logSteps = 20

    enum Outcome: Sendable {
        /// How many rows of each table are gone, and whether the round is over.
        case went([SweptTable: Int], isLast: Bool)
        case rests(Duration)
        case taken
        /// This table was passed over.
        case stuck(SweptTable, String)
    }

    func callAsFunction() async throws -> Outcome {
        do {
            return try await engine.storage.transaction(tenant: tenant) { [retention, period] stores in
                switch try stores.sweeps.begin() {
                case .taken: return .taken
                case .rests(let pause): return .rests(pause)
                case .ours(let round):
                    return try Self.go(
                        round, SweepTimes(present: round.present, retention: retention), period: period, stores)
                }
            }
        } catch PostgresError.server(.lockNotAvailable, _, _) {
            // Somebody is just making the tenant's first round, or changes the tenant itself.
            return .taken
        } catch let failure as Failure {
            try await passOver(failure.table)
            return .stuck(failure.table, failure.error)
        }
    }

    private static func go(_ round: SweepRound, _ times: SweepTimes, period: Duration, _ stores: Stores) throws -> Outcome {
        for _ in 0..<logSteps where try stores.revisionLog.deleteOld() == RevisionLogStore.step {}
        var (table, place, seen) = (round.table, round.place, 0)
        var gone: [SweptTable: Int] = [:]
        while seen < SweepStore.slice {
            let sweep: Sweep
            do { sweep = try stores.sweeps.sweep(table, after: place, times) } catch {
                throw Failure(table: table, error: "\(error)")
            }
            seen += sweep.seen
            if sweep.over > 0 { gone[table, default: 0] += sweep.over }
            if sweep.isFull {
                place = sweep.place
            } else if let next = table.next {
                (table, place) = (next, nil)
            } else {
                try stores.sweeps.finish(nextIn: period)
                return .went(gone, isLast: true)
            }
        }
        try stores.sweeps.save(table, place)
        return .went(gone, isLast: false)
    }

    /// What fails in one table must not keep the round from the others.
    private func passOver(_ table: SweptTable) async throws {
        try await engine.storage.transaction(tenant: tenant) { [period] stores in
            guard case .ours = try stores.sweeps.begin() else { return }
            if let next = table.next {
                try stores.sweeps.save(next, nil)
            } else {
                try stores.sweeps.finish(nextIn: period)
            }
        }
    }

    private struct Failure: Error {
        let table: SweptTable
        let error: String
    }
}
