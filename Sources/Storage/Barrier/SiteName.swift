/// What a request names its tenant by: a slug, or a host in lower case and without a port.
package struct SiteName: Sendable, Hashable {
    /// No host begins with a slash.
    let key: String

    /// `nil`: it is a host.
    var slug: String? { key.hasPrefix("/") ? String(key.dropFirst()) : nil }

    package static func slug(_ slug: String) -> SiteName { SiteName(key: "/\(slug)") }
    package static func host(_ host: String) -> SiteName { SiteName(key: host) }
}
