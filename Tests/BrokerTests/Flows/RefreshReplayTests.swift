import Broker
import Dialects
import Model
import OAuth
import TestSupport
import Testing

@Suite("a refresh token that is replayed", .database)
struct RefreshReplayTests {
    @Test("ends its family, refresh tokens and access tokens alike, and is told of and noted once")
    func endsFamily() async throws {
        try await Scene.run(.standard) { scene in
            let chain = try await Self.chain(of: 4, in: scene)
            #expect(try await scene.refreshRefusal(chain[1]) == .invalidGrant)
            for answer in chain {
                #expect(try await !scene.isLive(answer))
                #expect(try await scene.refreshRefusal(answer) == .invalidGrant)
            }
            let events = try await scene.events()
            try #require(events.map(\.type) == ["account.connected", "token.replayed", "account.disconnected"])
            #expect(
                events[1].members == [
                    "client_id": scene.platform.platform.clientID, "account_id": scene.account.publicID, "kind": "refresh_token",
                    "caused_by": "platform",
                ])
            #expect(events[2].members["reason"] == "token_replayed")
            #expect(events[2].members["caused_by"] == "platform")
            let entries = try await scene.audit("refresh_token.replayed")
            #expect(entries.count == 1)
            #expect(entries.first?.actorKind == "platform")
            #expect(entries.first?.targetKind == "grant")
        }
    }

    @Test("ends the grant with its last family: connecting again is a new grant")
    func endsGrant() async throws {
        try await Scene.run(.standard) { scene in
            let chain = try await Self.chain(of: 3, in: scene)
            let grant = try #require(try await scene.liveGrants().first)
            #expect(try await scene.refreshRefusal(chain[0]) == .invalidGrant)
            #expect(try await scene.liveGrants().isEmpty)
            guard case .revoked(_, by: .platform) = try await scene.grant(grant.id).state else {
                Issue.record("the grant is not revoked by the platform's doing")
                return
            }
            let again = try await scene.pair()
            #expect(try await scene.isLive(again))
            #expect(try await scene.liveGrants().first?.id != grant.id)
            // What was replayed before is refused, and ends nothing new.
            #expect(try await scene.refreshRefusal(chain[0]) == .invalidGrant)
            #expect(try await scene.isLive(again))
        }
    }

    @Test("spares the families of other authorizations, and the grant with them")
    func sparesOthers() async throws {
        try await Scene.run(.standard) { scene in
            let other = try await scene.pair()
            let chain = try await Self.chain(of: 3, in: scene)
            #expect(try await scene.refreshRefusal(chain[0]) == .invalidGrant)
            #expect(try await !scene.isLive(chain[2]))
            #expect(try await scene.isLive(other))
            #expect(try await scene.refreshRefusal(other) == nil)
            #expect(try await scene.eventTypes() == ["account.connected", "token.replayed"])
            #expect(try await scene.liveGrants().count == 1)
        }
    }

    @Test("is no replay when anything else about the request is wrong")
    func onlyOtherwiseRight() async throws {
        try await Scene.run(.xoxoday) { scene in
            let other = try await scene.world.platform(name: "Other", in: scene.tenant)
            let chain = try await Self.chain(of: 3, in: scene)
            #expect(try await scene.refreshRefusal(chain[0], by: other) == .invalidGrant)
            #expect(try await scene.refreshRefusal(chain[0], tokenType: .user) == .invalidGrant)
            #expect(try await scene.isLive(chain[2]))
            #expect(try await !scene.eventTypes().contains("token.replayed"))
            #expect(try await scene.refreshRefusal(chain[2]) == nil)
        }
    }

    @Test("is no replay once the token is past its life")
    func expired() async throws {
        try await Scene.run(.standard) { scene in
            let first = try await scene.pair()
            try await scene.moveClock(to: .seconds(29 * 86_400))
            let second = try await scene.refresh(first)
            try await scene.moveClock(to: .seconds(30 * 86_400 + 1))
            #expect(try await scene.refreshRefusal(first) == .invalidGrant)
            #expect(try await scene.eventTypes() == ["account.connected"])
            #expect(try await scene.refreshRefusal(second) == nil)
        }
    }

    @Test("a replayed code ends what was refreshed since, and no other authorization", arguments: Dialect.refreshing)
    func replayedCode(_ dialect: Dialect) async throws {
        try await Scene.run(dialect) { scene in
            let other = try await scene.pair()
            let code = try await scene.code()
            let first = try await scene.world.exchange(code, by: scene.platform, in: scene.tenant)
            let second = try await scene.refresh(first)
            #expect(try await scene.refusal(of: code) == .invalidGrant)
            for answer in [first, second] {
                #expect(try await !scene.isLive(answer))
                #expect(try await scene.refreshRefusal(answer) == .invalidGrant)
            }
            #expect(try await scene.isLive(other))
            #expect(try await scene.refreshRefusal(other) == nil)
            #expect(try await scene.events().last { $0.type == "token.replayed" }?.members["kind"] == "authorization_code")
        }
    }

    /// A family refreshed so often, with everything of it within the grace of nobody.
    private static func chain(of length: Int, in scene: Scene) async throws -> [TokenAnswer] {
        var answers = [try await scene.pair()]
        while answers.count < length { answers.append(try await scene.refresh(answers[answers.count - 1])) }
        return answers
    }
}
