import Model
import Postgres
import TestSupport
import Testing

@testable import Storage

@Suite("the lock of a grant", .database)
struct GrantLockTests {
    /// What the grant is reached by.
    enum Way: Sendable, CaseIterable { case id, code, accessToken, refreshToken, all }

    @Test("makes whoever comes by another way wait for whoever holds it", arguments: Way.allCases)
    func waits(_ way: Way) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.holding { session in
                try session.execute("SELECT FROM account_grant WHERE id = \(sample.grantID) FOR NO KEY UPDATE", rows: 1)
            } _: { letGo in
                async let locked: Void = world.storage.transaction(tenant: sample.tenantID) { stores in
                    try Self.lock(by: way, sample, stores)
                }
                #expect(try await world.waitForLocks(1))
                letGo()
                try await locked
            }
        }
    }

    @Test("of nobody is no lock, and nobody waits for it", arguments: Way.allCases)
    func nothing(_ way: Way) async throws {
        try await World.run { world in
            let (sample, other) = (try await Sample.make(in: world), try await Sample.make(in: world))
            try await world.holding { session in
                try session.execute("SELECT FROM account_grant WHERE id = \(sample.grantID) FOR UPDATE", rows: 1)
            } _: { letGo in
                // Another tenant's hashes and ids find nothing here.
                try await world.storage.transaction(tenant: other.tenantID) { stores in try Self.lock(by: way, sample, stores) }
                letGo()
            }
        }
    }

    @Test("lets rows be written that only refer to the grant")
    func references() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.holding { session in
                try session.execute("SELECT FROM account_grant WHERE id = \(sample.grantID) FOR NO KEY UPDATE", rows: 1)
            } _: { letGo in
                let hash = try TokenHash.fresh()
                try await world.storage.transaction(tenant: sample.tenantID) { stores in
                    try stores.accessTokens.insert(hash, grant: sample.grantID, code: nil, secret: nil, lifetime: nil)
                }
                letGo()
            }
        }
    }

    @Test("an approver who is held is not taken out meanwhile", arguments: [true, false])
    func approver(_ leaves: Bool) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let stored = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.authorizationCodes.lockApprover([sample.hashes.code], platform: sample.platform.id)
                return try stores.session.value(
                    """
                    SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND mode = 'RowShareLock'
                        AND relation IN ('membership'::regclass, 'app_user'::regclass)
                    """, as: Int.self)
            }
            #expect(stored == 2)
            try await world.holding { session in
                // As the exchange does, by the superuser, so that it can be held.
                try session.execute("SELECT FROM membership WHERE user_id = \(sample.user.id) FOR SHARE", rows: 1)
                try session.execute("SELECT FROM app_user WHERE id = \(sample.user.id) FOR SHARE", rows: 1)
            } _: { letGo in
                async let gone = world.storage.transaction(tenant: sample.tenantID) { stores in
                    leaves
                        ? try stores.memberships.delete(account: sample.account.id, user: sample.user.id)
                        : try stores.users.setDisabled(true, email: sample.email)
                }
                #expect(try await world.waitForLocks(1))
                letGo()
                let wasThere = try await gone
                #expect(wasThere)
            }
        }
    }

    private static func lock(by way: Way, _ sample: Sample, _ stores: Stores) throws {
        switch way {
        case .id: try stores.grants.lock(sample.grantID)
        case .code: try stores.grants.lock(code: [sample.hashes.code], platform: sample.platform.id)
        case .accessToken: try stores.grants.lock(accessToken: [sample.hashes.token])
        case .refreshToken: try stores.grants.lock(refreshToken: [sample.hashes.refresh])
        case .all: try stores.grants.lockAll(platform: sample.platform.id, account: sample.account.id)
        }
    }
}
