/// A JSON document as text, bound as `jsonb`; reads `jsonb` and `json`. Whether it is JSON, the server says.
package struct JSONText: Hashable, Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

extension JSONText: SQLValue {
    package static var sqlType: SQLType { .jsonb }

    package static func reads(_ oid: UInt32) -> Bool {
        oid == SQLType.jsonb.oid || oid == SQLType.json.oid
    }

    package func encode() throws(PostgresError) -> [UInt8] {
        [1] + (try text.encode())  // the version of jsonb's binary form
    }

    package init(binary: UnsafeRawBufferPointer, oid: UInt32) throws(DecodingFailure) {
        var reader = BinaryReader(binary)
        if oid == SQLType.jsonb.oid {
            guard try reader.integer(UInt8.self) == 1 else { throw DecodingFailure("is jsonb of an unknown version") }
        }
        text = try String(binary: try reader.remaining(), oid: SQLType.text.oid)
    }
}
