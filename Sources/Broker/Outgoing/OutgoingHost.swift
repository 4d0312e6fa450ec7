/// The host of an outgoing URL in its one spelling: a lower-case domain name, or an address.
package enum OutgoingHost: Hashable, Sendable {
    case name(String)
    case address(IPAddress)

    init?(_ text: some StringProtocol) {
        if text.hasPrefix("["), text.hasSuffix("]") {
            guard text.contains(":"), let address = IPAddress(String(text.dropFirst().dropLast())) else { return nil }
            self = .address(address)
            return
        }
        let name = text.lowercased()
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard name.utf8.count <= 253, labels.allSatisfy(Self.isLabel), let last = labels.last else { return nil }
        if Self.looksNumeric(last) {
            // Whatever ends in a number is an address to some resolver: only the plain form is taken, never 127.1 or 0x7f000001.
            guard let address = IPAddress(name), address.description == name else { return nil }
            self = .address(address)
        } else {
            self = .name(name)
        }
    }

    /// Without brackets.
    var name: String {
        switch self {
        case .name(let name): name
        case .address(let address): address.description
        }
    }

    var inURL: String {
        if case .address(let address) = self, !address.isIPv4 { return "[\(address)]" }
        return name
    }

    func refusal(by addressGuard: AddressGuard) -> String? {
        switch self {
        case .name(let name): addressGuard.refusal(ofHost: name)
        case .address(let address): addressGuard.refusal(of: address)
        }
    }

    func isLoopback(by addressGuard: AddressGuard) -> Bool {
        switch self {
        case .name(let name): name == "localhost"
        case .address(let address): addressGuard.isLoopback(address)
        }
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    private static func looksNumeric(_ label: Substring) -> Bool {
        label.allSatisfy(\.isNumber) || (label.hasPrefix("0x") && label.dropFirst(2).allSatisfy(\.isHexDigit))
    }
}
