import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Storage

@Suite("consuming a token that signs somebody in", .database)
struct SSOTokenStoreTests {
    /// What is wrong when it is presented.
    enum Obstacle: Sendable, CaseIterable {
        case unknownToken, expired, grantRevoked, accountDisabled, platformDisabled, userDisabled, membershipGone, tokenRevoked,
            generation, familyRevoked, parentRevoked
    }

    private static let created = "2030-01-01 00:00:00+00"
    private static let expiry = "2030-01-01 01:00:00+00"

    @Test("each obstacle alone is enough, for the token and for the code that is handed off", arguments: Obstacle.allCases)
    func obstacle(_ obstacle: Obstacle) async throws {
        try await World.run { world in
            try await world.stopClock(at: Self.created)
            let sample = try await Sample.make(in: world)
            if obstacle == .expired { try await world.stopClock(at: Self.expiry) }
            let unknown = try TokenHash.fresh()
            let found = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try Self.place(obstacle, sample, stores)
                let isUnknown = obstacle == .unknownToken
                return [
                    try stores.ssoTokens.consume([isUnknown ? unknown : sample.hashes.sso]),
                    try stores.ssoTokens.consumeHandoff([isUnknown ? unknown : sample.hashes.handoff]),
                ]
            }
            #expect(found == [nil, nil])
        }
    }

    @Test("with nothing in their way each is consumed once, and neither for the other")
    func consumes() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let found = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                let store = stores.ssoTokens
                return [
                    try store.consumeHandoff([sample.hashes.sso]), try store.consume([sample.hashes.handoff]),
                    try store.consume([sample.hashes.usedSSO]), try store.consume([sample.hashes.sso]),
                    try store.consume([sample.hashes.sso]), try store.consumeHandoff([sample.hashes.handoff]),
                    try store.consumeHandoff([sample.hashes.handoff]),
                ].map { $0?.user.id }
            }
            #expect(found == [nil, nil, nil, sample.user.id, nil, sample.user.id, nil])
        }
    }

    @Test("of many at once, one gets it", arguments: [true, false])
    func race(_ isHandoff: Bool) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let winners = try await withThrowingTaskGroup(of: Bool.self) { tasks in
                for _ in 0..<32 {
                    tasks.addTask {
                        try await world.storage.transaction(tenant: sample.tenantID) { stores in
                            isHandoff
                                ? try stores.ssoTokens.consumeHandoff([sample.hashes.handoff]) != nil
                                : try stores.ssoTokens.consume([sample.hashes.sso]) != nil
                        }
                    }
                }
                return try await tasks.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(winners == 1)
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
                    try stores.ssoTokens.consume([sample.hashes.sso])
                }
                #expect((token != nil) == isGood)
            }
        }
    }

    @Test(
        "a landing page that is no local path is refused by the database as well", arguments: ["//evil.test", "/\\evil.test", "evil", ""])
    func landingPage(_ page: String) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let hash = try TokenHash.fresh()
            let error = await #expect(throws: PostgresError.self) {
                try await world.storage.transaction(tenant: sample.tenantID) { stores in
                    try stores.ssoTokens.insert(
                        SSOToken.ID(rawValue: UUID()), hash: hash,
                        NewSSOToken(
                            accessTokenID: sample.tokenID, grantID: sample.grantID, userID: sample.user.id, landingPage: page,
                            sealedThirdPartyData: nil, lifetime: .seconds(60)))
                }
            }
            guard case .server(.checkViolation, "sso_token_landing_page", _) = error else { throw error ?? .misuse("no error") }
        }
    }

    private static func place(_ obstacle: Obstacle, _ sample: Sample, _ stores: Stores) throws {
        let session = stores.session
        switch obstacle {
        case .unknownToken, .expired: break
        case .grantRevoked: _ = try stores.grants.revoke(sample.grantID, by: .user)
        case .accountDisabled: _ = try stores.accounts.setDisabled(true, publicID: sample.account.publicID)
        case .platformDisabled: _ = try stores.platforms.setDisabled(true, clientID: sample.platform.clientID)
        case .userDisabled: _ = try stores.users.setDisabled(true, email: sample.email)
        case .membershipGone: _ = try stores.memberships.delete(account: sample.account.id, user: sample.user.id)
        case .tokenRevoked: _ = try stores.accessTokens.revoke(sample.tokenID, grant: sample.grantID)
        case .generation: _ = try stores.platforms.raiseGeneration(clientID: sample.platform.clientID)
        case .familyRevoked:
            try session.execute("UPDATE access_token SET family_id = \(sample.familyID) WHERE id = \(sample.tokenID)", rows: 1)
            _ = try stores.refreshTokens.revokeFamily(sample.familyID)
        case .parentRevoked:
            try session.execute("UPDATE access_token SET family_id = \(sample.familyID) WHERE id = \(sample.tokenID)", rows: 1)
            try session.execute(
                "UPDATE token_family SET parent_grant_id = (SELECT id FROM account_grant WHERE id <> \(sample.grantID) LIMIT 1)", rows: 1)
            try session.execute(
                "UPDATE account_grant SET revoked_at = tenant_now(), revoked_by = 'user' WHERE id <> \(sample.grantID)", rows: 1)
        }
    }
}
