import Model
import Postgres
import Storage
import TestSupport
import Testing

/// The use cases catch these by name: a renamed constraint would turn "taken" into a server error.
@Suite("names that are taken", .database)
struct UniqueNameTests {
    @Test("an account's id on the wire")
    func account() async throws {
        try await expect("account_public_id_key") { stores, sample in
            _ = try stores.accounts.insert(publicID: sample.account.publicID, name: "Second")
        }
    }

    @Test("a user's address, in whatever case it is typed")
    func user() async throws {
        try await expect("app_user_email_key") { stores, sample in
            let shouted = try #require(EmailAddress(sample.email.text.uppercased()))
            _ = try stores.users.insert(shouted, name: nil, passwordHash: nil)
        }
    }

    @Test("a platform's client id")
    func platform() async throws {
        try await expect("platform_client_id_key") { stores, sample in
            _ = try stores.platforms.insert(Sample.newPlatform(sample.platform.clientID))
        }
    }

    @Test("a token's hash")
    func token() async throws {
        try await expect("access_token_hash_key") { stores, sample in
            try stores.accessTokens.insert(
                sample.hashes.token, grant: sample.grantID, code: nil, secret: nil, tokenType: .company, scopes: [], lifetime: nil)
        }
    }

    @Test("are free in another tenant")
    func otherTenant() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let other = try await Sample.emptyTenant(in: world)
            try await world.storage.transaction(tenant: other) { stores in
                _ = try stores.accounts.insert(publicID: sample.account.publicID, name: "Second")
                _ = try stores.users.insert(sample.email, name: nil, passwordHash: nil)
                _ = try stores.platforms.insert(Sample.newPlatform(sample.platform.clientID))
            }
        }
    }

    private func expect(_ constraint: String, _ body: @escaping @Sendable (Stores, Sample) throws -> Void) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let error = await #expect(throws: PostgresError.self) {
                try await world.storage.transaction(tenant: sample.tenantID) { stores in try body(stores, sample) }
            }
            guard case .server(.uniqueViolation, constraint, _) = error else { throw error ?? .misuse("no error") }
        }
    }
}
