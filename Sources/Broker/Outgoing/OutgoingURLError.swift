/// Why a URL is not accepted. It depends on the text alone, so whoever typed it may read it.
package enum OutgoingURLError: Error, Sendable, Equatable, CustomStringConvertible {
    case tooLong
    case illegalCharacter
    case scheme(sandbox: Bool)
    case userInformation
    case fragment
    case host
    case port
    case forbiddenHost(String)

    package var description: String {
        switch self {
        case .tooLong: "must not be longer than \(OutgoingURL.maximumLength) characters"
        case .illegalCharacter: "holds a character that a URL must percent-encode (write international names in their xn-- form)"
        case .scheme(sandbox: false): "must start with https://"
        case .scheme(sandbox: true): "must start with https:// or http://"
        case .userInformation: "must not hold a user name or password"
        case .fragment: "must not hold a fragment (#)"
        case .host: "must name a host: a full domain name, a dotted IPv4 address or an IPv6 address in brackets"
        case .port: "names a port that is not allowed"
        case .forbiddenHost(let reason): "names a host that cannot be called (\(reason))"
        }
    }
}
