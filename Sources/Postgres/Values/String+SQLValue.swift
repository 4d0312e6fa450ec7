/// Bound as `text`; reads `text`, `varchar` and `name`. A NUL is refused: PostgreSQL cannot hold one.
extension String: SQLValue {
    package static var sqlType: SQLType { .text }

    package static func reads(_ oid: UInt32) -> Bool {
        oid == SQLType.text.oid || oid == SQLType.varchar.oid || oid == SQLType.name.oid
    }

    package func encode() throws(PostgresError) -> [UInt8] {
        let bytes = [UInt8](utf8)
        guard !bytes.contains(0) else { throw .misuse("text holds a NUL character, which PostgreSQL cannot store") }
        return bytes
    }

    package init(binary: UnsafeRawBufferPointer, oid: UInt32) throws(DecodingFailure) {
        guard let text = String(validating: binary, as: UTF8.self) else { throw DecodingFailure("is not UTF-8") }
        self = text
    }
}
