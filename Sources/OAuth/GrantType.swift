/// The wire value that names a flow (RFC 6749 §4).
package struct GrantType: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    package static let authorizationCode = GrantType(rawValue: "authorization_code")
    package static let refreshToken = GrantType(rawValue: "refresh_token")
    package static let clientCredentials = GrantType(rawValue: "client_credentials")
}
