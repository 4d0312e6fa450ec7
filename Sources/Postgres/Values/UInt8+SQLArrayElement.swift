/// `[UInt8]` is `bytea`.
extension UInt8: SQLArrayElement {
    package static var typeOfArray: SQLType { .bytea }

    package static func readsArray(_ oid: UInt32) -> Bool { oid == SQLType.bytea.oid }

    package static func encode(array: [UInt8]) throws(PostgresError) -> [UInt8] { array }

    package static func decode(array: UnsafeRawBufferPointer, oid: UInt32) throws(DecodingFailure) -> [UInt8] {
        [UInt8](array)
    }
}
