import Foundation
import Model
import Postgres
import Synchronization

/// Jobs that wait to be decided, in lines of the same terms. While a batch of a line is under way the next one gathers.
final class IssueLines: Sendable {
    typealias Finish = @Sendable (Result<IssuedTokens?, any Error>) -> Void

    private struct Waiting {
        let job: any IssueJob
        let ticket: IssueTicket
        let came: ContinuousClock.Instant
        let finish: Finish

        /// Why it is not to be begun with any more.
        func reason(at now: ContinuousClock.Instant) -> (any Error)? {
            if ticket.isCancelled { return CancellationError() }
            return now - came > IssueLines.patience ? PostgresError.unavailable(.acquireTimeout) : nil
        }
    }

    private struct Line {
        var waiting: [Waiting] = []
        var underWay = 0
        var isCalled = false
    }

    /// Jobs of one batch, batches of a line at a time, jobs of a line.
    private static let (batchLimit, batchesAtOnce, lineLimit) = (64, 2, 1024)

    /// How long a job waits for its batch.
    private static let patience = Duration.seconds(3)

    private let database: Database
    private let live: LiveReads
    /// Where batches are made up: while it takes its turn, those that came in the same moment get in line.
    private let queue = DispatchQueue(label: "storage.issue")
    private let lines = Mutex<[AnyHashable: Line]>([:])

    init(database: Database, live: LiveReads) {
        self.database = database
        self.live = live
    }

    func issue(_ job: some IssueJob, _ ticket: IssueTicket, then: @escaping Finish) {
        let (isFull, isFirst) = lines.withLock { lines in
            let name = AnyHashable(job.terms)
            guard lines[name]?.waiting.count ?? 0 < Self.lineLimit else { return (true, false) }
            lines[name, default: Line()].waiting.append(Waiting(job: job, ticket: ticket, came: ContinuousClock.now, finish: then))
            defer { lines[name]?.isCalled = true }
            return (false, lines[name]?.isCalled == false)
        }
        if isFull { return then(.failure(PostgresError.unavailable(.queueFull))) }
        if isFirst { queue.async { [self] in send(like: job) } }
    }

    private func send<Job: IssueJob>(like first: Job) {
        let name = first.terms
        let now = ContinuousClock.now
        let (batch, dropped) = lines.withLock { lines in Self.take(from: &lines, AnyHashable(name), at: now) }
        for waiting in dropped { waiting.finish(.failure(waiting.reason(at: now) ?? CancellationError())) }
        guard !batch.isEmpty else { return }
        let jobs = batch.compactMap { $0.job as? Job }
        database.writes.submit(Job.statements(for: jobs, name), group: first.common.tenantID.description) { [self] outcome in
            finish(batch, Result { try Self.outcomes(outcome.get(), of: jobs, name, live) }, like: first)
        }
    }

    private static func take(
        from lines: inout [AnyHashable: Line], _ name: AnyHashable, at now: ContinuousClock.Instant
    ) -> (batch: [Waiting], dropped: [Waiting]) {
        lines[name]?.isCalled = false
        guard var line = lines[name], line.underWay < batchesAtOnce else { return ([], []) }
        var keys: Set<UUID> = []
        var (batch, dropped): ([Waiting], [Waiting]) = ([], [])
        line.waiting.removeAll { waiting in
            if waiting.reason(at: now) != nil {
                dropped.append(waiting)
                return true
            }
            guard batch.count < batchLimit, keys.insert(waiting.job.key).inserted else { return false }
            batch.append(waiting)
            return true
        }
        if !batch.isEmpty { line.underWay += 1 }
        lines[name] = line.underWay == 0 && line.waiting.isEmpty ? nil : line
        return (batch, dropped)
    }

    private static func outcomes<Job: IssueJob>(
        _ rows: [Rows], of jobs: [Job], _ terms: Job.Terms, _ live: LiveReads
    ) throws -> [IssueOutcome] {
        try rows.last.map { try Job.outcomes($0, of: jobs, terms, live: live) } ?? []
    }

    private func finish<Job: IssueJob>(_ batch: [Waiting], _ outcome: Result<[IssueOutcome], any Error>, like first: Job) {
        var again: [Waiting] = []
        switch outcome {
        case .success(let outcomes):
            for (waiting, outcome) in zip(batch, outcomes) {
                switch outcome {
                case .issued(let tokens): waiting.finish(.success(tokens))
                case .notPlain: waiting.finish(.success(nil))
                case .mustWait: again.append(waiting)
                }
            }
        case .failure(PostgresError.server):
            // Nothing of it happened. One by one, so that what is wrong with one is no matter of the others.
            for waiting in batch { alone(waiting) }
        case .failure(let error):
            for waiting in batch { waiting.finish(.failure(error)) }
        }
        lines.withLock { [again] lines in
            let name = AnyHashable(first.terms)
            lines[name]?.waiting.insert(contentsOf: again, at: 0)
            lines[name]?.underWay -= 1
            if lines[name]?.underWay == 0, lines[name]?.waiting.isEmpty == true { lines[name] = nil }
        }
        send(like: first)
    }

    /// Through the first door, which waits for locks.
    private func alone(_ waiting: Waiting) {
        let (job, database, live) = (waiting.job, database, live)
        Task { waiting.finish(await Self.run(job, in: database, live)) }
    }

    private static func run<Job: IssueJob>(
        _ job: Job, in database: Database, _ live: LiveReads
    ) async -> Result<IssuedTokens?, any Error> {
        do {
            let tenant = job.common.tenantID.description
            let outcomes: [IssueOutcome] = try await database.transaction(settings: [Setting("app.tenant", tenant)]) { session in
                try Self.outcomes(session.rows(job.statements), of: [job], job.terms, live)
            }
            guard case .issued(let tokens)? = outcomes.first else { return .success(nil) }
            return .success(tokens)
        } catch {
            return .failure(error)
        }
    }
}
