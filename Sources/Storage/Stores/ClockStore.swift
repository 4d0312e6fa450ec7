package import Foundation
package import Postgres

/// The one clock: the database's, moved by the tenant's own offset (DESIGN.md, data rule 5).
package struct ClockStore {
    let session: Session

    /// This moment, to the millisecond, for what is told and stored at once.
    package func read() throws(PostgresError) -> Date {
        guard let now: Date = try session.value("SELECT date_trunc('milliseconds', tenant_now())") else {
            throw .unexpectedRowCount(expected: 1, actual: 0)
        }
        return now
    }
}
