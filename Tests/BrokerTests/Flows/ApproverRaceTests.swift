import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("an exchange while whoever allowed it goes", .database)
struct ApproverRaceTests {
    /// How somebody goes.
    enum Departure: Sendable, CaseIterable {
        case leaves, isDisabled, losesRole
    }

    @Test("leaves a flagged grant or none, never an unflagged one of somebody gone", arguments: Departure.allCases)
    func neverUnflagged(_ departure: Departure) async throws {
        try await Scene.run(.standard) { scene in
            for round in 0..<60 {
                let code = try await scene.code()
                async let exchanged = Self.attempt(code, in: scene)
                async let gone: Void = patiently { try await Self.go(departure, scene) }
                let (answer, _) = try await (exchanged, gone)
                let grant = try #require(try await scene.liveGrants().first)
                // The exchange came first and was seen, or it was refused; with fewer roles one is still there to allow things.
                if let answer {
                    #expect(try await scene.isLive(answer), "round \(round)")
                    if departure != .losesRole { #expect(grant.approverMissingAt != nil, "round \(round)") }
                } else {
                    #expect(grant.state == .allowed, "round \(round)")
                }
                try await Self.comeBack(departure, scene)
                try await RevokeGrant(engine: scene.engine)(grant.id, in: scene.tenant, by: .server)
            }
        }
    }

    @Test("whoever takes them out waits for an exchange under way, and then sees its grant", arguments: Departure.allCases)
    func departureWaits(_ departure: Departure) async throws {
        try await Scene.run(.standard) { scene in
            let code = try await scene.code()
            let platform = scene.platform.platform.id.rawValue
            try await scene.world.holding { session in
                try session.execute("SELECT FROM platform_secret WHERE platform_id = \(platform) FOR UPDATE")
            } _: { letGo in
                // The code is used by now, and its token waits for the row of the secret that asked.
                async let exchanged = Self.attempt(code, in: scene)
                #expect(try await scene.world.waitForLocks(1))
                async let gone: Void = patiently { try await Self.go(departure, scene) }
                #expect(try await scene.world.waitForLocks(2))
                letGo()
                let (answer, _) = try await (exchanged, gone)
                #expect(answer != nil)
            }
            let grant = try #require(try await scene.liveGrants().first)
            #expect(grant.approverMissingAt != nil)
            #expect(try await scene.eventTypes() == ["account.connected", "grant.approver_missing"])
        }
    }

    private static func go(_ departure: Departure, _ scene: Scene) async throws {
        switch departure {
        case .leaves: try await scene.leave()
        case .isDisabled: try await scene.setDisabled(true, .user(email: scene.user.email))
        case .losesRole: try await scene.join(roles: ["member"])
        }
    }

    private static func comeBack(_ departure: Departure, _ scene: Scene) async throws {
        if departure == .isDisabled { try await scene.setDisabled(false, .user(email: scene.user.email)) }
        try await scene.join()
    }

    /// `nil`: it was refused with `invalid_grant`.
    private static func attempt(_ code: PlainSecret, in scene: Scene) async throws -> TokenAnswer? {
        do {
            return try await patiently { try await scene.world.exchange(code, by: scene.platform, in: scene.tenant) }
        } catch let error as OAuthError where error.code == .invalidGrant {
            return nil
        }
    }
}
