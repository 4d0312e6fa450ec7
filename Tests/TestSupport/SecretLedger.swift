import Synchronization

/// Every secret a test has seen, so that logs and dumps can be searched for them.
package final class SecretLedger: Sendable {
    private let secrets = Mutex<Set<String>>([])

    package init() {}

    package func add(_ secret: String) { secrets.withLock { _ = $0.insert(secret) } }

    package var all: Set<String> { secrets.withLock { $0 } }
}
