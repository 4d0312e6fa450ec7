/// Writes big-endian fields; for conformers of `SQLValue`.
package struct BinaryWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func append<I: FixedWidthInteger>(_ value: I) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func append(contentsOf more: [UInt8]) {
        bytes.append(contentsOf: more)
    }

    func length(_ count: Int) throws(PostgresError) -> Int32 {
        guard let length = Int32(exactly: count) else { throw .misuse("a value is too large for PostgreSQL") }
        return length
    }
}
