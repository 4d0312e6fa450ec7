extension Bool: SQLValue {
    package static var sqlType: SQLType { .bool }

    package func encode() throws(PostgresError) -> [UInt8] { [self ? 1 : 0] }

    package init(binary: UnsafeRawBufferPointer, oid: UInt32) throws(DecodingFailure) {
        var reader = BinaryReader(binary)
        self = try reader.integer(UInt8.self) != 0
        try reader.end()
    }
}
