import Synchronization

/// Wakes the one task that waits for it; a signal given meanwhile is kept, and many are worth one.
final class WakeSignal: Sendable {
    private struct State {
        var isSet = false
        var turn = 0
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    var isSet: Bool { state.withLock { $0.isSet } }

    func signal() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let waiter = state.waiter else {
                state.isSet = true
                return nil
            }
            state.waiter = nil
            return waiter
        }
        waiter?.resume()
    }

    /// Returns at a signal, after this time, or when the task is cancelled.
    func wait(atMost limit: Duration) async {
        let turn = state.withLock { state in
            state.turn += 1
            return state.turn
        }
        let timer = Task {
            try? await Task.sleep(for: limit)
            if !Task.isCancelled { give(up: turn) }
        }
        defer { timer.cancel() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // Should a second one wait, the first goes on: nobody is left waiting for ever.
                let ready = state.withLock { state -> CheckedContinuation<Void, Never>? in
                    defer { state.isSet = false }
                    if state.isSet || Task.isCancelled { return continuation }
                    defer { state.waiter = continuation }
                    return state.waiter
                }
                ready?.resume()
            }
        } onCancel: {
            give(up: turn)
        }
    }

    private func give(up turn: Int) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.turn == turn else { return nil }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}
