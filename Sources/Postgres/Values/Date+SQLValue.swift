package import Foundation

/// `timestamptz`, exact to the microsecond; PostgreSQL's `infinity` is no `Date`, nor the other way round.
extension Date: SQLValue {
    package static var sqlType: SQLType { .timestamptz }

    /// PostgreSQL counts from 2000-01-01, Foundation from 2001-01-01.
    private static let epochGap: Int64 = 366 * 86_400 * 1_000_000

    package func encode() throws(PostgresError) -> [UInt8] {
        let microseconds = (timeIntervalSinceReferenceDate * 1_000_000).rounded()
        // The range of timestamptz: 4713 BC to 294276 AD.
        guard microseconds > -211_845_000_000_000_000, microseconds < 9_223_000_000_000_000_000 else {
            throw .misuse("a date is out of PostgreSQL's range")
        }
        var writer = BinaryWriter()
        writer.append(Int64(microseconds) + Self.epochGap)
        return writer.bytes
    }

    package init(binary: UnsafeRawBufferPointer, oid: UInt32) throws(DecodingFailure) {
        var reader = BinaryReader(binary)
        let microseconds = try reader.integer(Int64.self)
        try reader.end()
        let (shifted, overflow) = microseconds.subtractingReportingOverflow(Self.epochGap)
        guard microseconds != .max, !overflow else { throw DecodingFailure("is an infinite time") }
        self.init(timeIntervalSinceReferenceDate: Double(shifted) / 1_000_000)
    }
}
