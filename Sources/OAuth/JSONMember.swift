/// The text of one member of a JSON object, byte for byte as it was sent: for what is somebody else's and only handed on.
package enum JSONMember {
    /// `nil` when the first level has no such key, spelt without escapes. The text must already have been accepted by a JSON decoder.
    package static func text(_ name: String, in body: [UInt8]) -> [UInt8]? {
        var scanner = Scanner(bytes: body)
        while let key = scanner.nextKey() {
            let value = scanner.value()
            if key.elementsEqual(name.utf8) { return Array(value) }
        }
        return nil
    }

    private struct Scanner {
        let bytes: [UInt8]
        var place = 0

        /// The text between the quotes of the next key of the first level.
        mutating func nextKey() -> ArraySlice<UInt8>? {
            while place < bytes.count, bytes[place] != UInt8(ascii: "\"") { place += 1 }
            guard place < bytes.count else { return nil }
            let start = place + 1
            skipString()
            let key = bytes[start..<max(start, place - 1)]
            while place < bytes.count, bytes[place] != UInt8(ascii: ":") { place += 1 }
            place += 1
            return key
        }

        /// What stands before the next comma or the end of the object.
        mutating func value() -> ArraySlice<UInt8> {
            while place < bytes.count, Self.isSpace(bytes[place]) { place += 1 }
            let start = min(place, bytes.count)
            var depth = 0
            while place < bytes.count {
                switch bytes[place] {
                case UInt8(ascii: "\""):
                    skipString()
                    continue
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if depth == 0 { return trimmed(bytes[start..<place]) }
                    depth -= 1
                case UInt8(ascii: ",") where depth == 0: return trimmed(bytes[start..<place])
                default: break
                }
                place += 1
            }
            return bytes[start...]
        }

        private mutating func skipString() {
            place += 1
            while place < bytes.count, bytes[place] != UInt8(ascii: "\"") { place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1 }
            place += 1
        }

        private func trimmed(_ slice: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
            slice.prefix((slice.lastIndex { !Self.isSpace($0) } ?? slice.startIndex - 1) + 1 - slice.startIndex)
        }

        private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
    }
}
