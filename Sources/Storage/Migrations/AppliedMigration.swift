package import Foundation
package import Postgres

/// A migration as the database remembers it.
package struct AppliedMigration: Sendable, Equatable, RowDecodable {
    package let version: Int
    package let name: String
    package let checksum: String
    package let oldestBinary: Int
    package let appliedAt: Date

    package init(row: Row) throws(PostgresError) {
        version = try row["version"]
        name = try row["name"]
        checksum = try row["checksum"]
        oldestBinary = try row["oldest_binary"]
        appliedAt = try row["applied_at"]
    }

    static let columns: SQL = "version, name, checksum, oldest_binary, applied_at"
}
