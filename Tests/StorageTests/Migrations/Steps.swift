import Storage
import Synchronization

/// Keeps the steps a migrator tells.
final class Steps: Sendable {
    private let steps = Mutex<[Migrator.Step]>([])

    func add(_ step: Migrator.Step) { steps.withLock { $0.append(step) } }

    var all: [Migrator.Step] { steps.withLock { $0 } }
}
