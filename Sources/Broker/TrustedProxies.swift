/// The proxies whose word about a client's address is believed. None by default: then the peer is the client.
package struct TrustedProxies: Sendable {
    private let blocks: [AddressBlock]

    package static let none = TrustedProxies(blocks: [])

    private init(blocks: [AddressBlock]) { self.blocks = blocks }

    /// Addresses and CIDR ranges, separated by commas. `nil` when one cannot be read.
    package init?(_ text: String) {
        var blocks: [AddressBlock] = []
        for part in text.split(separator: ",") {
            let sides = part.filter { $0 != " " }.split(separator: "/", omittingEmptySubsequences: false)
            guard let first = sides.first, let address = IPAddress(String(first)), sides.count <= 2 else { return nil }
            let bits = address.bytes.count * 8
            guard let length = sides.count == 2 ? Int(sides[1]) : bits, (0...bits).contains(length) else { return nil }
            blocks.append(AddressBlock(address.bytes, length, "trusted proxy"))
        }
        self.blocks = blocks
    }

    /// The nearest address that is not a trusted proxy: the peer, or what the proxies before it say in `X-Forwarded-For`.
    package func client(peer: String?, forwardedFor: [String]) -> String? {
        guard let peer, isTrusted(peer) else { return peer }
        let hops = forwardedFor.flatMap { $0.split(separator: ",") }.map { String($0.filter { $0 != " " }) }
        // What cannot be read ends the chain of those who can be believed.
        guard let client = hops.last(where: { !isTrusted($0) }) else { return hops.first ?? peer }
        return IPAddress(client) == nil ? peer : client
    }

    private func isTrusted(_ text: String) -> Bool {
        guard let address = IPAddress(text) else { return false }
        return blocks.contains { $0.contains(address) }
    }
}
