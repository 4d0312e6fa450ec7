import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("leaving a connection with fewer scopes", .database)
struct NarrowConnectionTests {
    private static let setup = Scene.Setup(scopes: ["read", "write", "admin"])

    @Test("takes them from its tokens at once, keeps the rest in their order, and is told of")
    func narrows() async throws {
        try await Scene.run(.standard, Self.setup) { scene in
            let answer = try await scene.pair()
            let grant = try #require(try await scene.liveGrants().first)
            let session = try await scene.session()
            #expect(try await scene.change(.narrow(["admin", "unknown", "read"]), of: grant.id, as: session))
            #expect(try await scene.grant(grant.id).scopes == ["read", "admin"])
            #expect(try await scene.access(answer).scopes == ["read", "admin"])
            let event = try #require(try await scene.events().last)
            #expect(event.type == "grant.scopes_changed")
            #expect(
                event.members == [
                    "client_id": scene.platform.platform.clientID, "account_id": scene.account.publicID, "scopes": "read admin",
                    "caused_by": "user", "actor": "ada@first.example",
                ])
            #expect(try await scene.audit("grant.scopes_changed").count == 1)
        }
    }

    @Test("never to more, to the same or to nothing", arguments: [["read", "write", "admin"], [], ["unknown"], ["READ"]])
    func refuses(_ scopes: [String]) async throws {
        try await Scene.run(.standard, Self.setup) { scene in
            let answer = try await scene.pair()
            let grant = try #require(try await scene.liveGrants().first)
            #expect(try await !scene.change(.narrow(scopes), of: grant.id, as: try await scene.session()))
            #expect(try await scene.access(answer).scopes == ["read", "write", "admin"])
            #expect(try await scene.eventTypes() == ["account.connected"])
        }
    }

    @Test("a token with none of them left is not good, and its grant is")
    func nothingLeft() async throws {
        try await Scene.run(.standard, Self.setup) { scene in
            let wide = try await scene.pair()
            let narrow = try await scene.pair(scopes: ["write"])
            let grant = try #require(try await scene.liveGrants().first)
            #expect(try await scene.change(.narrow(["read"]), of: grant.id, as: try await scene.session()))
            #expect(try await !scene.isLive(narrow))
            #expect(try await scene.access(wide).scopes == ["read"])
            #expect(try await scene.refreshRefusal(narrow) == .invalidScope)
        }
    }

    @Test("a code from before brings nothing back")
    func codes() async throws {
        try await Scene.run(.standard, Self.setup) { scene in
            _ = try await scene.pair()
            let code = try await scene.code()
            let grant = try #require(try await scene.liveGrants().first)
            #expect(try await scene.change(.narrow(["read"]), of: grant.id, as: try await scene.session()))
            #expect(try await scene.refusal(of: code) == .invalidGrant)
            #expect(try await scene.grant(grant.id).scopes == ["read"])
            // Allowed anew it is as wide as was allowed.
            #expect(try await scene.pair().scopes == ["read", "write", "admin"])
            #expect(try await scene.grant(grant.id).scopes == ["read", "write", "admin"])
        }
    }
}
