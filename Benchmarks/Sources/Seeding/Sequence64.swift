/// SplitMix64, by number: the same values in every run, and any of them at once. For names that need not be guessed by nobody.
enum Sequence64 {
    static func value(_ kind: UInt64, _ number: UInt64) -> UInt64 {
        var mixed = number &* 0x9E37_79B9_7F4A_7C15 &+ kind &* 0xD1B5_4A32_D192_ED03 &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    private static let hex = Array("0123456789abcdef".utf8)
    private static let url = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    static func uuid(_ kind: UInt64, _ number: Int) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        let halves = [value(kind, UInt64(number) &* 2), value(kind, UInt64(number) &* 2 &+ 1)]
        for index in 0..<32 {
            if [8, 12, 16, 20].contains(index) { text.append(0x2D) }
            text.append(hex[Int(halves[index / 16] >> UInt64(60 - index % 16 * 4) & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// As BASE64URL of 32 bytes looks.
    static func token(_ kind: UInt64, _ number: Int) -> String { text(kind, number, length: 43, symbols: url) }

    static func hex(_ kind: UInt64, _ number: Int, length: Int) -> String { text(kind, number, length: length, symbols: hex) }

    private static func text(_ kind: UInt64, _ number: Int, length: Int, symbols: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(length)
        var bits: UInt64 = 0
        for index in 0..<length {
            if index % 10 == 0 { bits = value(kind, UInt64(number) &* 8 &+ UInt64(index / 10)) }
            // The last of 43 symbols stands for four bits only.
            text.append(symbols[Int(bits & 63) % symbols.count & (index == 42 ? 0b111100 : 63)])
            bits >>= 6
        }
        return String(decoding: text, as: UTF8.self)
    }
}
