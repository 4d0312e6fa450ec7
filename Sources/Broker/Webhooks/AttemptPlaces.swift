import Synchronization

/// Bounds the attempts under way, and with them the sockets they hold.
final class AttemptPlaces: Sendable {
    private let free: Mutex<Int>

    init(_ count: Int) { free = Mutex(count) }

    /// `nil` where none is free.
    func take<Value: Sendable>(_ body: () async throws -> Value) async rethrows -> Value? {
        let isTaken = free.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
        guard isTaken else { return nil }
        defer { free.withLock { $0 += 1 } }
        return try await body()
    }
}
