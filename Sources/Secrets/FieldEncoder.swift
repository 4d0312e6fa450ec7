/// Joins fields so that no two lists of fields give the same bytes: each is preceded by its length.
struct FieldEncoder {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ field: [UInt8]) {
        withUnsafeBytes(of: UInt64(field.count).bigEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: field)
    }

    mutating func append(_ field: String) {
        append(Array(field.utf8))
    }
}
