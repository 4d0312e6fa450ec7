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
    /// What is appended to the redirect URI, byte for byte. `state` as it stands in the query.
    let allowedQuery: @Sendable (_ code: String, _ state: String?) -> String
    let deniedQuery: @Sendable (_ state: String?) -> String

    let tokenPath: String
    /// The documented parameters; the grant type is there where the dialect wants one.
    let tokenParameters: @Sendable (_ clientID: String, _ secret: String, _ code: String) -> [(String, String)]
    let encodesJSON: Bool
    /// Every member of a token response and its shape: no other may be there.
    let tokenMembers: [String: Shape]
    /// The member of a token response that names the account, if one does.
    let accountMember: String?

    let scheme: String
    let validatePath: String
    let validateMethods: [String]
    /// The only member of the answer about a good token: the account's id.
    let validateMember: String
    let disconnectPath: String
    let disconnectAnswer: @Sendable (_ token: String) -> [String: String]

    let codeShape: Shape
    let accountShape: Shape
    let codeLifetime: Duration
    /// `nil`: until disconnected.
    let tokenLifetime: Duration?
    let keepsOneToken: Bool
    let replayRevokesTokens: Bool

    let platformScopes: [String]

    static let all: [DialectCase] = [.xref, .plain]

    var testDescription: String { dialect.name }

    enum Shape: Sendable {
        /// So many lower-case hexadecimal digits.
        case hex(Int)
        case base64URL(Int)
        case exactly(String)

        func matches(_ text: String) -> Bool {
            switch self {
            case .hex(let count): text.utf8.count == count && text.allSatisfy { "0123456789abcdef".contains($0) }
            case .base64URL(let count): text.utf8.count == count && text.wholeMatch(of: /[A-Za-z0-9_-]+/) != nil
            case .exactly(let wanted): text == wanted
            }
        }
    }

    /// A token request's `Content-Type` and body.
    func encode(_ parameters: [(String, String)]) throws -> (type: String, body: String) {
        if encodesJSON {
            let members = Dictionary(uniqueKeysWithValues: parameters)
            return ("application/json", String(decoding: try JSONSerialization.data(withJSONObject: members), as: UTF8.self))
        }
        let fields = parameters.map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" }
        return ("application/x-www-form-urlencoded", fields.joined(separator: "&"))
    }

    static func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }
}
