import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Storage

@Suite("consuming a refresh token", .database)
struct RefreshTokenStoreTests {
    /// What is wrong when the token is presented.
    enum Obstacle: Sendable, CaseIterable {
        case unknownToken, otherPlatform, otherTokenType, expired, familyExpired, familyRevoked, grantRevoked, parentRevoked,
            accountDisabled, platformDisabled, generation, secretDisabled, retired
    }

    private static let created = "2030-01-01 00:00:00+00"
    private static let expiry = "2030-01-01 01:00:00+00"

    @Test("each obstacle alone is enough, the reading names it, and it burns nothing", arguments: Obstacle.allCases)
    func obstacle(_ obstacle: Obstacle) async throws {
        try await World.run { world in
            try await world.stopClock(at: Self.created)
            let sample = try await Sample.make(in: world)
            if obstacle == .expired { try await world.stopClock(at: Self.expiry) }
            let hash = obstacle == .unknownToken ? try TokenHash.fresh() : sample.hashes.refresh
            let claim = RefreshClaim(
                platform: obstacle == .otherPlatform ? sample.logoless.id : sample.platform.id,
                tokenType: obstacle == .otherTokenType ? .user : nil, secretMustLive: obstacle == .secretDisabled)
            let (consumed, refusal, used) = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try Self.place(obstacle, sample, stores)
                return (
                    try stores.refreshTokens.consume([hash], claim),
                    try stores.refreshTokens.refusal([hash], claim, grace: .seconds(3600)),
                    try stores.session.value(
                        "SELECT used_at IS NOT NULL FROM refresh_token WHERE token_hash = \(sample.hashes.refresh)", as: Bool.self)
                )
            }
            #expect(consumed == nil)
            #expect(used == false)
            let expected: RefreshRefusal =
                switch obstacle {
                case .unknownToken: .unknown
                case .otherPlatform: .otherPlatform
                case .otherTokenType: .otherTokenType
                case .expired, .familyExpired: .expired
                case .familyRevoked, .grantRevoked, .parentRevoked, .accountDisabled, .platformDisabled: .notLive
                case .generation, .secretDisabled: .outdated
                case .retired: .retired
                }
            #expect(refusal == expected)
        }
    }

    @Test("a used token is neither in grace nor a replay while anything else is wrong", arguments: Obstacle.allCases)
    func usedToken(_ obstacle: Obstacle) async throws {
        try await World.run { world in
            try await world.stopClock(at: Self.created)
            let sample = try await Sample.make(in: world)
            if obstacle == .expired { try await world.stopClock(at: Self.expiry) }
            let hash = obstacle == .unknownToken ? try TokenHash.fresh() : sample.hashes.usedRefresh
            let claim = RefreshClaim(
                platform: obstacle == .otherPlatform ? sample.logoless.id : sample.platform.id,
                tokenType: obstacle == .otherTokenType ? .user : nil, secretMustLive: obstacle == .secretDisabled)
            for grace in [Duration.zero, .seconds(36_000)] {
                let refusal = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                    try Self.place(obstacle, sample, stores)
                    return try stores.refreshTokens.refusal([hash], claim, grace: grace)
                }
                switch refusal {
                case .inGrace, .replayed: Issue.record("\(obstacle) with a grace of \(grace) passed for \(refusal)")
                default: break
                }
            }
        }
    }

    @Test("with nothing in its way it is consumed once")
    func consumes() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let (first, second) = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                (
                    try stores.refreshTokens.consume([sample.hashes.refresh], Self.claim(sample)),
                    try stores.refreshTokens.consume([sample.hashes.refresh], Self.claim(sample))
                )
            }
            #expect(first?.family.id == sample.familyID)
            #expect(first?.family.grantID == sample.grantID)
            #expect(first?.family.codeID == sample.codeID)
            #expect(first?.family.obtainedBy == sample.user.id)
            #expect(first?.scopes == ["read"])
            #expect(second == nil)
        }
    }

    @Test("of many at once, one gets it")
    func race() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let winners = try await withThrowingTaskGroup(of: Bool.self) { tasks in
                for _ in 0..<32 {
                    tasks.addTask {
                        try await world.storage.transaction(tenant: sample.tenantID) { stores in
                            try stores.refreshTokens.consume([sample.hashes.refresh], Self.claim(sample)) != nil
                        }
                    }
                }
                return try await tasks.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(winners == 1)
        }
    }

    @Test(
        "a used token is answered until the instant its grace ends, with so many successors given",
        arguments: [("2030-01-01 00:00:29.999999+00", true), ("2030-01-01 00:00:30+00", false)])
    func grace(_ instant: String, isInGrace: Bool) async throws {
        try await World.run { world in
            try await world.stopClock(at: Self.created)
            let sample = try await Sample.make(in: world)
            try await world.stopClock(at: instant)
            let refusal = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.refreshTokens.refusal([sample.hashes.usedRefresh], Self.claim(sample), grace: .seconds(30))
            }
            guard isInGrace else {
                #expect(refusal == .replayed(sample.familyID, sample.grantID))
                return
            }
            guard case .inGrace(let token, successors: 2) = refusal else {
                Issue.record("it is \(refusal)")
                return
            }
            #expect(token.family.id == sample.familyID)
        }
    }

    @Test("a successor that was used ends its parent's grace, and retires its siblings and nobody else")
    func retires() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let (parent, sibling, retired) = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                let used = try #require(try stores.refreshTokens.consume([sample.hashes.refresh], Self.claim(sample)))
                try stores.refreshTokens.retireSiblings(of: used.id)
                return (
                    try stores.refreshTokens.refusal([sample.hashes.usedRefresh], Self.claim(sample), grace: .seconds(3600)),
                    try stores.refreshTokens.refusal([sample.hashes.sibling], Self.claim(sample), grace: .seconds(3600)),
                    try stores.session.value("SELECT count(*) FROM refresh_token WHERE retired_at IS NOT NULL", as: Int.self)
                )
            }
            #expect(parent == .replayed(sample.familyID, sample.grantID))
            #expect(sibling == .retired)
            #expect(retired == 1)
        }
    }

    @Test("is good until the instant it expires, and not at it")
    func boundary() async throws {
        try await World.run { world in
            try await world.stopClock(at: Self.created)
            let sample = try await Sample.make(in: world)
            for (instant, isGood) in [(Self.expiry, false), ("2030-01-01 00:59:59.999999+00", true)] {
                try await world.stopClock(at: instant)
                let token = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                    try stores.refreshTokens.consume([sample.hashes.refresh], Self.claim(sample))
                }
                #expect((token != nil) == isGood)
            }
        }
    }

    private static func claim(_ sample: Sample) -> RefreshClaim {
        RefreshClaim(platform: sample.platform.id, tokenType: nil, secretMustLive: true)
    }

    private static func place(_ obstacle: Obstacle, _ sample: Sample, _ stores: Stores) throws {
        let session = stores.session
        switch obstacle {
        case .unknownToken, .otherPlatform, .otherTokenType, .expired: break
        case .familyExpired: try session.execute("UPDATE token_family SET expires_at = tenant_now()", rows: 1)
        case .familyRevoked: _ = try stores.refreshTokens.revokeFamily(sample.familyID)
        case .grantRevoked: _ = try stores.grants.revoke(sample.grantID, by: .user)
        case .parentRevoked:
            try session.execute(
                """
                UPDATE token_family SET parent_grant_id = (SELECT id FROM account_grant WHERE id <> \(sample.grantID) LIMIT 1)
                """, rows: 1)
            try session.execute(
                "UPDATE account_grant SET revoked_at = tenant_now(), revoked_by = 'user' WHERE id <> \(sample.grantID)", rows: 1)
        case .accountDisabled: _ = try stores.accounts.setDisabled(true, publicID: sample.account.publicID)
        case .platformDisabled: _ = try stores.platforms.setDisabled(true, clientID: sample.platform.clientID)
        case .generation: _ = try stores.platforms.raiseGeneration(clientID: sample.platform.clientID)
        case .secretDisabled: _ = try stores.platformSecrets.disable(sample.secretID, platform: sample.platform.id)
        case .retired: try session.execute("UPDATE refresh_token SET retired_at = tenant_now()")
        }
    }
}
