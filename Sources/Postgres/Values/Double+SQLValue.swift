/// Bound as `float8`; reads `float4` and `float8`.
extension Double: SQLValue {
    package static var sqlType: SQLType { .float8 }

    package static func reads(_ oid: UInt32) -> Bool {
        oid == SQLType.float8.oid || oid == SQLType.float4.oid
    }

    package func encode() throws(PostgresError) -> [UInt8] {
        var writer = BinaryWriter()
        writer.append(bitPattern)
        return writer.bytes
    }

    package init(binary: UnsafeRawBufferPointer, oid: UInt32) throws(DecodingFailure) {
        var reader = BinaryReader(binary)
        if oid == SQLType.float4.oid {
            self = Double(Float(bitPattern: try reader.integer(UInt32.self)))
        } else {
            self = Double(bitPattern: try reader.integer(UInt64.self))
        }
        try reader.end()
    }
}
