package import Logging
import Model
import ServiceLifecycle
import Storage

/// Takes away what has been over for the whole retention, so that no table grows for ever. It works in small transactions with pauses as long
/// as they took or longer; of several servers one at a time has a tenant's round, and whoever has it goes on where the last one left it.
package struct Janitor: Service {
    /// How long what is over is kept, so that it can be told why a call failed.
    package static let defaultRetention = Duration.seconds(30 * 86_400)

    /// From the end of a tenant's round to its next.
    private let period: Duration
    /// How often it looks for rounds that are due, and goes on after what failed.
    private static let look = Duration.seconds(60)
    private static let shortestPause = Duration.milliseconds(5)
    /// Of one tenant before the others have their turn.
    private static let visitsInARow = 20

    private let engine: Engine
    private let retention: Duration
    private let logger: Logger

    package init(engine: Engine, retention: Duration = Janitor.defaultRetention, period: Duration = .seconds(60 * 60), logger: Logger) {
        self.engine = engine
        self.retention = retention
        self.period = period
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            // Whoever starts has more urgent things to do.
            try? await Task.sleep(for: .seconds(5))
            var resting: [Tenant.ID: ContinuousClock.Instant] = [:]
            while !Task.isCancelled {
                await goRound(&resting)
                try? await Task.sleep(for: Self.look)
            }
        }
    }

    /// Once through all tenants whose round is due, to the end of each.
    package func goRound() async {
        var resting: [Tenant.ID: ContinuousClock.Instant] = [:]
        await goRound(&resting)
    }

    private func goRound(_ resting: inout [Tenant.ID: ContinuousClock.Instant]) async {
        do {
            let now = ContinuousClock.now
            var waiting = try await engine.storage.registry { stores in try stores.tenants.all().map(\.id) }
            resting = resting.filter { $0.value > now }
            waiting.removeAll { resting[$0] != nil }
            while !waiting.isEmpty, !Task.isCancelled {
                var unfinished: [Tenant.ID] = []
                for tenant in waiting where !Task.isCancelled {
                    switch await visit(tenant) {
                    case .more: unfinished.append(tenant)
                    case .rests(let pause): resting[tenant] = ContinuousClock.now + pause
                    }
                }
                waiting = unfinished
            }
        } catch {
            if !Task.isCancelled { logger.warning("the tenants could not be listed", metadata: ["error": "\(error)"]) }
        }
    }

    private enum Outcome { case more, rests(Duration) }

    /// What fails for one tenant is that tenant's.
    private func visit(_ tenant: Tenant.ID) async -> Outcome {
        do {
            for _ in 0..<Self.visitsInARow where !Task.isCancelled {
                let begin = ContinuousClock.now
                switch try await JanitorVisit(engine: engine, tenant: tenant, retention: retention, period: period)() {
                case .rests(let pause): return .rests(pause)
                case .taken: return .rests(Self.look / 2)
                case .went(let gone, let isLast):
                    tell(gone, of: tenant)
                    guard isLast else { break }
                    // Many small tenants in a row are as much work as a large one, and none of it is urgent.
                    try? await Task.sleep(for: max(Self.shortestPause, (ContinuousClock.now - begin) * 4))
                    return .rests(period)
                case .stuck(let table, let error):
                    logger.warning(
                        "what is over could not be taken away; it is tried again in the next round",
                        metadata: ["error": "\(error)", "table": "\(table.rawValue)", "tenant": "\(tenant)"])
                }
                try? await Task.sleep(for: max(Self.shortestPause, ContinuousClock.now - begin))
            }
            return .more
        } catch {
            if !Task.isCancelled {
                logger.warning("the janitor could not visit a tenant", metadata: ["error": "\(error)", "tenant": "\(tenant)"])
            }
            return .rests(Self.look / 2)
        }
    }

    private func tell(_ gone: [SweptTable: Int], of tenant: Tenant.ID) {
        guard !gone.isEmpty else { return }
        var metadata: Logger.Metadata = ["tenant": "\(tenant)"]
        for (table, count) in gone { metadata[table.rawValue] = "\(count)" }
        logger.debug("what was over is gone", metadata: metadata)
    }
}
