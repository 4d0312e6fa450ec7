import Dialects
import OAuth
import TestSupport
import Testing

@Suite("introspection and revocation over HTTP", .database)
struct IntrospectRouteTests {
    private static let inactive = #"{"active":false}"#

    @Test("of a token that is not its own to know a platform is told the same, byte for byte (RFC 7662 §2.2, SECURITY row 89)")
    func inactive() async throws {
        try await Front.run(.standard, Front.Setup(scopes: ["read"])) { front in
            let other = try await front.world.platform(name: "Other", in: front.tenant)
            let pair = try await front.pair()
            let answers = [
                try await front.form("/oauth/introspect", [("token", "unknown")], headers: [front.basic]),
                try await front.form(
                    "/oauth/introspect", [("token", pair.accessToken)],
                    headers: [Front.basic(other.platform.clientID, other.secret.value)]),
                try await front.form("/oauth/introspect", [("token", try #require(pair.refreshToken).text)], headers: [front.basic]),
            ]
            for answer in answers {
                #expect(answer.status == 200)
                #expect(answer.body == Self.inactive)
                #expect(answer["Cache-Control"] == "no-store")
            }
            let active = try await front.form(
                "/oauth/introspect", [("token", pair.accessToken), ("token_type_hint", "refresh_token")], headers: [front.basic])
            #expect(
                Set(active.json.keys) == [
                    "active", "token_type", "sub", "iss", "iat", "exp", "account_id", "grant_subject", "scope", "client_id",
                ])
            #expect(active.json["iss"] == World.publicURL + front.base)
            #expect(active.json["scope"] == "read")
            #expect(active.json["grant_subject"] == "account")
        }
    }

    @Test("nobody is told anything who does not say who asks (SECURITY row 88)")
    func callers() async throws {
        try await Front.run(.standard) { front in
            let token = [("token", try await front.pair().accessToken)]
            let id = front.platform.platform.clientID
            for (fields, headers, status) in [
                ([], [], 401), ([("client_id", id)], [], 401), ([("client_id", id), ("client_secret", "wrong")], [], 401),
                ([], [Front.basic(id, "")], 401), ([], [("Authorization", "Bearer \(token[0].1)")], 401),
                ([], [("Authorization", "Bearer x")], 401), ([], [("Authorization", "Bearer")], 401),
            ] {
                let answer = try await front.form("/oauth/introspect", token + fields, headers: headers)
                #expect(answer.status == status)
                #expect(!answer.body.contains("active"))
            }
        }
    }

    @Test("the vendor's API asks with a key of its tenant")
    func vendor() async throws {
        try await Front.run(.standard) { front in
            let token = [("token", try await front.pair().accessToken)]
            let other = try await front.world.tenant(.standard)
            let good = ("Authorization", "Bearer \(try await front.adminKey(of: front.tenant))")
            let bad = ("Authorization", "Bearer \(try await front.adminKey(of: other))")
            #expect(try await front.form("/oauth/introspect", token, headers: [good]).json["client_id"] == front.platform.platform.clientID)
            let refused = try await front.form("/oauth/introspect", token, headers: [bad])
            #expect(refused.status == 401)
            #expect(refused.json["error"] == "invalid_token")
        }
    }

    @Test("a token given up is inactive; one nobody has is given up alike; another's is refused and lives")
    func revokes() async throws {
        try await Front.run(.standard) { front in
            let other = try await front.world.platform(name: "Other", in: front.tenant)
            let pair = try await front.pair()
            let token = [("token", pair.accessToken)]
            let theirs = try await front.form(
                "/oauth/revoke", token, headers: [Front.basic(other.platform.clientID, other.secret.value)])
            #expect(theirs.status == 400)
            #expect(theirs.json["error"] == "unauthorized_client")
            #expect(try await front.form("/oauth/introspect", token, headers: [front.basic]).body != Self.inactive)
            let refresh = [("token", try #require(pair.refreshToken).text), ("token_type_hint", "access_token")]
            for fields in [refresh, refresh, [("token", "unknown")]] {
                let answer = try await front.form("/oauth/revoke", fields, headers: [front.basic])
                #expect(answer.status == 200)
                #expect(answer.body.isEmpty)
                #expect(answer["Cache-Control"] == "no-store")
            }
            #expect(try await front.form("/oauth/introspect", token, headers: [front.basic]).body == Self.inactive)
        }
    }

    @Test("metadata names what there is, at the tenant's configured address whatever the Host (RFC 8414)")
    func metadata() async throws {
        try await Front.run(.standard, Front.Setup(tenantURL: "https://login.vendor.example")) { front in
            let answer = try await front.tester.get(
                "\(front.base)/.well-known/oauth-authorization-server", headers: [("X-Forwarded-Host", "evil.test")])
            #expect(answer.status == 200)
            #expect(answer.json["issuer"] == "https://login.vendor.example")
            for (name, path) in [
                ("authorization_endpoint", "authorize"), ("token_endpoint", "token"), ("introspection_endpoint", "introspect"),
                ("revocation_endpoint", "revoke"),
            ] {
                #expect(answer.json[name] == "https://login.vendor.example/oauth/\(path)")
            }
            #expect(answer.body.contains(#""code_challenge_methods_supported":["S256"]"#))
            #expect(answer.body.contains(#""grant_types_supported":["authorization_code","refresh_token","client_credentials"]"#))
            #expect(!answer.body.contains("evil"))
        }
    }
}
