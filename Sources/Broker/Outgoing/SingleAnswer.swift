internal import Foundation

/// A value that several may give and one waits for: the first one counts. Its state is touched under the lock only.
final class SingleAnswer<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var given: Value?
    private var waiter: CheckedContinuation<Value, Never>?

    var value: Value {
        get async {
            await withCheckedContinuation { continuation in
                let ready = lock.withLock { () -> Value? in
                    if given == nil { waiter = continuation }
                    return given
                }
                if let ready { continuation.resume(returning: ready) }
            }
        }
    }

    func give(_ value: Value) {
        let waiting = lock.withLock { () -> CheckedContinuation<Value, Never>? in
            guard given == nil else { return nil }
            given = value
            defer { waiter = nil }
            return waiter
        }
        waiting?.resume(returning: value)
    }
}
