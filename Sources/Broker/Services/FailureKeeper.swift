package import Logging
import Model
import ServiceLifecycle
import Storage

/// Writes down what failed calls meant, soon after they failed. `Janitor` takes it away again.
package struct FailureKeeper: Service {
    private let engine: Engine
    private let logger: Logger

    package init(engine: Engine, logger: Logger) {
        self.engine = engine
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown { await write() }
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
}
