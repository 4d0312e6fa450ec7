import Foundation
import Model
import Postgres

/// A row with the revision it was read at, in one statement without volatile functions: number, stamp and row are of one snapshot.
protocol Snapshot: RowDecodable, Sendable {
    var header: SnapshotHeader { get }
    /// By the clock of its tenant.
    var expiresAt: Date? { get }
}

/// What every snapshot has.
struct SnapshotHeader: Sendable, RowDecodable {
    let revision: Revision
    let clockOffset: Duration
    /// Which of the hashes asked for it has.
    let hash: TokenHash

    static func columns(hash: SQL) -> SQL {
        "revision.number AS revision_number, revision.stamp AS revision_stamp, tenant.clock_offset, \(hash) AS found_hash"
    }

    init(row: Row) throws(PostgresError) {
        revision = try Revision(number: row["revision_number"], stamp: row["revision_stamp"])
        clockOffset = try row["clock_offset"]
        hash = try row["found_hash"]
    }
}
