package import Logging
import Model
import ServiceLifecycle
import Storage

/// Writes down what failed calls meant, soon after they failed, and forgets what is older than 30 days.
package struct FailureKeeper: Service {
    package static let retention = Duration.seconds(30 * 86_400)
    static let batch = 1000

    private let engine: Engine
    private let period: Duration
    private let logger: Logger

    package init(engine: Engine, period: Duration = .seconds(60 * 60), logger: Logger) {
        self.engine = engine
        self.period = period
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup { group in
                group.addTask { await write() }
                group.addTask { await forget() }
            }
        }
        // What failed while the listeners closed.
        try? await engine.failures.flush(into: engine.storage)
    }

    private func write() async {
        while !Task.isCancelled {
            await engine.failures.signal.wait(atMost: .seconds(60))
            guard !Task.isCancelled else { return }
            do {
                try await engine.failures.flush(into: engine.storage)
            } catch {
                if !Task.isCancelled { logger.warning("explanations of failed calls were lost", metadata: ["error": "\(error)"]) }
            }
            let dropped = engine.failures.takeDropped()
            if dropped > 0 { logger.notice("explanations of failed calls were not kept: too many", metadata: ["number": "\(dropped)"]) }
            // Many that fail at once are written at once.
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    private func forget() async {
        while !Task.isCancelled {
            do {
                try await forgetOld()
            } catch {
                if !Task.isCancelled { logger.warning("old explanations could not be deleted", metadata: ["error": "\(error)"]) }
            }
            try? await Task.sleep(for: period)
        }
    }

    /// One tenant after the other, each behind its wall, a batch in each transaction.
    package func forgetOld() async throws {
        for tenant in try await engine.storage.registry({ stores in try stores.tenants.all() }) {
            var deleted = Self.batch
            while deleted == Self.batch && !Task.isCancelled {
                deleted = try await engine.storage.transaction(tenant: tenant.id) { stores in
                    try stores.tokenFailures.deleteOld(after: Self.retention, limit: Self.batch)
                }
            }
        }
    }
}
