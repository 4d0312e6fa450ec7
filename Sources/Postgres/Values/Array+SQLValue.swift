/// One dimension without NULLs; `[UInt8]` is `bytea`, and so `[[UInt8]]` is `bytea[]`.
extension Array: SQLArrayElement where Element: SQLArrayElement {}

extension Array: SQLValue where Element: SQLArrayElement {
    package static var sqlType: SQLType { Element.typeOfArray }

    package static func reads(_ oid: UInt32) -> Bool { Element.readsArray(oid) }

    package func encode() throws(PostgresError) -> [UInt8] { try Element.encode(array: self) }

    package init(binary: UnsafeRawBufferPointer, oid: UInt32) throws(DecodingFailure) {
        self = try Element.decode(array: binary, oid: oid)
    }
}
