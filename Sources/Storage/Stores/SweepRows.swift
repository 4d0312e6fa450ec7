package import Foundation
package import Postgres

/// The moments a sweep goes by, of the tenant's clock.
package struct SweepTimes: Sendable {
    package let present: Date
    /// What was over before it goes.
    package let cutoff: Date

    package init(present: Date, retention: Duration) {
        self.present = present
        cutoff = present.addingTimeInterval(-Double(retention.components.seconds))
    }
}

/// How far a round has come within a table.
package struct SweepPlace: Sendable, Equatable {
    /// `nil` where rows are gone through by their ids.
    package let time: Date?
    package let id: UUID

    package init(time: Date?, id: UUID) {
        self.time = time
        self.id = id
    }
}

/// What one look at a slice of a table came to.
package struct Sweep: Sendable, RowDecodable {
    package let seen: Int
    /// How many were over: gone, unless they were only counted.
    package let over: Int
    /// The last row that was seen; `nil`: none was.
    package let place: SweepPlace?

    package init(row: Row) throws(PostgresError) {
        seen = try row["seen"]
        over = try row["over_count"]
        let id: UUID? = try row["place_id"]
        let time: Date? = try row["place_at"]
        place = id.map { SweepPlace(time: time, id: $0) }
    }

    /// Whether there may be more after the place.
    package var isFull: Bool { seen >= SweepStore.slice }
}

/// A round as it was left by whoever had it last.
package struct SweepRound: Sendable, RowDecodable {
    package let table: SweptTable
    package let place: SweepPlace?
    /// By the tenant's clock.
    package let present: Date

    package init(row: Row) throws(PostgresError) {
        let name: String? = try row["swept"]
        // A table that this binary does not know was left by another one: the round begins anew.
        let known = name.flatMap(SweptTable.init)
        table = known ?? SweptTable.ssoToken
        let id: UUID? = try row["place_id"]
        let time: Date? = try row["place_at"]
        place = known == nil ? nil : id.map { SweepPlace(time: time, id: $0) }
        present = try row["now"]
    }
}

/// What became of the wish to go on with a round.
package enum SweepTurn: Sendable {
    case ours(SweepRound)
    /// Another server has it at this moment.
    case taken
    /// The next one begins after this time.
    case rests(Duration)
}
