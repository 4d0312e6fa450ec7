/// Counts the keys of a JSON object's first level, repeated ones as often as they stand there.
package enum JSONKeyCount {
    /// Whether brackets stand deeper in each other than so, read the same way.
    package static func isDeeper(than maximum: Int, _ text: [UInt8]) -> Bool {
        var (depth, inString, escaped) = (0, false, false)
        for byte in text {
            if inString {
                (inString, escaped) = (escaped || byte != UInt8(ascii: "\""), !escaped && byte == UInt8(ascii: "\\"))
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): inString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            if depth > maximum { return true }
        }
        return false
    }

    /// The text must already have been accepted by a JSON decoder: this scan looks only at quotes, brackets and colons.
    package static func topLevel(_ text: [UInt8]) -> Int {
        var depth = 0
        var keys = 0
        var inString = false
        var escaped = false
        for byte in text {
            if inString {
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): inString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ":") where depth == 1: keys += 1
            default: break
            }
        }
        return keys
    }
}
