package import Logging
import Model
import ServiceLifecycle
import Storage

/// Seals the audit log behind the requests, so that none waits for the chain. Any number of servers may do it at once.
///
/// What is to be done is asked in one statement for all tenants, some 11 µs each, and not kept in memory: so nothing is forgotten that a
/// crashed server, a command, an older server or a person at psql has written. Where nothing is found it asks more and more seldom, until
/// this server writes an entry itself.
package struct AuditSealer: Service {
    /// Between two looks; more where a look takes long, so that it takes a tenth of the time at most, and where sealing does: of many tenants
    /// with a few entries each there are more of each the next time, for the same transactions.
    private static let period = Duration.milliseconds(500)
    /// The most of the latter.
    private static let longestLull = Duration.seconds(2)
    /// The same where nothing was found for a while.
    private static let longestPause = Duration.seconds(4)
    /// Tenants at once: each takes a connection of those that serve requests.
    private static let width = 2
    /// Of one tenant before the others have their turn.
    private static let batchesInARow = 20
    /// A tenant that failed rests for so many looks at most.
    private static let longestRest = 120

    private let engine: Engine
    private let seal: SealAuditLog
    private let outbox: Outbox
    private let logger: Logger

    package init(engine: Engine, outbox: Outbox, logger: Logger) {
        self.engine = engine
        self.outbox = outbox
        seal = SealAuditLog(engine: engine)
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var rests: [Tenant.ID: Rest] = [:]
            var pause = Self.period
            while !Task.isCancelled {
                var waiting: [Tenant.ID] = []
                let took = await ContinuousClock().measure { waiting = await look() }
                for (tenant, rest) in rests where rest.looks > 0 { rests[tenant]?.looks = rest.looks - 1 }
                var isDone = true
                let worked = await ContinuousClock().measure {
                    isDone = await serve(waiting.filter { rests[$0]?.looks ?? 0 == 0 }, &rests)
                }
                pause = waiting.isEmpty ? min(pause * 2, Self.longestPause) : Self.period
                if isDone { await rest(for: pause, atLeast: max(Self.period, took * 10, min(worked * 3, Self.longestLull))) }
            }
        }
    }

    /// An entry that is written meanwhile ends the rest, but not before its least length.
    private func rest(for pause: Duration, atLeast least: Duration) async {
        try? await Task.sleep(for: least)
        if pause > least { await outbox.auditEntries.wait(atMost: pause - least) }
    }

    private func look() async -> [Tenant.ID] {
        do {
            return try await engine.storage.registry { stores in try stores.auditQueues.waiting().map(\.id) }
        } catch {
            if !Task.isCancelled { logger.warning("what is to be sealed could not be looked up", metadata: ["error": "\(error)"]) }
            return []
        }
    }

    /// Returns whether all is sealed that could be.
    private func serve(_ tenants: [Tenant.ID], _ rests: inout [Tenant.ID: Rest]) async -> Bool {
        await withTaskGroup(of: (Tenant.ID, Outcome).self) { group in
            var (next, isDone) = (tenants.makeIterator(), true)
            for _ in 0..<Self.width { if let tenant = next.next() { group.addTask { (tenant, await serve(tenant)) } } }
            for await (tenant, outcome) in group {
                if let tenant = next.next() { group.addTask { (tenant, await serve(tenant)) } }
                switch outcome {
                case .done: rests[tenant] = nil
                case .more: isDone = false
                case .failed: rests[tenant] = Rest(after: rests[tenant], longest: Self.longestRest)
                }
            }
            return isDone
        }
    }

    private enum Outcome { case done, more, failed }

    /// What fails for one tenant is that tenant's.
    private func serve(_ tenant: Tenant.ID) async -> Outcome {
        do {
            for _ in 0..<Self.batchesInARow {
                guard try await seal(tenant) else { return .done }
            }
            return .more
        } catch {
            if !Task.isCancelled {
                logger.warning("audit entries could not be sealed", metadata: ["error": "\(error)", "tenant": "\(tenant)"])
            }
            return .failed
        }
    }

    /// Twice as long after each failure.
    private struct Rest {
        let length: Int
        var looks: Int

        init(after earlier: Rest?, longest: Int) {
            length = min((earlier?.length ?? 0) * 2 + 1, longest)
            looks = length
        }
    }
}
