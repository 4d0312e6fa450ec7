package import Foundation
package import Postgres

/// The plain success of one grant type, decided and written by the database without the caller in between: every condition is in the
/// statements. The last one returns `IssuedTokens`, or no row when anything is not as it is in the plain case, and then nothing was changed.
package protocol IssueJob: Sendable {
    var order: IssueOrder { get }
    /// By which jobs of one tenant are put in order.
    var key: UUID { get }
    var statements: [SQL] { get }
}

extension Storage {
    /// Runs the job in one commit. `nil`: nothing was changed, and the way that decides step by step has to say what is the matter.
    package func issue(_ job: some IssueJob) async throws -> IssuedTokens? {
        let issued: IssuedTokens? = try await pipelined(tenant: job.order.tenantID, key: job.key, job.statements) { rows in
            try rows.last?.first()
        }
        if issued?.hasQueued == true { onQueued() }
        if issued != nil { onAudited() }
        return issued
    }
}
