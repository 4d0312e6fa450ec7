/// Says which hosts and addresses outgoing requests may reach; it answers why not, or `nil`.
package struct AddressGuard: Sendable {
    private let sandbox: Bool
    private let own: Set<IPAddress>

    /// A sandbox may reach loopback besides, and nothing else; `own` are this service's own addresses.
    package init(sandbox: Bool, own: Set<IPAddress> = []) {
        self.sandbox = sandbox
        self.own = own
    }

    package func refusal(of address: IPAddress) -> String? {
        if isLoopback(address) { return sandbox ? nil : "loopback" }
        if own.contains(address) { return "an address of this service" }
        return AddressBlock.forbidden.first { $0.contains(address) }?.reason
    }

    /// Judges a lower-case name before anyone resolves it.
    package func refusal(ofHost name: String) -> String? {
        if name == "localhost" { return sandbox ? nil : "loopback name" }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        switch labels.last {
        case "localhost": return "loopback name"
        case "internal", "local": return "internal name"
        default: return labels.count < 2 ? "not a public name" : nil
        }
    }

    func isLoopback(_ address: IPAddress) -> Bool {
        AddressBlock.loopback.contains { $0.contains(address) }
    }
}
