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
    /// Where batches are made up: while it takes its turn, those that came in the same moment get in line.
    private let queue = DispatchQueue(label: "storage.issue")
    private let lines = Mutex<[AnyHashable: Line]>([:])

    init(database: Database) { self.database = database }

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
            let rows = Result { try outcome.get().last?.all(as: IssueRow.self) ?? [] }
            finish(batch, rows, like: first)
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

    private func finish<Job: IssueJob>(_ batch: [Waiting], _ outcome: Result<[IssueRow], any Error>, like first: Job) {
        var again: [Waiting] = []
        switch outcome {
        case .success(let rows):
            var issued = [IssuedTokens?](repeating: nil, count: batch.count)
            for row in rows where batch.indices.contains(row.place - 1) {
                issued[row.place - 1] = row.issued
                if row.issued == nil { again.append(batch[row.place - 1]) }
            }
            let waiting = Set(rows.lazy.filter { $0.issued == nil }.map(\.place))
            for (place, job) in batch.enumerated() where !waiting.contains(place + 1) { job.finish(.success(issued[place])) }
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
        let (job, database) = (waiting.job, database)
        Task { waiting.finish(await Self.run(job, in: database)) }
    }

    private static func run<Job: IssueJob>(_ job: Job, in database: Database) async -> Result<IssuedTokens?, any Error> {
        do {
            let tenant = job.common.tenantID.description
            let rows = try await database.transaction(settings: [Setting("app.tenant", tenant)]) { session in
                try session.rows(job.statements).last?.all(as: IssueRow.self) ?? []
            }
            return .success(rows.first?.issued)
        } catch {
            return .failure(error)
        }
    }
}
