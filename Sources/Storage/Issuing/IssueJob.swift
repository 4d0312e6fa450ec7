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
}

extension IssueJob {
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
        lines.issue(job, ticket) { outcome in
            if case .success(let issued?) = outcome {
                if issued.hasQueued { onQueued() }
                onAudited()
            }
            then(outcome)
        }
    }
}
