/// A range of addresses that nothing of ours may call, and why.
struct AddressBlock: Sendable {
    let prefix: [UInt8]
    let length: Int
    let reason: String

    init(_ prefix: [UInt8], _ length: Int, _ reason: String) {
        self.prefix = prefix
        self.length = length
        self.reason = reason
    }

    /// An IPv6 range by its leading 16-bit groups.
    init(groups: [UInt16], _ length: Int, _ reason: String) {
        let bytes = groups.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        self.init(bytes + [UInt8](repeating: 0, count: 16 - bytes.count), length, reason)
    }

    func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == prefix.count else { return false }
        let whole = length / 8
        guard address.bytes.prefix(whole).elementsEqual(prefix.prefix(whole)) else { return false }
        let rest = length % 8
        guard rest > 0 else { return true }
        return (address.bytes[whole] ^ prefix[whole]) >> UInt8(8 - rest) == 0
    }
}
