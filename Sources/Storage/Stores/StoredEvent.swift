package import Foundation
package import Postgres

/// An event as it stands in the outbox.
package struct StoredEvent: Sendable, RowDecodable {
    package let id: UUID
    package let type: String
    /// JSON text.
    package let payload: String

    package init(row: Row) throws(PostgresError) {
        id = try row["id"]
        type = try row["type"]
        payload = try row["payload"]
    }
}
