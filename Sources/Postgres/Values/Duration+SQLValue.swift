/// `interval`, to the microsecond. A day is 24 hours here; an interval with months has no fixed length and is not read.
extension Duration: SQLValue {
    package static var sqlType: SQLType { .interval }

    package func encode() throws(PostgresError) -> [UInt8] {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, sumOverflow) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        guard !overflow, !sumOverflow else { throw .misuse("a duration is out of PostgreSQL's range") }
        var writer = BinaryWriter()
        writer.append(sum)
        writer.append(Int32(0))  // days
        writer.append(Int32(0))  // months
        return writer.bytes
    }

    package init(binary: UnsafeRawBufferPointer, oid: UInt32) throws(DecodingFailure) {
        var reader = BinaryReader(binary)
        let microseconds = try reader.integer(Int64.self)
        let days = try reader.integer(Int32.self)
        let months = try reader.integer(Int32.self)
        try reader.end()
        guard months == 0 else { throw DecodingFailure("is an interval with months") }
        self = .microseconds(microseconds) + .seconds(Int64(days) * 86_400)
    }
}
