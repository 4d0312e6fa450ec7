import Foundation
import OAuth
import Testing

@Suite("how a client says who it is")
struct ClientCredentialsTests {
    @Test(
        "by Basic, id and secret form-encoded before they were joined (RFC 6749 §2.3.1)",
        arguments: [
            ("id:secret", "id", "secret"), ("id:a:b:c", "id", "a:b:c"), ("a+b:c+d", "a b", "c d"), ("a%2Bb:c%2Fd%3D", "a+b", "c/d="),
            ("a%3Ab:c", "a:b", "c"), ("%C3%A9:%e2%82%ac", "é", "€"), ("id:%20", "id", " "),
        ])
    func basic(_ joined: String, _ id: String, _ secret: String) throws {
        for scheme in ["Basic", "basic", "BASIC", "bAsIc"] {
            let credentials = try Self.read("\(scheme) \(Self.encode(joined))")
            #expect(credentials.clientID == id)
            #expect(credentials.clientSecret == secret)
        }
    }

    @Test("an empty password is a public client's (INTEROP row 3)")
    func emptyPassword() throws {
        let credentials = try Self.read("Basic \(Self.encode("id:"))")
        #expect(credentials.clientID == "id")
        #expect(credentials.clientSecret == nil)
    }

    private static let badHeaders: [String] = [
        "", "Basic", "Basic ", "Basic  ", "Basic %%%", "Basic aWQ", "Basic aWQ6cw", "Basic aWQ6cw== x", "Bearer aWQ6cw==",
        "Basic,aWQ6cw==", "Basic\taWQ6cw==", "Digest username=id", "aWQ6cw==", "Basic aWQ6c w==", "Basic aWQ6cw==\n", "Basic /w==",
        "Basic \(Data([0x69, 0x64, 0x3A, 0xC0, 0xAF]).base64EncodedString())",
    ]
    private static let badPairs: [String] = [
        "id", ":secret", ":", "id:%zz", "%:s", "id\0:s", "id:%00", "id:%ff", "id:" + String(repeating: "s", count: 2000),
    ]

    @Test(
        "a header that cannot be read is invalid_client, whatever the body says",
        arguments: badHeaders + badPairs.map { "Basic \(encode($0))" })
    func unreadable(_ header: String) {
        for body in [[], [("client_id", "id")], [("client_id", "id"), ("client_secret", "s")]] {
            let error = #expect(throws: OAuthError.self) { try Self.read(header, body) }
            #expect(error?.code == .invalidClient)
        }
    }

    @Test("two headers are no header")
    func twoHeaders() throws {
        let header = "Basic \(Self.encode("id:secret"))"
        let parameters = try OAuthParameters([])
        let error = #expect(throws: OAuthError.self) {
            try ClientCredentials(authorization: [header, header], parameters: parameters)
        }
        #expect(error?.code == .invalidClient)
    }

    @Test("in the body, by id and secret, or by the id alone")
    func body() throws {
        let whole = try Self.read(nil, [("client_id", "id"), ("client_secret", "a+b:c")])
        #expect(whole.clientID == "id")
        #expect(whole.clientSecret == "a+b:c")
        for parameters in [[("client_id", "id")], [("client_id", "id"), ("client_secret", "")]] {
            let credentials = try Self.read(nil, parameters)
            #expect(credentials.clientID == "id")
            #expect(credentials.clientSecret == nil)
        }
    }

    @Test(
        "none at all, or more than anybody was given, is invalid_request",
        arguments: [
            [], [("client_secret", "s")], [("client_id", ""), ("client_secret", "s")],
            [("client_id", String(repeating: "i", count: 1025)), ("client_secret", "s")],
            [("client_id", "id"), ("client_secret", String(repeating: "s", count: 1025))],
        ])
    func none(_ body: [(String, String)]) {
        let error = #expect(throws: OAuthError.self) { try Self.read(nil, body) }
        #expect(error?.code == .invalidRequest)
    }

    @Test("both ways at once is invalid_request; the same id may be named again (RFC 6749 §2.3)")
    func bothWays() throws {
        let header = "Basic \(Self.encode("id:secret"))"
        let named = try Self.read(header, [("client_id", "id"), ("code", "x")])
        #expect(named.clientSecret == "secret")
        for body in [
            [("client_secret", "secret")], [("client_id", "id"), ("client_secret", "secret")], [("client_id", "other")],
            [("client_id", "ID")], [("client_id", "id ")], [("client_id", "i\u{64}\u{301}")],
        ] {
            let error = #expect(throws: OAuthError.self) { try Self.read(header, body) }
            #expect(error?.code == .invalidRequest)
        }
    }

    @Test("an id in another Unicode form is another id")
    func unicodeForms() {
        #expect(throws: OAuthError.self) { try Self.read("Basic \(Self.encode("\u{E9}:s"))", [("client_id", "e\u{301}")]) }
    }

    private static func encode(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    private static func read(_ header: String?, _ body: [(String, String)] = []) throws -> ClientCredentials {
        try ClientCredentials(
            authorization: header.map { [$0] } ?? [], parameters: try OAuthParameters(body.map { (name: $0.0, value: $0.1) }))
    }
}
