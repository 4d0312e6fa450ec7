internal import Foundation

/// Base64 without padding (RFC 4648 §4, §5).
enum Base64 {
    enum Alphabet {
        case standard, url
    }

    private static let common = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    private static let standard = common + Array("+/".utf8)
    private static let url = common + Array("-_".utf8)

    static func encode(_ bytes: [UInt8], alphabet: Alphabet) -> String {
        let symbols = alphabet == .url ? url : standard
        var text = [UInt8]()
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        var pending: UInt32 = 0
        var bits = 0
        for byte in bytes {
            pending = (pending << 8 | UInt32(byte)) & 0xFFFF
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(symbols[Int(pending >> UInt32(bits)) & 0x3F])
            }
        }
        if bits > 0 { text.append(symbols[Int(pending << UInt32(6 - bits)) & 0x3F]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Only the one canonical spelling is accepted, so equal bytes mean equal text.
    static func decodeCanonical(_ text: some StringProtocol) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: text + padding) else { return nil }
        let bytes = [UInt8](data)
        return encode(bytes, alphabet: .standard) == text ? bytes : nil
    }
}
