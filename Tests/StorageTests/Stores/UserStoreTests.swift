import Model
import Storage
import TestSupport
import Testing

@Suite("users", .database)
struct UserStoreTests {
    @Test("an address is found in any case of its ASCII letters, and shown as it was typed")
    func findsAddress() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let shouted = try #require(EmailAddress(sample.email.text.uppercased()))
            let user = try await world.storage.transaction(tenant: sample.tenantID) { stores in try stores.users.find(shouted) }
            #expect(user == sample.user)
            #expect(user?.email == sample.email.text)
        }
    }

    @Test("a disabled user has no credentials but is found")
    func disabled() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let (before, after, found) = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                let before = try stores.users.findCredentials(sample.email)?.passwordHash
                _ = try stores.users.setDisabled(true, email: sample.email)
                return (before, try stores.users.findCredentials(sample.email) == nil, try stores.users.find(sample.email))
            }
            #expect(try before == Sample.passwordHash())
            #expect(after)
            #expect(found?.disabledAt != nil)
        }
    }

    @Test("a new password replaces the old one")
    func password() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let hash = try Sample.passwordHash("B")
            let stored = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                _ = try stores.users.setPasswordHash(hash, user: sample.user.id)
                return try stores.users.findCredentials(sample.email)?.passwordHash
            }
            #expect(stored == hash)
        }
    }
}
