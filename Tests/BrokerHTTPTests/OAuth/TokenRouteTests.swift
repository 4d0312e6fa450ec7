import Broker
import Dialects
import OAuth
import TestSupport
import Testing

@Suite("the standard token endpoint", .database)
struct TokenRouteTests {
    private static let path = "/oauth/token"

    @Test(
        "gives the next pair for a refresh token, to a client that says who it is in the header or in the body", arguments: [true, false])
    func refreshes(_ inHeader: Bool) async throws {
        try await Front.run(.standard, Front.Setup(scopes: ["read", "write"])) { front in
            let token = try #require(try await front.pair().refreshToken).text
            let fields = [("grant_type", "refresh_token"), ("refresh_token", token), ("scope", "read")]
            let answer = try await front.form(
                Self.path, fields + (inHeader ? [] : front.clientFields), headers: inHeader ? [front.basic] : [])
            #expect(answer.status == 200)
            #expect(Set(answer.json.keys) == ["access_token", "token_type", "expires_in", "refresh_token", "scope"])
            #expect(answer.json["scope"] == "read")
            #expect(answer.json["refresh_token"] != token)
            #expect(answer["Cache-Control"] == "no-store")
        }
    }

    @Test("gives a platform that acts by itself a token without a refresh token")
    func clientCredentials() async throws {
        let setup = Front.Setup(scopes: ["read"], redirectURIs: [], grantTypes: [.clientCredentials])
        try await Front.run(.standard, setup) { front in
            let fields = [("grant_type", "client_credentials")]
            let refused = try await front.form(Self.path, fields, headers: [front.basic])
            #expect(refused.status == 400)
            #expect(refused.json["error"] == "unauthorized_client")
            try await InstallPlatform(engine: front.world.engine)(
                front.platform.platform.clientID, account: front.account.publicID, approvedBy: Front.email, in: front.tenant, by: .server)
            let answer = try await front.form(Self.path, fields, headers: [front.basic])
            #expect(answer.status == 200)
            #expect(Set(answer.json.keys) == ["access_token", "token_type", "expires_in", "scope"])
        }
    }

    @Test("tells a client that tried the header which is right, and one that tried the body nothing (RFC 6749 §5.2)")
    func wrongSecret() async throws {
        try await Front.run(.standard) { front in
            let fields = [("grant_type", "refresh_token"), ("refresh_token", "x")]
            let id = front.platform.platform.clientID
            let header = try await front.form(Self.path, fields, headers: [Front.basic(id, "wrong")])
            #expect(header.status == 401)
            #expect(header.json["error"] == "invalid_client")
            #expect(header["WWW-Authenticate"] == #"Basic realm="symbolon""#)
            let body = try await front.form(Self.path, fields + [("client_id", id), ("client_secret", "wrong")])
            #expect(body.status == 401)
            #expect(body.json["error"] == "invalid_client")
            #expect(body["WWW-Authenticate"] == nil)
            // Nothing tells an unknown client from a wrong secret (SECURITY row 70).
            let unknown = try await front.form(Self.path, fields + [("client_id", id + "0"), ("client_secret", "wrong")])
            #expect(unknown.status == body.status)
            #expect(unknown.body == body.body)
            #expect(unknown["X-Request-Id"] != nil)
        }
    }

    @Test("refuses credentials sent twice, in the URL, or as two clients, and burns nothing")
    func twice() async throws {
        try await Front.run(.standard) { front in
            let token = try #require(try await front.pair().refreshToken).text
            let fields = [("grant_type", "refresh_token"), ("refresh_token", token)]
            let attempts = [
                try await front.form(Self.path, fields + front.clientFields, headers: [front.basic]),
                try await front.form(Self.path, fields + [("client_id", "other")], headers: [front.basic]),
                try await front.form(Self.path + "?client_id=\(front.platform.platform.clientID)", fields, headers: [front.basic]),
                try await front.form(Self.path, fields + front.clientFields + [front.clientFields[0]]),
                try await front.form(Self.path, fields + [("refresh_token", token)], headers: [front.basic]),
                try await front.form(Self.path, fields + [("scope", "a"), ("scope", "b")], headers: [front.basic]),
            ]
            for answer in attempts {
                #expect(answer.status == 400)
                #expect(answer.json["error"] == "invalid_request")
            }
            #expect(try await front.form(Self.path, fields, headers: [front.basic]).status == 200)
        }
    }

    @Test("a public client refreshes by its id, in the body or with an empty password (INTEROP row 3)", arguments: [true, false])
    func publicClient(_ inHeader: Bool) async throws {
        try await Front.run(.standard, Front.Setup(isPublic: true)) { front in
            let code = try await front.world.code(
                for: front.platform.platform, account: front.account, user: front.user, in: front.tenant,
                challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
            let id = front.platform.platform.clientID
            let client = inHeader ? [] : [("client_id", id)]
            let headers = inHeader ? [Front.basic(id, "")] : []
            let exchanged = try await front.form(
                Self.path,
                [
                    ("grant_type", "authorization_code"), ("code", code.value),
                    ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
                ] + client, headers: headers)
            #expect(exchanged.status == 200)
            let token = try #require(exchanged.json["refresh_token"])
            let refreshed = try await front.form(
                Self.path, [("grant_type", "refresh_token"), ("refresh_token", token)] + client, headers: headers)
            #expect(refreshed.status == 200)
        }
    }

    @Test(
        "a grant type it does not serve is named as such (SECURITY row 68)",
        arguments: ["password", "implicit", "urn:ietf:params:oauth:grant-type:token-exchange", "Refresh_Token", "refresh_token "])
    func otherGrantTypes(_ grantType: String) async throws {
        try await Front.run(.standard) { front in
            let answer = try await front.form(Self.path, [("grant_type", grantType)], headers: [front.basic])
            #expect(answer.status == 400)
            #expect(answer.json["error"] == "unsupported_grant_type")
        }
    }

    @Test("64 KiB of scope is invalid_scope, and the token is as good as before")
    func largeScope() async throws {
        try await Front.run(.standard) { front in
            let token = try #require(try await front.pair().refreshToken).text
            let fields = [("grant_type", "refresh_token"), ("refresh_token", token)]
            for scope in [String(repeating: "a ", count: 10_000), String(repeating: "a", count: 60_000)] {
                let answer = try await front.form(Self.path, fields + [("scope", scope)], headers: [front.basic])
                #expect(answer.status == 400)
                #expect(answer.json["error"] == "invalid_scope")
            }
            #expect(try await front.form(Self.path, fields, headers: [front.basic]).status == 200)
        }
    }
}
