package import Model

extension AuditHead {
    /// As people keep it elsewhere: `NUMBER:HASH`.
    package var text: String { "\(number):\(hashText)" }

    /// In hexadecimal.
    package var hashText: String {
        hash.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    package init?(text: String) {
        guard let parts = text.wholeMatch(of: /([0-9]{1,18}):([0-9a-f]{64})/.ignoresCase()), let number = Int(parts.1), number > 0
        else { return nil }
        let digits = Array(parts.2)
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
        self.init(number: number, hash: bytes)
    }
}
