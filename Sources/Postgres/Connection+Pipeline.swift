import CLibPQ
import Foundation

extension Connection {
    /// What became of one stretch, the statements up to a Sync: all of them, or none.
    enum StretchOutcome {
        case done([QueryResult])
        /// The server refused it; nothing of it happened. `statement`: which one failed, `nil` where it was the commit.
        case refused(PostgresError, statement: Int?)
        /// The connection is gone; whether it was committed is not known.
        case lost(PostgresError)
    }

    /// Sends several stretches at once, each its own transaction, and reads what became of each.
    func pipeline(_ stretches: [[SQL]], within limit: Duration) -> [StretchOutcome] {
        var outcomes: [StretchOutcome] = []
        do throws(PostgresError) {
            guard let handle else { throw .unavailable(.connectionLost) }
            let deadline = MonotonicTime.after(limit)
            guard PQenterPipelineMode(handle) == 1 else { throw lose(.connectionLost) }
            notices.clear()
            var steps: [[Step]] = []
            for stretch in stretches {
                steps.append(try enqueue(stretch, on: handle))
                guard PQpipelineSync(handle) == 1 else { throw lose(.connectionLost) }
            }
            try flush(handle, until: deadline)
            for steps in steps { outcomes.append(try readStretch(steps, on: handle, until: deadline)) }
            guard PQexitPipelineMode(handle) == 1 else { throw lose(.connectionLost) }
        } catch {
            close()
            while outcomes.count < stretches.count { outcomes.append(.lost(error)) }
        }
        return outcomes
    }

    private func readStretch(
        _ steps: [Step], on handle: OpaquePointer, until deadline: MonotonicTime
    ) throws(PostgresError) -> StretchOutcome {
        var results: [QueryResult] = []
        var refusal: (PostgresError, Int?)?
        for step in steps {
            let result = try answer(on: handle, until: deadline)
            if let error = try complaint(result) {
                if refusal == nil { refusal = (error, step.isRun ? results.count : nil) }
                note(error, at: step)
            } else if refusal == nil {
                note(step)
                if step.isRun { results.append(result) }
            }
        }
        // The commit itself may be refused: what is checked then speaks between the last statement and the Sync.
        var silences = 0
        while true {
            guard let result = try nextResult(handle, until: deadline) else {
                silences += 1
                guard PQstatus(handle) == CONNECTION_OK, silences < 4 else { throw lose(.connectionLost) }
                continue
            }
            if result.status == PGRES_PIPELINE_SYNC { break }
            guard PQstatus(handle) == CONNECTION_OK else { throw lose(.connectionLost) }
            if refusal == nil { refusal = (result.serverError ?? .outcomeUnknown, nil) }
        }
        if let refusal { return .refused(refusal.0, statement: refusal.1) }
        // A wait for the synchronous standby that was cut short commits here and warns: a failover may still lose it.
        guard notices.states.isDisjoint(with: [.queryCanceled, .adminShutdown]) else { throw lose(.connectionLost) }
        return .done(results)
    }

    /// Whether the server hung up while the connection lay idle: then nothing must be sent on it.
    func noticeHangUp() {
        // Its last words come before the end does.
        while let handle, wait(for: Int32(POLLIN), on: handle, until: .present) {
            if PQconsumeInput(handle) != 1 || PQstatus(handle) != CONNECTION_OK { close() }
        }
    }
}
