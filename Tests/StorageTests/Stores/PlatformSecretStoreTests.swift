import Model
import Postgres
import Storage
import TestSupport
import Testing

@Suite("platform secrets", .database)
struct PlatformSecretStoreTests {
    @Test("a secret proves its platform until the instant it expires")
    func expiry() async throws {
        try await World.run { world in
            try await world.stopClock(at: "2030-01-01 00:00:00+00")
            let sample = try await Sample.make(in: world)
            let hash = try TokenHash.fresh()
            let id = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.platformSecrets.insert(hash, platform: sample.platform.id, lifetime: .seconds(60)).id
            }
            try await world.stopClock(at: "2030-01-01 00:00:59.999999+00")
            #expect(try await authenticate(sample, hash, in: world)?.secretID == id)
            try await world.stopClock(at: "2030-01-01 00:01:00+00")
            #expect(try await authenticate(sample, hash, in: world) == nil)
            // The older one, without an expiry, goes on.
            #expect(try await authenticate(sample, sample.hashes.secret, in: world)?.secretID == sample.secretID)
        }
    }

    @Test("a disabled secret proves nothing; its siblings do")
    func disabled() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let hash = try TokenHash.fresh()
            let answers = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                _ = try stores.platformSecrets.insert(hash, platform: sample.platform.id, lifetime: nil)
                return [
                    try stores.platformSecrets.disable(sample.secretID, platform: sample.logoless.id),
                    try stores.platformSecrets.disable(sample.secretID, platform: sample.platform.id),
                    try stores.platformSecrets.disable(sample.secretID, platform: sample.platform.id),
                ]
            }
            #expect(answers == [false, true, false])
            #expect(try await authenticate(sample, sample.hashes.secret, in: world) == nil)
            #expect(try await authenticate(sample, hash, in: world)?.platform == sample.platform)
            let secrets = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.platformSecrets.all(platform: sample.platform.id)
            }
            #expect(secrets.filter { $0.disabledAt != nil }.map(\.id) == [sample.secretID])
        }
    }

    @Test("a secret proves its own platform and no other, and no platform that is disabled")
    func otherPlatform() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let found = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                let other = try stores.platformSecrets.authenticate(clientID: sample.logoless.clientID, hashes: [sample.hashes.secret])
                let unknown = try stores.platformSecrets.authenticate(clientID: "nobody", hashes: [sample.hashes.secret])
                let none = try stores.platformSecrets.authenticate(clientID: sample.platform.clientID, hashes: [])
                _ = try stores.platforms.setDisabled(true, clientID: sample.platform.clientID)
                let disabled = try stores.platformSecrets.authenticate(clientID: sample.platform.clientID, hashes: [sample.hashes.secret])
                return [other, unknown, none, disabled].compactMap(\.self).count
            }
            #expect(found == 0)
        }
    }

    private func authenticate(_ sample: Sample, _ hash: TokenHash, in world: World) async throws -> AuthenticatedPlatform? {
        try await world.storage.transaction(tenant: sample.tenantID) { stores in
            try stores.platformSecrets.authenticate(clientID: sample.platform.clientID, hashes: [hash])
        }
    }
}
