import Broker
import Dialects
import Foundation
import Model
import OAuth
import Secrets
import Storage
import TestSupport
import Testing

@Suite("what a failed refresh meant", .database)
struct RefreshExplanationTests {
    @Test("replaced, its grace over: when, and until when the grace was; the families end as before")
    func replaced() async throws {
        try await Scene.run(.standard) { scene in
            let first = try await scene.pair()
            try await scene.refresh(first)
            try await scene.moveClock(to: .seconds(60))
            let told = try await scene.explained { try await scene.refresh(first) }
            #expect(told.reason == .refreshTokenReplaced)
            let facts = told.failure.facts
            let used = try #require(facts.usedAt)
            #expect(facts.grace == .seconds(30))
            #expect(told.failure.clientID == scene.platform.platform.clientID)
            #expect(told.failure.accountID == scene.account.publicID)
            #expect(facts.grantID != nil)
            #expect(told.failure.endpoint == "token")
            #expect(told.failure.error == "invalid_grant")
            #expect(told.failure.sourceAddress == "192.0.2.7")
            #expect(told.text.explanation.contains("was replaced"))
            #expect(told.text.explanation.contains("\(Self.clock(used)) UTC by a refresh; its grace of 30 s was over"))
            #expect(told.text.explanation.contains("\(Self.clock(used.addingTimeInterval(30))) UTC"))
            #expect(told.text.advice.hasPrefix("Use the newest refresh token you were given"))
            // What the refusal left behind stands: the record is no part of its transaction, and undoes nothing of it.
            #expect(try await scene.events().contains { $0.type == "token.replayed" })
        }
    }

    @Test("a successor used ends the grace; a sibling used first retires the others; afterwards the authorization is over")
    func replayed() async throws {
        try await Scene.run(.standard) { scene in
            let first = try await scene.pair()
            let second = try await scene.refresh(first)
            let sibling = try await scene.refresh(first)
            try await scene.refresh(second)
            let retired = try await scene.explained { try await scene.refresh(sibling) }
            #expect(retired.reason == .refreshTokenRetired)
            #expect(retired.failure.facts.endedAt != nil)
            #expect(try await scene.explained { try await scene.refresh(first) }.reason == .refreshTokenReplayed)
            let ended = try await scene.explained { try await scene.refresh(second) }
            #expect([.authorizationEnded, .grantRevoked].contains(ended.reason))
            #expect(ended.failure.facts.endedAt != nil)
        }
    }

    @Test("too many successors")
    func successors() async throws {
        try await Scene.run(.standard, Scene.Setup(settings: TenantSettings(refreshGrace: .seconds(300)))) { scene in
            let first = try await scene.pair()
            for _ in 0..<6 { _ = try await scene.refreshRefusal(first) }
            let told = try await scene.explained { try await scene.refresh(first) }
            #expect(told.reason == .tooManySuccessors)
        }
    }

    @Test("another client's, of which nothing of whose it is is told, and an unknown one")
    func others() async throws {
        try await Scene.run(.standard) { scene in
            let first = try await scene.pair()
            let other = try await scene.world.platform(name: "Other", in: scene.tenant)
            let foreign = try await scene.explained { try await scene.refresh(first, by: other) }
            #expect(foreign.reason == .refreshTokenOtherClient)
            #expect(foreign.failure.clientID == other.platform.clientID)
            #expect(foreign.failure.accountID == nil)
            #expect(foreign.failure.facts.grantID == nil)
            let unknown = try await scene.explained {
                _ = try await scene.world.refresh("none", by: scene.platform, scopes: [], tokenType: nil, at: scene.site)
            }
            #expect(unknown.reason == .refreshTokenUnknown)
        }
    }

    @Test("expired")
    func expired() async throws {
        try await Scene.run(.standard) { scene in
            let fresh = try await scene.pair()
            try await scene.moveClock(to: .seconds(31 * 86_400))
            let late = try await scene.explained { try await scene.refresh(fresh) }
            #expect(late.reason == .refreshTokenExpired)
            #expect(late.text.explanation.contains(" on "))
        }
    }

    @Test("what it depends on, each by its own reason, with the time")
    func dependencies() async throws {
        try await Scene.run(.standard, Scene.Setup(settings: TenantSettings(grantSubject: .user))) { scene in
            let pair = try await scene.pair()
            func reason() async throws -> FailureReason? { try await scene.explained { try await scene.refresh(pair) }.reason }
            try await scene.setDisabled(true, .account(publicID: scene.account.publicID))
            #expect(try await reason() == .accountDisabled)
            try await scene.setDisabled(false, .account(publicID: scene.account.publicID))
            try await scene.setDisabled(true, .user(email: scene.user.email))
            #expect(try await reason() == .userDisabled)
            try await scene.setDisabled(false, .user(email: scene.user.email))
            try await scene.leave()
            #expect(try await reason() == .membershipGone)
            try await scene.join()
            let grant = try #require(try await scene.liveGrants().first)
            _ = try await scene.stores { stores in try stores.grants.revoke(grant.id, by: .tenant) }
            let revoked = try await scene.explained { try await scene.refresh(pair) }
            #expect(revoked.reason == .grantRevoked)
            #expect(revoked.text.explanation.contains("by the vendor"))
            #expect(revoked.failure.facts.endedBy == "tenant")
        }
    }

    @Test("a changed scope of the client, and its secret disabled, where these end tokens")
    func generation() async throws {
        try await Scene.run(.xurrent) { scene in
            let pair = try await scene.pair()
            let clientID = scene.platform.platform.clientID
            _ = try await scene.stores { stores in try stores.platforms.raiseGeneration(clientID: clientID) }
            #expect(try await scene.explained { try await scene.refresh(pair) }.reason == .platformScopeChanged)
        }
    }

    private static func clock(_ date: Date) -> String { String(date.formatted(.iso8601).dropFirst(11).prefix(8)) }
}
