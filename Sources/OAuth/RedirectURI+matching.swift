import Foundation

extension RedirectURI {
    /// Byte for byte the registered one (RFC 9700 §2.1); of a loopback address any port will do (RFC 8252 §7.3).
    package static func isSame(_ sent: String, as registered: String) -> Bool {
        if sent.utf8.elementsEqual(registered.utf8) { return true }
        guard let ours = withoutLoopbackPort(registered), let theirs = withoutLoopbackPort(sent) else { return false }
        return ours.utf8.elementsEqual(theirs.utf8)
    }

    /// Scheme, host and port are the registered one's, and the rest is well-formed.
    package static func isSameOrigin(_ sent: String, as registered: String, allowLoopbackHTTP: Bool) -> Bool {
        guard (try? RedirectURI(registering: sent, allowLoopbackHTTP: allowLoopbackHTTP)) != nil else { return false }
        // A slash in disguise is a slash to some servers, and so a way out of the path.
        let path = path(of: sent).lowercased()
        guard !["%25", "%2e", "%2f", "%3b", "%5c"].contains(where: path.contains) else { return false }
        return origin(of: sent).utf8.elementsEqual(origin(of: registered).utf8)
    }

    /// Scheme, host and port are the registered one's, and the path is the registered one or below it.
    package static func isBelow(_ sent: String, _ registered: String, allowLoopbackHTTP: Bool) -> Bool {
        guard isSameOrigin(sent, as: registered, allowLoopbackHTTP: allowLoopbackHTTP) else { return false }
        let (path, root) = (path(of: sent), path(of: registered))
        if path.utf8.elementsEqual(root.utf8) { return true }
        return path.utf8.starts(with: (root.hasSuffix("/") ? root : root + "/").utf8)
    }

    private static func path(of uri: String) -> String {
        let rest = uri.utf8.dropFirst(origin(of: uri).utf8.count).prefix { $0 != UInt8(ascii: "?") }
        return rest.isEmpty ? "/" : String(decoding: rest, as: UTF8.self)
    }

    /// `http` on a loopback literal, its port taken out. `nil` for anything else: `localhost` is a name, and names can be made to lead
    /// anywhere (RFC 8252 §8.3).
    private static func withoutLoopbackPort(_ uri: String) -> String? {
        for host in ["http://127.0.0.1", "http://[::1]"] where uri.utf8.starts(with: host.utf8) {
            var rest = uri.utf8.dropFirst(host.utf8.count)
            if rest.first == UInt8(ascii: ":") {
                let port = rest.dropFirst().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
                guard let number = Int(String(decoding: port, as: UTF8.self)), (1...65535).contains(number), port.first != UInt8(ascii: "0")
                else { return nil }
                rest = rest.dropFirst(1 + port.count)
            }
            guard rest.isEmpty || rest.first == UInt8(ascii: "/") || rest.first == UInt8(ascii: "?") else { return nil }
            return host + String(decoding: rest, as: UTF8.self)
        }
        return nil
    }
}
