/// Reads big-endian fields, checking bounds; for conformers of `SQLValue`.
package struct BinaryReader {
    private var rest: UnsafeRawBufferPointer

    package init(_ bytes: UnsafeRawBufferPointer) {
        rest = bytes
    }

    package mutating func integer<I: FixedWidthInteger>(_: I.Type) throws(DecodingFailure) -> I {
        I(bigEndian: try bytes(MemoryLayout<I>.size).loadUnaligned(as: I.self))
    }

    package mutating func bytes(_ count: Int) throws(DecodingFailure) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= rest.count else { throw DecodingFailure("is cut short") }
        defer { rest = UnsafeRawBufferPointer(rebasing: rest[count...]) }
        return UnsafeRawBufferPointer(rebasing: rest[..<count])
    }

    package mutating func remaining() throws(DecodingFailure) -> UnsafeRawBufferPointer {
        try bytes(rest.count)
    }

    package func end() throws(DecodingFailure) {
        guard rest.isEmpty else { throw DecodingFailure("is longer than its type") }
    }
}
