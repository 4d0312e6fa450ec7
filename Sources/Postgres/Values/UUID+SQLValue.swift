package import Foundation

extension UUID: SQLValue {
    package static var sqlType: SQLType { .uuid }

    package func encode() throws(PostgresError) -> [UInt8] {
        withUnsafeBytes(of: uuid) { [UInt8]($0) }
    }

    package init(binary: UnsafeRawBufferPointer, oid: UInt32) throws(DecodingFailure) {
        var reader = BinaryReader(binary)
        let bytes = try reader.bytes(MemoryLayout<uuid_t>.size)
        try reader.end()
        self.init(uuid: bytes.loadUnaligned(as: uuid_t.self))
    }
}
