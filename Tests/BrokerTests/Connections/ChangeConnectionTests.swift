import Broker
import Dialects
import Model
import OAuth
import Secrets
import Storage
import TestSupport
import Testing

@Suite("what a person does to a connection", .database)
struct ChangeConnectionTests {
    @Test("revoking ends every token of the grant at once, and is told of", arguments: Dialect.all)
    func revokes(_ dialect: Dialect) async throws {
        try await Scene.run(dialect) { scene in
            let answers = [try await scene.pair(), try await scene.pair()]
            let grant = try #require(try await scene.liveGrants().first)
            let session = try await scene.session()
            #expect(try await scene.change(.revoke, of: grant.id, as: session))
            for answer in answers { #expect(try await !scene.isLive(answer)) }
            guard case .revoked(_, by: .user) = try await scene.grant(grant.id).state else {
                Issue.record("the grant is not revoked by a user")
                return
            }
            let event = try #require(try await scene.events().last)
            #expect(event.type == "account.disconnected")
            #expect(event.members["reason"] == "revoked_by_user")
            #expect(event.members["caused_by"] == "user")
            #expect(event.members["user"] == (grant.userID == nil ? nil : "ada@first.example"))
            #expect(try await scene.audit("grant.revoked").map(\.actorID) == [scene.user.id.description])
            #expect(try await !scene.change(.revoke, of: grant.id, as: session))
            // Asked again, they may allow it again: as a new grant.
            #expect(try await scene.isLive(try await scene.pair()))
            #expect(try await scene.liveGrants().first?.id != grant.id)
        }
    }

    @Test("a grant of the account is any member's to end, a user's own nobody else's")
    func whose() async throws {
        try await Scene.run(.standard) { scene in
            let bob = try await scene.session(of: try await scene.colleague(roles: []))
            let grant = try #require(try await Self.connected(scene).first)
            #expect(try await scene.change(.revoke, of: grant.id, as: bob))
        }
        try await Scene.run(.xurrent) { scene in
            let bob = try await scene.session(of: try await scene.colleague())
            let answer = try await scene.pair()
            let grant = try #require(try await scene.liveGrants().first)
            for change in [ChangeConnection.Change.revoke, .narrow([]), .uninstall] {
                #expect(try await !scene.change(change, of: grant.id, as: bob))
            }
            #expect(try await scene.isLive(answer))
        }
    }

    @Test("nobody of another account, nobody who left, and nobody of another tenant changes anything")
    func strangers() async throws {
        try await Scene.run(.xeno) { scene in
            let other = try await scene.world.account("Other", in: scene.tenant)
            let eve = try await scene.world.user("eve@other.example", in: [other], of: scene.tenant)
            let session = try await scene.session()
            let answer = try await scene.pair()
            let token = try await scene.access(answer).id
            let grant = try #require(try await scene.liveGrants().first)
            let elsewhere = try await Scene(scene.world, dialect: .xeno)
            let theirs = try await elsewhere.session()
            let changes = [ChangeConnection.Change.revoke, .uninstall, .revokeToken(token), .narrow(["faqs"])]
            for change in changes {
                #expect(try await !scene.change(change, of: grant.id, as: try await scene.session(of: eve)))
                #expect(try await !elsewhere.change(change, of: grant.id, as: theirs))
            }
            try await scene.leave()
            for change in changes { #expect(try await !scene.change(change, of: grant.id, as: session)) }
            try await scene.join()
            #expect(try await scene.isLive(answer))
        }
    }

    @Test("uninstalling ends the account's grants to the platform, everybody's, where people install; nowhere else")
    func uninstalls() async throws {
        try await Scene.run(.xeno) { scene in
            let bob = try await scene.colleague()
            let platform = try await scene.world.platform(name: "Other", in: scene.tenant)
            let other = try await scene.world.exchange(
                try await scene.world.code(for: platform.platform, account: scene.account, user: bob, in: scene.tenant), by: platform,
                in: scene.tenant)
            let answers = [try await scene.pair(), try await scene.pair(as: bob)]
            let grant = try #require(
                try await scene.liveGrants().first { $0.userID == scene.user.id && $0.platformID == scene.platform.platform.id })
            #expect(try await scene.change(.uninstall, of: grant.id, as: try await scene.session()))
            for answer in answers { #expect(try await !scene.isLive(answer)) }
            #expect(try await scene.isLive(other))
            let told = try await scene.events().filter { $0.type == "account.disconnected" }.map(\.members)
            #expect(Set(told.map { $0["user"] }) == ["ada@first.example", "bob@first.example"])
            #expect(told.allSatisfy { $0["reason"] == "uninstalled" })
        }
        for dialect in Dialect.all where dialect.name != "xeno" {
            try await Scene.run(dialect) { scene in
                let answer = try await scene.pair()
                let grant = try #require(try await scene.liveGrants().first)
                let (session, token) = (try await scene.session(), try await scene.access(answer).id)
                #expect(try await !scene.change(.uninstall, of: grant.id, as: session))
                #expect(try await !scene.change(.revokeToken(token), of: grant.id, as: session))
                #expect(try await scene.isLive(answer))
            }
        }
    }

    @Test("one token can be ended, and with the last the grant; another grant's is not reached through it")
    func revokesToken() async throws {
        try await Scene.run(.xeno) { scene in
            let session = try await scene.session()
            let answers = [try await scene.pair(), try await scene.pair()]
            let theirs = try await scene.pair(as: try await scene.colleague())
            let tokens = [try await scene.access(answers[0]).id, try await scene.access(answers[1]).id]
            let grant = try #require(try await scene.liveGrants().first { $0.userID == scene.user.id })
            #expect(try await !scene.change(.revokeToken(try await scene.access(theirs).id), of: grant.id, as: session))
            #expect(try await scene.isLive(theirs))
            #expect(try await scene.change(.revokeToken(tokens[0]), of: grant.id, as: session))
            #expect(try await !scene.change(.revokeToken(tokens[0]), of: grant.id, as: session))
            #expect(try await [scene.isLive(answers[0]), scene.isLive(answers[1])] == [false, true])
            #expect(try await scene.grant(grant.id).state != .allowed)
            #expect(try await !scene.eventTypes().contains("account.disconnected"))
            #expect(try await scene.change(.revokeToken(tokens[1]), of: grant.id, as: session))
            let event = try #require(try await scene.events().last)
            #expect(event.type == "account.disconnected")
            #expect(event.members["reason"] == "last_token_revoked")
            #expect(try await scene.liveGrants().map(\.userID).contains(scene.user.id) == false)
        }
    }

    private static func connected(_ scene: Scene) async throws -> [Grant] {
        _ = try await scene.pair()
        return try await scene.liveGrants()
    }
}
