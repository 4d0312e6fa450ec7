import OAuth

/// Where on the storefront somebody lands: a path of it and nothing that could lead elsewhere.
enum LandingPage {
    /// By this the storefront gets the code that tells who came.
    static let handoffParameter = "handoff_code"

    /// Throws `invalid_request`.
    static func check(_ path: String) throws(OAuthError) -> String {
        let rest = path.utf8.dropFirst()
        guard path.utf8.first == UInt8(ascii: "/"), rest.first != UInt8(ascii: "/"), path.utf8.count <= 2048,
            path.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else { throw .invalidRequest("the landing page must be a path of the storefront, like /rewards?from=partner") }
        let query = path.drop { $0 != "?" }.dropFirst().prefix { $0 != "#" }
        guard try !FormDecoding.pairs(query).contains(where: { $0.name == handoffParameter }) else {
            throw .invalidRequest("the landing page may not name \(handoffParameter)")
        }
        return path
    }

    /// The storefront's address of a landing page, with a parameter added before any fragment.
    static func address(_ landingPage: String?, of storefront: String, adding parameter: (name: String, value: String)) -> String {
        let whole = storefront + (landingPage ?? "/")
        let parts = whole.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let address = RedirectURI.appending([parameter], to: String(parts[0]))
        return parts.count == 2 ? "\(address)#\(parts[1])" : address
    }
}
