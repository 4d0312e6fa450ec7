package import Foundation
package import Postgres

/// The plain success of one grant type, decided and written by the database without the caller in between: every condition is in the
/// statements. Those that came together are decided together, each by itself; the last statement returns an `IssueRow` for each that was
/// issued. What is not as it is in the plain case has no row, and nothing was changed for it.
package protocol IssueJob: Sendable {
    /// What jobs must have in common to be decided together.
    associatedtype Terms: Hashable & Sendable

    var terms: Terms { get }
    var common: IssueTerms { get }
    var order: IssueOrder { get }
    /// Of two with one key only one is in a batch. It puts batches of one tenant in order besides.
    var key: UUID { get }

    /// One statement or a few, for jobs of the same terms.
    static func statements(for jobs: [Self], _ terms: Terms) -> [SQL]

    /// What became of each of them, by the rows of the last statement.
    static func outcomes(_ rows: Rows, of jobs: [Self], _ terms: Terms, live: LiveReads) throws(PostgresError) -> [IssueOutcome]

    /// The same job as far as memory can decide it. `nil`: it cannot.
    func recalled(by live: LiveReads) -> (any IssueJob)?

    /// Lets go of what it was recalled by, which the database did not confirm.
    func forget(in live: LiveReads)
}

extension IssueJob {
    package static func outcomes(
        _ rows: Rows, of jobs: [Self], _ terms: Terms, live: LiveReads
    ) throws(PostgresError) -> [IssueOutcome] { try IssueRow.outcomes(rows, count: jobs.count) }

    package func recalled(by live: LiveReads) -> (any IssueJob)? { nil }

    package func forget(in live: LiveReads) {}

    /// Those by which it is decided alone.
    package var statements: [SQL] { Self.statements(for: [self], terms) }
}

extension Storage {
    /// Runs the job in one commit. `nil`: nothing was changed, and the way that decides step by step has to say what is the matter.
    package func issue(_ job: some IssueJob) async throws -> IssuedTokens? {
        let ticket = IssueTicket()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                issue(job, ticket) { continuation.resume(with: $0) }
            }
        } onCancel: {
            ticket.cancel()
        }
    }

    /// The same for a caller that awaits nothing: it is told on a queue of the database's.
    package func issue(
        _ job: some IssueJob, _ ticket: IssueTicket, then: @escaping @Sendable (Result<IssuedTokens?, any Error>) -> Void
    ) {
        decide(job, ticket) { outcome in
            if case .success(let issued?) = outcome {
                if issued.hasQueued { onQueued() }
                onAudited()
            }
            then(outcome)
        }
    }

    /// From memory where it can be; where the database does not confirm that, by the database alone.
    private func decide(_ job: some IssueJob, _ ticket: IssueTicket, then: @escaping IssueLines.Finish) {
        guard let recalled = job.recalled(by: live) else { return lines.issue(job, ticket, then: then) }
        lines.issue(recalled, ticket) { outcome in
            guard case .success(nil) = outcome else { return then(outcome) }
            job.forget(in: live)
            lines.issue(job, ticket, then: then)
        }
    }
}
