import Dispatch
package import Postgres

extension World {
    /// Runs a body while a transaction of the superuser holds a lock, which the body lets go of; at the latest its end does.
    package func holding<Value>(
        _ lock: @escaping @Sendable (Session) throws -> Void, _ body: (_ letGo: @Sendable () -> Void) async throws -> Value
    ) async throws -> Value {
        let (gate, isHeld) = (DispatchSemaphore(value: 0), AsyncStream<Void>.makeStream())
        let holder = Task {
            defer { isHeld.continuation.finish() }
            try await inspect { session in
                try lock(session)
                isHeld.continuation.finish()
                // The connection's own queue waits, and nobody else.
                gate.wait()
            }
        }
        for await _ in isHeld.stream {}
        let outcome: Result<Value, any Error>
        do {
            outcome = .success(try await body { gate.signal() })
        } catch {
            outcome = .failure(error)
        }
        gate.signal()
        try await holder.value
        return try outcome.get()
    }

    /// Waits until so many statements wait for a lock; `false` when that takes longer than a statement would wait itself.
    package func waitForLocks(_ count: Int) async throws -> Bool {
        for _ in 0..<150 {
            let waiting: Int? = try await inspect { session in
                try session.value(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
            }
            if waiting ?? 0 >= count { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }
}
