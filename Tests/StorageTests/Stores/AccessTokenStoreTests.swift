import Model
import Postgres
import Storage
import TestSupport
import Testing

@Suite("access tokens", .database)
struct AccessTokenStoreTests {
    @Test("a live token stands for its account and platform")
    func live() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let token = try #require(try await find(sample, in: world))
            #expect(token.account == sample.account)
            #expect(token.platform == sample.platform)
            #expect(token.grantID == sample.grantID)
            #expect(token.tokenType == .company)
            #expect(token.scopes == ["read"])
        }
    }

    @Test(
        "a token is not good where anything it depends on is not (DESIGN.md, data rule 3)",
        arguments: [
            "UPDATE access_token SET revoked_at = now()", "UPDATE access_token SET expires_at = now() - interval '1 second'",
            "UPDATE account_grant SET revoked_at = now(), revoked_by = 'user'", "UPDATE platform SET disabled_at = now()",
            "UPDATE account SET disabled_at = now()", "UPDATE tenant SET disabled_at = now()",
        ])
    func notLive(_ change: String) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.asSuperuser { session in try session.script(change) }
            #expect(try await find(sample, in: world) == nil)
        }
    }

    @Test(
        "a user's token depends on the user and the membership besides",
        arguments: [
            ("SELECT 1", true), ("UPDATE app_user SET disabled_at = now()", false), ("DELETE FROM membership", false),
            ("UPDATE account_grant SET revoked_at = now(), revoked_by = 'user'", false),
        ])
    func userToken(change: String, isLive: Bool) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.asSuperuser { session in
                try session.execute("UPDATE account_grant SET user_id = \(sample.user.id.rawValue)")
                try session.execute("UPDATE access_token SET token_type = 'user'")
                try session.script(change)
            }
            let token = try await find(sample, in: world)
            #expect((token != nil) == isLive)
            if isLive { #expect(token?.tokenType == .user) }
        }
    }

    @Test("membership in another account, or somebody else's, does not carry a user's token")
    func otherMembership() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.storage.transaction(tenant: sample.tenantID) { stores in
                let second = try stores.accounts.insert(publicID: "second", name: "Second")
                let email = try #require(EmailAddress("b@first.example"))
                let other = try stores.users.insert(email, name: nil, passwordHash: nil)
                try stores.memberships.upsert(account: second.id, user: sample.user.id, roles: [])
                try stores.memberships.upsert(account: sample.account.id, user: other.id, roles: [])
                _ = try stores.memberships.delete(account: sample.account.id, user: sample.user.id)
            }
            #expect(try await find(sample, in: world) != nil)
            try await world.asSuperuser { session in try session.execute("UPDATE account_grant SET user_id = \(sample.user.id.rawValue)") }
            #expect(try await find(sample, in: world) == nil)
        }
    }

    @Test("a company token does not depend on the person who approved it")
    func companyToken() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.asSuperuser { session in try session.script("UPDATE app_user SET disabled_at = now(); DELETE FROM membership") }
            #expect(try await find(sample, in: world) != nil)
        }
    }

    @Test("an expired or disabled secret ends no token it obtained")
    func secretDisabled() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.asSuperuser { session in try session.script("UPDATE platform_secret SET expires_at = now() - interval '1 hour'")
            }
            #expect(try await find(sample, in: world) != nil)
        }
    }

    @Test("a token is good until the instant it expires, and not at it; one without expiry stays good")
    func boundary() async throws {
        try await World.run { world in
            try await world.stopClock(at: "2030-01-01 00:00:00+00")
            let sample = try await Sample.make(in: world)
            let eternal = try TokenHash.fresh()
            try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.accessTokens.insert(
                    eternal, grant: sample.grantID, code: nil, secret: nil, tokenType: .company, scopes: [], lifetime: nil)
            }
            try await world.stopClock(at: "2030-01-01 00:59:59.999999+00")
            #expect(try await find(sample, in: world) != nil)
            try await world.stopClock(at: "2030-01-01 01:00:00+00")
            #expect(try await find(sample, in: world) == nil)
            try await world.stopClock(at: "2330-01-01 00:00:00+00")
            let found = try await world.storage.transaction(tenant: sample.tenantID) { stores in try stores.accessTokens.findLive([eternal])
            }
            #expect(found?.expiresAt == nil)
            #expect(found?.scopes == [])
        }
    }

    @Test("revoking by grant or by code says how many tokens ended, once")
    func revokes() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let (second, unrelated) = (try TokenHash.fresh(), try TokenHash.fresh())
            let counts = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.accessTokens.insert(
                    second, grant: sample.grantID, code: sample.codeID, secret: nil, tokenType: .company, scopes: [], lifetime: nil)
                try stores.accessTokens.insert(
                    unrelated, grant: sample.grantID, code: nil, secret: nil, tokenType: .company, scopes: [], lifetime: nil)
                let byCode = try stores.accessTokens.revokeAll(code: sample.codeID)
                let stillLive = try stores.accessTokens.findLive([unrelated]) != nil
                let byGrant = try stores.accessTokens.revokeAll(grant: sample.grantID)
                return [byCode, stillLive ? 1 : 0, byGrant, try stores.accessTokens.revokeAll(grant: sample.grantID)]
            }
            #expect(counts == [2, 1, 1, 0])
            #expect(try await find(sample, in: world) == nil)
        }
    }

    @Test("a stored word that this binary does not know is reported by its column")
    func undecodable() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.asSuperuser { session in
                try session.script(
                    "ALTER TABLE access_token DROP CONSTRAINT access_token_type; UPDATE access_token SET token_type = 'robot'")
            }
            let error = await #expect(throws: PostgresError.self) { try await find(sample, in: world) }
            guard case .undecodable(column: "token_type", let reason) = error else { throw error ?? .misuse("no error") }
            #expect(!reason.contains("robot"))
        }
    }

    private func find(_ sample: Sample, in world: World) async throws -> AccessToken? {
        try await world.storage.transaction(tenant: sample.tenantID) { stores in try stores.accessTokens.findLive([sample.hashes.token]) }
    }
}
