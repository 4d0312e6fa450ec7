import Foundation
import Model
import Postgres
import Storage
import TestSupport
import Testing

@Suite("grants", .database)
struct GrantStoreTests {
    @Test("of thirty-two people who allow at once, all get the one grant")
    func race() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let ids = try await withThrowingTaskGroup(of: Grant.ID.self) { tasks in
                for _ in 0..<32 {
                    tasks.addTask { try await findOrInsert(sample, in: world) }
                }
                return try await tasks.reduce(into: Set<Grant.ID>()) { $0.insert($1) }
            }
            #expect(ids.count == 1)
            let live = try await world.storage.transaction(tenant: sample.tenantID) { stores in try stores.grants.live() }
            #expect(live.filter { $0.platformID == sample.logoless.id }.map(\.id) == Array(ids))
        }
    }

    @Test("allowing again keeps the grant; after a revocation it makes a new one")
    func revokedIsFinal() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let first = try await findOrInsert(sample, in: world)
            #expect(try await findOrInsert(sample, in: world) == first)
            let revoked = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                [try stores.grants.revoke(first, by: .tenant), try stores.grants.revoke(first, by: .user)]
            }
            #expect(revoked == [true, false])
            let second = try await findOrInsert(sample, in: world)
            #expect(second != first)
            let old = try await world.storage.transaction(tenant: sample.tenantID) { stores in try stores.grants.find(first) }
            guard case .revoked(_, by: .tenant) = old?.state else {
                Issue.record("the grant is \(String(describing: old?.state))")
                return
            }
        }
    }

    @Test("the first token connects the account, later ones only name who approved them")
    func connects() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let id = try await findOrInsert(sample, in: world)
            let approval = Date(timeIntervalSinceReferenceDate: 1)
            let (answers, before, after, second) = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                let email = try #require(EmailAddress("b@first.example"))
                let second = try stores.users.insert(email, name: nil, passwordHash: nil)
                let before = try stores.grants.find(id)
                let answers = [
                    try stores.grants.connect(id, approvedBy: sample.user.id, at: sample.user.createdAt),
                    try stores.grants.connect(id, approvedBy: second.id, at: approval),
                ]
                return (answers, before, try stores.grants.find(id), second.id)
            }
            #expect(answers == [true, false])
            #expect(before?.state == .allowed)
            #expect(after?.approvedBy == second)
            #expect(after?.approvedAt == approval)
            #expect(after?.state != .allowed)
        }
    }

    @Test("an account stays connected since its first token")
    func connectedSince() async throws {
        try await World.run { world in
            try await world.stopClock(at: "2030-01-01 00:00:00+00")
            let sample = try await Sample.make(in: world)
            let first = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.grants.find(sample.grantID)?.state
            }
            try await world.stopClock(at: "2030-01-02 00:00:00+00")
            let later = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                _ = try stores.grants.connect(sample.grantID, approvedBy: sample.user.id, at: sample.user.createdAt)
                return try stores.grants.find(sample.grantID)?.state
            }
            #expect(first == .connected(since: sample.user.createdAt))
            #expect(later == first)
        }
    }

    @Test("a revoked grant can't be connected")
    func revokedNeverConnects() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let error = await #expect(throws: PostgresError.self) {
                try await world.storage.transaction(tenant: sample.tenantID) { stores in
                    _ = try stores.grants.revoke(sample.grantID, by: .user)
                    _ = try stores.grants.connect(sample.grantID, approvedBy: sample.user.id, at: sample.user.createdAt)
                }
            }
            guard case .unexpectedRowCount(expected: 1, actual: 0) = error else { throw error ?? .misuse("no error") }
        }
    }

    @Test("ending the account's own grant spares a user's in the same account")
    func revokeLive() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.asSuperuser { session in
                try session.execute(
                    """
                    INSERT INTO account_grant (tenant_id, account_id, platform_id, user_id, approved_by)
                    SELECT tenant_id, account_id, platform_id, approved_by, approved_by FROM account_grant WHERE user_id IS NULL
                    """, rows: 1)
            }
            let (first, again, live) = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                (
                    try stores.grants.revokeLive(platform: sample.platform.id, account: sample.account.id, by: .platform),
                    try stores.grants.revokeLive(platform: sample.platform.id, account: sample.account.id, by: .platform),
                    try stores.grants.live()
                )
            }
            #expect(first == sample.grantID)
            #expect(again == nil)
            let left = live.filter { $0.platformID == sample.platform.id }
            #expect(left.map(\.userID) == [sample.user.id])
            #expect(left.map(\.tokenType) == [.user])
        }
    }

    @Test("a user's grant is another than the account's own")
    func userGrantIsApart() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.asSuperuser { session in
                try session.execute("UPDATE account_grant SET user_id = approved_by WHERE user_id IS NULL", rows: 1)
            }
            let id = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.grants.findOrInsert(
                    account: sample.account.id, platform: sample.platform, scopes: [], approvedBy: sample.user.id)
            }
            #expect(id != sample.grantID)
        }
    }

    @Test(
        "an account is shown as connected while a token of its own grant works",
        arguments: [
            ("SELECT 1", 1), ("UPDATE access_token SET revoked_at = now()", 1), ("DELETE FROM refresh_token", 1),
            ("DELETE FROM refresh_token; UPDATE access_token SET revoked_at = now()", 0),
            ("DELETE FROM refresh_token; UPDATE access_token SET expires_at = now()", 0),
            ("UPDATE access_token SET revoked_at = now(); UPDATE refresh_token SET expires_at = now()", 0),
            ("UPDATE access_token SET revoked_at = now(); UPDATE refresh_token SET used_at = now()", 0),
            ("UPDATE access_token SET revoked_at = now(); UPDATE refresh_token SET retired_at = now()", 0),
            ("UPDATE access_token SET revoked_at = now(); UPDATE token_family SET revoked_at = now()", 0),
            ("UPDATE access_token SET revoked_at = now(); UPDATE token_family SET expires_at = now()", 0),
            ("UPDATE access_token SET expires_at = NULL", 1), ("UPDATE account_grant SET revoked_at = now(), revoked_by = 'user'", 0),
            ("UPDATE account_grant SET user_id = approved_by", 0),
        ])
    func connections(change: String, count: Int) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.asSuperuser { session in try session.script(change) }
            let connections = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.connections.all(platform: sample.platform.id, accounts: [sample.account.id], user: nil)
            }
            #expect(connections.count == count)
            if count == 1 { #expect(connections.first?.approvedBy == "Ada") }
        }
    }

    private func findOrInsert(_ sample: Sample, in world: World) async throws -> Grant.ID {
        try await world.storage.transaction(tenant: sample.tenantID) { stores in
            try stores.grants.findOrInsert(
                account: sample.account.id, platform: sample.logoless, scopes: ["read"], approvedBy: sample.user.id)
        }
    }
}
