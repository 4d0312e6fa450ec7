/// Bound as `int8`; reads `int2`, `int4` and `int8`.
extension Int: SQLValue {
    package static var sqlType: SQLType { .int8 }

    package static func reads(_ oid: UInt32) -> Bool {
        oid == SQLType.int8.oid || oid == SQLType.int4.oid || oid == SQLType.int2.oid
    }

    package func encode() throws(PostgresError) -> [UInt8] {
        var writer = BinaryWriter()
        writer.append(Int64(self))
        return writer.bytes
    }

    package init(binary: UnsafeRawBufferPointer, oid: UInt32) throws(DecodingFailure) {
        var reader = BinaryReader(binary)
        switch oid {
        case SQLType.int2.oid: self = Int(try reader.integer(Int16.self))
        case SQLType.int4.oid: self = Int(try reader.integer(Int32.self))
        default: self = Int(try reader.integer(Int64.self))
        }
        try reader.end()
    }
}
