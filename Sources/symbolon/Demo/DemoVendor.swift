import Broker
import Foundation
import Model
import OAuth

/// What trying one vendor's form takes: which platform is registered, how a person gets there, and how a code is exchanged.
struct DemoVendor: Sendable {
    /// A token request: where to, with which label and body.
    struct Exchange: Sendable {
        let path: String
        let contentType: String
        let body: String
    }

    var scopes: [String] = []
    var scopeRecords: [ScopeRecord] = []
    /// Of the first person of an account, and of the second.
    var roles: [[String]] = [["administrator"], ["member"]]
    var hasPublicPlatform = false
    /// The person as whom a platform that acts by itself acts, if it acts as one.
    var clientCredentials = ClientCredentialsDemo.none
    /// Path and query of the Connect link.
    let connect: @Sendable (DemoPlatform) -> String
    let exchange: @Sendable (DemoPlatform, _ code: String) -> Exchange

    enum ClientCredentialsDemo: Sendable {
        case none, forAccount, forAdministrator
    }

    static let all: [String: DemoVendor] = [
        "xref": DemoVendor(
            connect: { "/oauth/open-api/\($0.clientID)?state=demo" },
            exchange: { json("/oauth/tokens", [("client_id", $0.clientID), ("client_secret", $0.secret), ("code", $1)]) }),
        "xoxoday": DemoVendor(
            scopes: ["user_session", "profile_read", "points_read", "feed_manage"],
            connect: {
                "/chef/v1/oauth/authorize?client_id=\($0.clientID)&response_type=code&redirect_uri=\(encoded($0.redirectURI))"
                    + "&scope=user_session&state=demo"
            },
            exchange: {
                json(
                    "/chef/v1/oauth/token/company",
                    [
                        ("grant_type", "authorization_code"), ("code", $1), ("redirect_uri", $0.redirectURI), ("client_id", $0.clientID),
                        ("client_secret", $0.secret),
                    ])
            }),
        "xurrent": DemoVendor(
            scopeRecords: [
                ScopeRecord(actions: ["request:CRU", "task:R", "person:R"]), ScopeRecord(effect: .deny, actions: ["person:UD"]),
            ],
            roles: [["account_administrator"], ["specialist"]],
            clientCredentials: .forAdministrator,
            connect: {
                "/oauth/authorize?client_id=\($0.clientID)&response_type=code&redirect_uri=\(encoded($0.redirectURI))&state=demo"
            },
            exchange: { form("/oauth/token", grant($0, code: $1)) }),
        "xeno": DemoVendor(
            scopes: ["widgets", "faqs", "contacts", "conversations"],
            connect: { "/oauth/authorize?client_id=\($0.clientID)&scope=contacts%20conversations&state=demo" },
            exchange: { form("/oauth/token", [("client_id", $0.clientID), ("client_secret", $0.secret), ("code", $1)]) }),
        "standard": DemoVendor(
            scopes: ["read", "write"], hasPublicPlatform: true, clientCredentials: .forAccount,
            connect: {
                "/oauth/authorize?response_type=code&client_id=\($0.clientID)&redirect_uri=\(encoded($0.redirectURI))&scope=read&state=demo"
            },
            exchange: { form("/oauth/token", grant($0, code: $1)) }),
    ]

    private static func grant(_ platform: DemoPlatform, code: String) -> [(String, String)] {
        [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", platform.redirectURI), ("client_id", platform.clientID),
            ("client_secret", platform.secret),
        ]
    }

    private static func form(_ path: String, _ fields: [(String, String)]) -> Exchange {
        let body = fields.map { "\($0.0)=\(encoded($0.1))" }.joined(separator: "&")
        return Exchange(path: path, contentType: "application/x-www-form-urlencoded", body: body)
    }

    private static func json(_ path: String, _ fields: [(String, String)]) -> Exchange {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let object = Dictionary(uniqueKeysWithValues: fields)
        let body = (try? encoder.encode(object)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        return Exchange(path: path, contentType: "application/json", body: body)
    }

    private static func encoded(_ text: String) -> String { PercentEncoding.query(text) }
}
