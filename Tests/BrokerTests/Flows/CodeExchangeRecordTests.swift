import Broker
import Dialects
import Foundation
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("what an exchange of a code leaves behind", .database)
struct CodeExchangeRecordTests {
    @Test("the first token tells of the connection, with its documented members")
    func tellsOfConnection() async throws {
        try await Scene.run { scene in
            _ = try await scene.token()
            let events = try await scene.events()
            #expect(events.map(\.type) == ["account.connected"])
            let payload = try Self.object(try #require(events.first).payload)
            #expect(Set(payload.keys) == ["client_id", "account_id", "approved_by", "scopes", "caused_by", "actor"])
            #expect(payload["client_id"] as? String == scene.platform.platform.clientID)
            #expect(payload["account_id"] as? String == scene.account.publicID)
            #expect(payload["approved_by"] as? String == "ada@first.example")
            #expect(payload["scopes"] as? [String] == [])
            #expect(payload["caused_by"] as? String == "user")
            #expect(payload["actor"] as? String == "ada@first.example")
            #expect(try await scene.world.rowCounts()["event_queue"] == 1)
        }
    }

    @Test("a further token of a connected account tells nothing")
    func tellsOnce() async throws {
        try await Scene.run { scene in
            for _ in 0..<3 { _ = try await scene.token() }
            #expect(try await scene.events().count == 1)
            let entries = try await scene.audit("access_token.issued")
            #expect(entries.count == 3)
            #expect(entries.allSatisfy { $0.actorKind == "platform" && $0.targetKind == "grant" })
            let replaced = try entries.map { try Self.object($0.detail)["replaced_tokens"] as? Int }
            #expect(replaced == [0, 1, 1])
        }
    }

    @Test("allowing alone connects nothing")
    func allowingIsNotConnecting() async throws {
        try await Scene.run { scene in
            _ = try await scene.code()
            #expect(try await scene.events().isEmpty)
            #expect(try await scene.audit("authorization.allowed").count == 1)
            let grants = try await scene.stores { try $0.grants.live() }
            #expect(grants.map(\.state) == [.allowed])
        }
    }

    @Test("a disconnection tells who caused it")
    func tellsOfDisconnection() async throws {
        try await Scene.run { scene in
            try await scene.disconnect(try await scene.token())
            let event = try #require(try await scene.events().last)
            #expect(event.type == "account.disconnected")
            let payload = try Self.object(event.payload)
            #expect(Set(payload.keys) == ["client_id", "account_id", "reason", "caused_by"])
            #expect(payload["reason"] as? String == "deauthorized")
            #expect(payload["caused_by"] as? String == "platform")
            #expect(try await scene.audit("grant.revoked").map(\.actorKind) == ["platform"])
        }
    }

    @Test("a replay that revokes is told of, noted and kept, although the exchange is refused")
    func tellsOfReplay() async throws {
        try await Scene.run(.plain) { scene in
            let code = try await scene.code()
            #expect(try await scene.refusal(of: code) == nil)
            #expect(try await scene.refusal(of: code) == .invalidGrant)
            #expect(try await scene.refusal(of: code) == .invalidGrant)
            let events = try await scene.events()
            #expect(events.map(\.type) == ["account.connected", "token.replayed"])
            let payload = try Self.object(try #require(events.last).payload)
            #expect(payload["kind"] as? String == "authorization_code")
            #expect(Set(payload.keys) == ["client_id", "account_id", "kind", "caused_by"])
            let revoked = try await scene.audit("authorization_code.replayed").map { try Self.object($0.detail)["revoked_tokens"] as? Int }
            #expect(revoked == [1, 0])
        }
    }

    @Test(
        "where the record cannot be written nothing is: no token, no event, and the code stays good", arguments: ["event", "audit_entry"])
    func recordAndTokenAreOne(_ table: String) async throws {
        try await Scene.run { scene in
            let code = try await scene.code()
            let before = try await scene.world.rowCounts()
            try await scene.world.inspect { session in
                try session.script(
                    """
                    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';
                    CREATE TRIGGER refuse BEFORE INSERT ON \(table) FOR EACH ROW EXECUTE FUNCTION refuse();
                    """)
            }
            await #expect(throws: (any Error).self) { try await scene.world.exchange(code, by: scene.platform, in: scene.tenant) }
            #expect(try await scene.world.rowCounts() == before)
            try await scene.world.inspect { session in try session.script("DROP TRIGGER refuse ON \(table)") }
            #expect(try await scene.refusal(of: code) == nil)
        }
    }

    @Test("a failed client authentication leaves no mark and the code good")
    func failedAuthenticationBurnsNothing() async throws {
        try await Scene.run { scene in
            let code = try await scene.code()
            let before = try await scene.world.rowCounts()
            let secret = scene.platform.secret.value
            for (clientID, secret) in [
                (scene.platform.platform.clientID, "wrong"), (scene.platform.platform.clientID, String(secret.dropLast())),
                (scene.platform.platform.clientID.uppercased() + "x", secret), ("", secret), (scene.platform.platform.clientID, ""),
            ] {
                let request = TokenRequest(
                    grantType: .authorizationCode, credentials: ClientCredentials(clientID: clientID, clientSecret: secret),
                    parameters: try OAuthParameters([("code", code.value)]))
                let error = await #expect(throws: OAuthError.self) {
                    try await IssueToken(engine: scene.engine)(request, at: scene.site, origin: .local)
                }
                #expect(error?.code == .invalidClient)
            }
            #expect(try await scene.world.rowCounts() == before)
            #expect(try await scene.refusal(of: code) == nil)
        }
    }

    @Test("a grant type the dialect does not serve, or the platform may not use, reaches no flow")
    func grantTypes() async throws {
        try await Scene.run { scene in
            let code = try await scene.code()
            func attempt(_ grantType: String) async throws -> OAuthErrorCode? {
                let request = TokenRequest(
                    grantType: GrantType(rawValue: grantType), credentials: scene.platform.credentials,
                    parameters: try OAuthParameters([("code", code.value)]))
                do {
                    _ = try await IssueToken(engine: scene.engine)(request, at: scene.site, origin: .local)
                    return nil
                } catch let error as OAuthError {
                    return error.code
                }
            }
            #expect(try await attempt("client_credentials") == .unsupportedGrantType)
            #expect(try await attempt("Authorization_Code") == .unsupportedGrantType)
            let id = scene.platform.platform.id.rawValue
            try await scene.world.inspect { session in
                try session.execute("UPDATE platform SET grant_types = '{other}' WHERE id = \(id)", rows: 1)
            }
            #expect(try await attempt("authorization_code") == .unauthorizedClient)
        }
    }

    private static func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
}
