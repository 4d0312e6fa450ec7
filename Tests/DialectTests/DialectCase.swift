import Dialects
import Foundation
import TestSupport
import Testing

/// What one dialect's documentation says about the wire, as far as the suite asks: another dialect is another case.
struct DialectCase: Sendable, CustomTestStringConvertible {
    let dialect: Dialect
    /// The authorization request of a platform, path and query.
    let authorization: @Sendable (_ clientID: String, _ state: String?) -> String
    let redirectStatus: Int
    /// What is appended to the redirect URI, byte for byte. `state` as it stands in the query, `issuer` encoded.
    let allowedQuery: @Sendable (_ code: String, _ state: String?, _ issuer: String) -> String
    let deniedQuery: @Sendable (_ state: String?, _ issuer: String) -> String
    /// The status of an authorization request of nobody.
    var strangerStatus = 404
    var asksOnPages = true

    let tokenPath: String
    /// The documented parameters; the grant type is there where the dialect wants one.
    let tokenParameters: @Sendable (_ clientID: String, _ secret: String, _ code: String) -> [(String, String)]
    /// The documented parameters of a refresh. `nil`: there is none.
    var refreshParameters: (@Sendable (_ clientID: String, _ secret: String, _ token: String) -> [(String, String)])?
    let encoding: Encoding
    /// Every member of a token response and its shape: no other may be there.
    let tokenMembers: [String: Shape]
    /// The same for a refresh.
    var refreshMembers: [String: Shape] = [:]
    /// The member of a token response that names the account, if one does.
    var accountMember: String?
    /// The parameters a request may leave out.
    var optionalParameters: Set<String> = []
    /// How a wrong secret is answered.
    var wrongSecret = Refusal(status: 401, error: "invalid_client")

    var scheme = "Bearer"
    let validation: Validation
    var disconnect: Disconnect?

    let codeShape: Shape
    let accountShape: Shape
    let codeLifetime: Duration
    /// `nil`: until disconnected.
    let tokenLifetime: Duration?
    var refreshLifetime: Duration?
    /// Whether the grant is the account's, as its platform asks for it here.
    let isForAccount: Bool
    /// Whether a new token ends the account's earlier ones.
    var keepsOneToken = false
    /// Whether a token that another person's approval obtained ends the account's earlier ones.
    var keepsLastApprover = false
    let replayRevokesTokens: Bool
    var remembersConsent = false

    let platformScopes: [String]

    static let all: [DialectCase] = [.xref, .xoxoday, .xurrent, .xeno, .standard, .plain]
    static let accountLevel = all.filter(\.isForAccount)
    static let disconnecting = all.filter { $0.disconnect != nil }
    static let refreshing = all.filter { $0.refreshParameters != nil }

    var testDescription: String { dialect.name }

    enum Encoding: Sendable {
        case json, form
        /// As `curl -d` sends it.
        case jsonAsForm
    }

    /// An OAuth error on the wire.
    struct Refusal: Sendable {
        let status: Int
        let error: String
    }

    /// How somebody asks about a token.
    enum Validation: Sendable {
        /// With the token itself. `members`: what is told of a good one.
        case endpoint(String, methods: [String], members: @Sendable (Vendor, _ token: String) -> [String: String])
        /// As the platform (RFC 7662).
        case introspection(String)
    }

    /// How a platform ends its connection.
    struct Disconnect: Sendable {
        let path: String
        let answer: @Sendable (_ token: String) -> [String: String]
    }

    enum Shape: Sendable {
        /// So many lower-case hexadecimal digits.
        case hex(Int)
        case base64URL(Int)
        /// Base64 with padding of anything.
        case base64
        case exactly(String)

        func matches(_ text: String) -> Bool {
            switch self {
            case .hex(let count): text.utf8.count == count && text.allSatisfy { "0123456789abcdef".contains($0) }
            case .base64URL(let count): text.utf8.count == count && text.wholeMatch(of: /[A-Za-z0-9_-]+/) != nil
            case .base64: Data(base64Encoded: text)?.base64EncodedString() == text
            case .exactly(let wanted): text == wanted
            }
        }
    }

    /// A request's `Content-Type` and body.
    func encode(_ parameters: [(String, String)]) throws -> (type: String, body: String) {
        let form = "application/x-www-form-urlencoded"
        if encoding == .form {
            return (form, parameters.map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" }.joined(separator: "&"))
        }
        let members = Dictionary(uniqueKeysWithValues: parameters)
        let body = String(decoding: try JSONSerialization.data(withJSONObject: members), as: UTF8.self)
        return (encoding == .json ? "application/json" : form, body)
    }

    static func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }

    /// `&state=…` where there is one.
    static func suffix(_ state: String?) -> String { state.map { "&state=\($0)" } ?? "" }
}
