import Model
import Storage
import TestSupport
import Testing

@Suite("memberships", .database)
struct MembershipStoreTests {
    @Test("joining again replaces the roles")
    func upsert() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let (roles, left) = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.memberships.upsert(account: sample.account.id, user: sample.user.id, roles: ["reader", "writer"])
                let roles = try stores.memberships.live(user: sample.user.id).map(\.roles)
                return (
                    roles,
                    [
                        try stores.memberships.delete(account: sample.account.id, user: sample.user.id),
                        try stores.memberships.delete(account: sample.account.id, user: sample.user.id),
                    ]
                )
            }
            #expect(roles == [["reader", "writer"]])
            #expect(left == [true, false])
        }
    }

    @Test("of a disabled account or user are not live", arguments: [true, false])
    func disabled(account: Bool) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let counts = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try [false, true, false].map { disabled in
                    if account {
                        _ = try stores.accounts.setDisabled(disabled, publicID: sample.account.publicID)
                    } else {
                        _ = try stores.users.setDisabled(disabled, email: sample.email)
                    }
                    return try stores.memberships.live(user: sample.user.id).count
                }
            }
            #expect(counts == [1, 0, 1])
        }
    }
}
