/// What an array may hold. Every `SQLValue` may; `UInt8` stands beside them, because `[UInt8]` is `bytea` and no array.
package protocol SQLArrayElement: Sendable {
    static var typeOfArray: SQLType { get }
    static func readsArray(_ oid: UInt32) -> Bool
    static func encode(array: [Self]) throws(PostgresError) -> [UInt8]
    static func decode(array: UnsafeRawBufferPointer, oid: UInt32) throws(DecodingFailure) -> [Self]
}

extension SQLArrayElement where Self: SQLValue {
    package static var typeOfArray: SQLType { sqlType.array }

    // The element type stands in the bytes, where it is checked.
    package static func readsArray(_ oid: UInt32) -> Bool { SQLType.arrayOIDs.contains(oid) }

    package static func encode(array: [Self]) throws(PostgresError) -> [UInt8] {
        guard sqlType.arrayOID != 0 else { throw .misuse("no array of \(sqlType.name) can be bound") }
        var writer = BinaryWriter()
        writer.append(Int32(array.isEmpty ? 0 : 1))  // dimensions
        writer.append(Int32(0))  // no NULLs
        writer.append(sqlType.oid)
        guard !array.isEmpty else { return writer.bytes }
        writer.append(try writer.length(array.count))
        writer.append(Int32(1))  // lower bound
        for element in array {
            let bytes = try element.encode()
            writer.append(try writer.length(bytes.count))
            writer.append(contentsOf: bytes)
        }
        return writer.bytes
    }

    package static func decode(array: UnsafeRawBufferPointer, oid: UInt32) throws(DecodingFailure) -> [Self] {
        var reader = BinaryReader(array)
        let dimensions = try reader.integer(Int32.self)
        _ = try reader.integer(Int32.self)
        let element = try reader.integer(UInt32.self)
        guard reads(element) else { throw DecodingFailure("holds elements of type \(element), not \(sqlType.name)") }
        guard dimensions > 0 else { return [] }
        guard dimensions == 1 else { throw DecodingFailure("has \(dimensions) dimensions") }
        let count = Int(try reader.integer(Int32.self))
        _ = try reader.integer(Int32.self)
        var values: [Self] = []
        for _ in 0..<max(count, 0) {
            let length = Int(try reader.integer(Int32.self))
            guard length >= 0 else { throw DecodingFailure("holds a NULL element") }
            values.append(try Self(binary: try reader.bytes(length), oid: element))
        }
        return values
    }
}

extension SQLType {
    fileprivate static let arrayOIDs: Set<UInt32> = Set(
        [bool, bytea, name, int8, int2, int4, text, json, float4, float8, varchar, timestamptz, interval, uuid, jsonb].map(\.arrayOID)
    )
}
