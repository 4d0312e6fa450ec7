import Postgres
import Secrets

/// Whether an error means "not now" rather than "no": the database is away, a bounded queue is full, or the server is stopping. Answered with 503.
package func isTemporarilyUnavailable(_ error: any Error) -> Bool {
    switch error {
    case let error as PostgresError: error.isUnavailable
    case let error as SecretsError: error == .busy
    case is CancellationError: true
    default: false
    }
}
