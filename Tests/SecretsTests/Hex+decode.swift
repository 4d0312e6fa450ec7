@testable import Secrets

extension Hex {
    struct Malformed: Error {}

    static func decode(_ text: String) throws -> [UInt8] {
        let digits = Array(text)
        guard digits.count.isMultiple(of: 2) else { throw Malformed() }
        return try stride(from: 0, to: digits.count, by: 2).map {
            guard let byte = UInt8(String(digits[$0...$0 + 1]), radix: 16) else { throw Malformed() }
            return byte
        }
    }
}
