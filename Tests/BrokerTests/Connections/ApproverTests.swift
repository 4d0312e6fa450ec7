import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("grants of an account whose approver goes", .database)
struct ApproverTests {
    /// How somebody ceases to stand for what they approved.
    enum Departure: String, Sendable, CaseIterable {
        case left, disabled
        case roleLost = "role_lost"
    }

    @Test("live on, flagged, and told of once", arguments: Departure.allCases)
    func flags(_ departure: Departure) async throws {
        try await Scene.run(.standard) { scene in
            let answer = try await scene.pair()
            try await Self.go(departure, scene)
            let grant = try #require(try await scene.liveGrants().first)
            #expect(grant.approverMissingAt != nil)
            #expect(try await scene.isLive(answer))
            let next = try await scene.refresh(answer)
            #expect(try await scene.isLive(next))
            let events = try await scene.events()
            try #require(events.map(\.type) == ["account.connected", "grant.approver_missing"])
            #expect(
                events[1].members
                    == [
                        "client_id": scene.platform.platform.clientID, "account_id": scene.account.publicID,
                        "approved_by": "ada@first.example", "reason": departure.rawValue, "caused_by": "server",
                    ].merging(departure == .disabled ? ["caused_by": "operator"] : [:]) { $1 })
            #expect(try await scene.audit("grant.approver_missing").count == 1)
        }
    }

    @Test("a further loss of the same person tells nothing new")
    func flagsOnce() async throws {
        try await Scene.run(.standard) { scene in
            _ = try await scene.pair()
            try await Self.go(.roleLost, scene)
            let since = try await scene.liveGrants().first?.approverMissingAt
            try await Self.go(.disabled, scene)
            try await Self.go(.left, scene)
            #expect(try await scene.liveGrants().first?.approverMissingAt == since)
            #expect(try await scene.eventTypes() == ["account.connected", "grant.approver_missing"])
        }
    }

    @Test("lose the flag when the person is back, and may be flagged again", arguments: Departure.allCases)
    func comesBack(_ departure: Departure) async throws {
        try await Scene.run(.standard) { scene in
            let answer = try await scene.pair()
            for round in 1...2 {
                try await Self.go(departure, scene)
                #expect(try await scene.liveGrants().first?.approverMissingAt != nil)
                try await Self.comeBack(departure, scene)
                #expect(try await scene.liveGrants().first?.approverMissingAt == nil)
                #expect(try await scene.eventTypes().filter { $0 == "grant.approver_missing" }.count == round)
            }
            #expect(try await scene.isLive(answer))
        }
    }

    @Test("keep it while the person is back with less than they had")
    func comesBackWithLess() async throws {
        try await Scene.run(.standard, Scene.Setup(roles: ["administrator", "buyer"])) { scene in
            _ = try await scene.pair()
            try await scene.leave()
            try await scene.join(roles: ["administrator"])
            #expect(try await scene.liveGrants().first?.approverMissingAt != nil)
            try await scene.join(roles: ["buyer", "other", "administrator"])
            #expect(try await scene.liveGrants().first?.approverMissingAt == nil)
        }
    }

    @Test("lose it when a colleague approves, whose going counts from then on")
    func colleague() async throws {
        try await Scene.run(.standard) { scene in
            let bob = try await scene.colleague(roles: ["member"])
            let answer = try await scene.pair()
            let id = try #require(try await scene.liveGrants().first).id
            try await scene.leave()
            #expect(try await scene.grant(id).approverMissingAt != nil)
            _ = try await scene.pair(as: bob)
            let grant = try await scene.grant(id)
            #expect(grant.approverMissingAt == nil)
            #expect(grant.approvedBy == bob.id)
            // What Ada does is nothing to it any more.
            try await scene.join()
            try await scene.leave()
            #expect(try await scene.grant(id).approverMissingAt == nil)
            try await scene.leave("bob@first.example")
            #expect(try await scene.grant(id).approverMissingAt != nil)
            #expect(try await scene.isLive(answer))
        }
    }

    @Test("a colleague who only opens the page, or allows and is not followed up, clears nothing")
    func onlyAllowed() async throws {
        try await Scene.run(.standard) { scene in
            let bob = try await scene.colleague()
            _ = try await scene.pair()
            try await scene.leave()
            _ = try await scene.world.code(for: scene.platform.platform, account: scene.account, user: bob, in: scene.tenant)
            #expect(try await scene.liveGrants().first?.approverMissingAt != nil)
        }
    }

    @Test("a user's own grants are never flagged: they sleep", arguments: Departure.allCases)
    func userGrants(_ departure: Departure) async throws {
        try await Scene.run(.xurrent) { scene in
            let answer = try await scene.pair()
            try await Self.go(departure, scene)
            #expect(try await scene.liveGrants().first?.approverMissingAt == nil)
            #expect(try await scene.isLive(answer) == (departure == .roleLost))
            #expect(try await scene.eventTypes() == ["account.connected"])
            try await Self.comeBack(departure, scene)
            #expect(try await scene.isLive(answer))
        }
    }

    @Test("only the account that was left is looked at, and with a disabled person every one")
    func accounts() async throws {
        try await Scene.run(.standard) { scene in
            let other = try await scene.world.account("Other", in: scene.tenant)
            try await ChangeMembership(engine: scene.engine).join(
                email: scene.user.email, account: other.publicID, roles: ["administrator"], in: scene.tenant, by: .server)
            _ = try await scene.pair()
            let code = try await scene.world.code(
                for: scene.platform.platform, account: other, user: scene.user, in: scene.tenant)
            _ = try await scene.world.exchange(code, by: scene.platform, in: scene.tenant)
            try await scene.leave()
            var flagged = try await scene.liveGrants().filter { $0.approverMissingAt != nil }
            #expect(flagged.map(\.accountID) == [scene.account.id])
            try await Self.go(.disabled, scene)
            flagged = try await scene.liveGrants().filter { $0.approverMissingAt != nil }
            #expect(flagged.count == 2)
        }
    }

    @Test("what was allowed and never connected is not flagged, and neither is what ended")
    func others() async throws {
        try await Scene.run(.standard) { scene in
            _ = try await scene.code()
            try await scene.leave()
            #expect(try await scene.liveGrants().map(\.approverMissingAt) == [nil])
            try await scene.join()
            _ = try await scene.pair()
            let grant = try #require(try await scene.liveGrants().first)
            try await RevokeGrant(engine: scene.engine)(grant.id, in: scene.tenant, by: .server)
            try await scene.leave()
            #expect(try await scene.grant(grant.id).approverMissingAt == nil)
            #expect(try await !scene.eventTypes().contains("grant.approver_missing"))
        }
    }

    private static func go(_ departure: Departure, _ scene: Scene) async throws {
        switch departure {
        case .left: try await scene.leave()
        case .disabled: try await scene.setDisabled(true, .user(email: scene.user.email))
        case .roleLost: try await scene.join(roles: ["member"])
        }
    }

    private static func comeBack(_ departure: Departure, _ scene: Scene) async throws {
        if departure == .disabled { try await scene.setDisabled(false, .user(email: scene.user.email)) } else { try await scene.join() }
    }
}
