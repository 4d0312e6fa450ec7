import CLibPQ
import Foundation
import Logging

/// One connection that sends whatever waits as one pipeline. Everything but `queue` is confined to that queue.
final class Lane: @unchecked Sendable {
    let queue = DispatchQueue(label: "postgres.lane")
    private let configuration: DatabaseConfiguration
    private let settings: LaneSettings
    private let groupSetting: String
    private let logger: Logger
    private var connection: Connection?
    private var backoff = Backoff(longest: .milliseconds(100))
    private var era = 0

    init(_ configuration: DatabaseConfiguration, settings: LaneSettings, groupSetting: String, logger: Logger) {
        self.configuration = configuration
        self.settings = settings
        self.groupSetting = groupSetting
        self.logger = logger
    }

    func close() {
        queue.async { [self] in
            connection?.close()
            connection = nil
        }
    }

    /// Runs a batch and answers each of its jobs, on no connection that was made in an earlier era.
    func run(_ batch: [LaneJob], era: Int) {
        if era != self.era {
            connection?.close()
            self.era = era
        }
        let batch = batch.sorted(by: LaneJob.precedes)
        do throws(PostgresError) {
            switch try send([stretch(batch)])[0] {
            case .done(let results): answer(batch, results)
            case .refused(let error, let statement): recover(batch, from: error, at: statement)
            case .lost(let error): lose(batch, error)
            }
        } catch {
            fail(batch, error)
        }
    }

    /// Nothing of the batch happened. Whoever waited for somebody's lock is told so, and the rest runs again one by one.
    private func recover(_ batch: [LaneJob], from error: PostgresError, at statement: Int?) {
        forgetIfStandby(error)
        let culprit = statement.flatMap { index in job(of: index, in: batch) }
        if batch.count == 1, !error.meansStalePlan { return fail(batch, error) }
        var again = batch
        if let culprit, case .server(.lockNotAvailable, _, _) = error {
            again.remove(at: culprit)
            batch[culprit].finish(.failure(error))
        }
        guard !again.isEmpty else { return }
        do throws(PostgresError) {
            let outcomes = try send(again.map { stretch([$0]) })
            for (job, outcome) in zip(again, outcomes) {
                switch outcome {
                case .done(let results): answer([job], results)
                case .refused(let error, _):
                    forgetIfStandby(error)
                    fail([job], error)
                case .lost(let error): lose([job], error)
                }
            }
        } catch {
            fail(again, error)
        }
    }

    /// What was only read is asked once more on a new connection; what was to be written may have been.
    private func lose(_ batch: [LaneJob], _ error: PostgresError) {
        guard !settings.writes else { return fail(batch, .outcomeUnknown) }
        // A server that does not answer is not asked again while others wait.
        guard case .unavailable(.connectionLost) = error else { return fail(batch, error) }
        do throws(PostgresError) {
            guard case .done(let results) = try send([stretch(batch)])[0] else { return fail(batch, error) }
            answer(batch, results)
        } catch {
            fail(batch, error)
        }
    }

    private func send(_ stretches: [[SQL]]) throws(PostgresError) -> [Connection.StretchOutcome] {
        try open().pipeline(stretches, within: settings.answerTimeout)
    }

    private func open() throws(PostgresError) -> Connection {
        connection?.noticeHangUp()
        if let connection, !connection.isBroken, connection.expiresAt > .present || !connection.hasServed {
            connection.hasServed = true
            return connection
        }
        connection?.close()
        // A pause so short is waited for, so that a server that is back is met at once.
        while !backoff.isDue(.present) { usleep(5_000) }
        let begun = MonotonicTime.present
        do throws(PostgresError) {
            let fresh = try Connection.open(configuration, queue: queue, logger: logger)
            backoff.succeed()
            fresh.hasServed = true
            connection = fresh
            return fresh
        } catch {
            backoff.fail(error, begunAt: begun)
            logger.warning("postgres connect failed", metadata: ["postgres.error": "\(error)"])
            throw error
        }
    }

    /// A primary that became a standby under us: the next batch connects anew and finds the other one.
    private func forgetIfStandby(_ error: PostgresError) {
        if case .server(.readOnlyTransaction, _, _) = error { connection?.close() }
    }

    /// The statements of a batch behind each group's wall, planned once for all that will come (`Connection.planning`). The limits are the stretch's own, since a pooler shares sessions.
    private func stretch(_ batch: [LaneJob]) -> [SQL] {
        var statements: [SQL] = []
        if let limits = settings.limits {
            statements.append(
                """
                SELECT set_config('statement_timeout', \("\(limits.statement.wholeMilliseconds)ms"), true),
                    set_config('lock_timeout', \("\(limits.lock.wholeMilliseconds)ms"), true),
                    set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
                    set_config('plan_cache_mode', 'force_generic_plan', true)
                """)
        }
        var group: String?
        for job in batch {
            if let wanted = job.group, wanted != group {
                statements.append("SELECT set_config(\(groupSetting), \(wanted), true)")
                group = wanted
            }
            statements += job.statements
        }
        return statements
    }

    /// Which job each statement of a stretch belongs to; `nil`: one of ours.
    private func owners(of batch: [LaneJob]) -> [Int?] {
        var owners: [Int?] = settings.limits == nil ? [] : [nil]
        var group: String?
        for (index, job) in batch.enumerated() {
            if let wanted = job.group, wanted != group {
                owners.append(nil)
                group = wanted
            }
            owners += [Int?](repeating: index, count: job.statements.count)
        }
        return owners
    }

    private func job(of statement: Int, in batch: [LaneJob]) -> Int? {
        let owners = owners(of: batch)
        return statement < owners.count ? owners[statement] : nil
    }

    private func answer(_ batch: [LaneJob], _ results: [QueryResult]) {
        var answers = [[QueryResult]](repeating: [], count: batch.count)
        for (owner, result) in zip(owners(of: batch), results) { if let owner { answers[owner].append(result) } }
        for (job, answer) in zip(batch, answers) { job.finish(.success(answer)) }
    }

    private func fail(_ batch: [LaneJob], _ error: PostgresError) {
        for job in batch { job.finish(.failure(error)) }
    }
}
