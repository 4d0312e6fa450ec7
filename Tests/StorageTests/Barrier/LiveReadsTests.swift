import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Storage

@Suite("validation from memory", .database)
struct LiveReadsTests {
    /// A change, and what takes it back where something does.
    struct Change: Sendable, CustomTestStringConvertible {
        let script: String
        let undo: String?

        init(_ script: String, undo: String? = nil) {
            self.script = script
            self.undo = undo
        }

        var testDescription: String { script }
    }

    @Test(
        "on every server the next validation sees what was committed, in both directions",
        arguments: [
            Change("UPDATE access_token SET revoked_at = now()", undo: "UPDATE access_token SET revoked_at = NULL"),
            Change("UPDATE access_token SET expires_at = now()", undo: "UPDATE access_token SET expires_at = NULL"),
            Change("UPDATE access_token SET scopes = '{none}'", undo: "UPDATE access_token SET scopes = '{read}'"),
            Change("UPDATE account_grant SET revoked_at = now(), revoked_by = 'user' WHERE revoked_at IS NULL"),
            Change("UPDATE account_grant SET scopes = '{none}'", undo: "UPDATE account_grant SET scopes = '{read}'"),
            Change("UPDATE platform SET disabled_at = now()", undo: "UPDATE platform SET disabled_at = NULL"),
            Change("UPDATE platform SET generation = generation + 1", undo: "UPDATE platform SET generation = generation - 1"),
            Change("UPDATE account SET disabled_at = now()", undo: "UPDATE account SET disabled_at = NULL"),
            Change("UPDATE tenant SET disabled_at = now()", undo: "UPDATE tenant SET disabled_at = NULL"),
            Change(
                "DELETE FROM registry.tenant_revision_log; UPDATE account SET disabled_at = now()",
                undo: "UPDATE account SET disabled_at = NULL"),
            Change("SET LOCAL session_replication_role = replica; UPDATE account SET disabled_at = now()"),
            Change("UPDATE registry.tenant_revision SET stamp = gen_random_uuid()"),
            Change("DELETE FROM sso_token; DELETE FROM access_token"),
        ])
    func changes(_ change: Change) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.asSuperuser { session in
                try session.script(
                    "UPDATE access_token SET scopes = '{read}'; UPDATE account_grant SET scopes = '{read}'; UPDATE platform SET scopes = '{read}'"
                )
            }
            let servers = [world.storage.live, Storage(database: world.database).live]
            for script in [change.script, change.undo].compactMap({ $0 }) {
                // Twice: read, then remembered.
                for live in servers + servers { #expect(try await isGood(sample, live) == isLive(sample, world)) }
                try await world.asSuperuser { session in try session.script(script) }
                for live in servers + servers { #expect(try await isGood(sample, live) == isLive(sample, world)) }
            }
        }
    }

    @Test("who waits for several tenants is told of each that there is, by its own clock")
    func severalTenants() async throws {
        try await World.run { world in
            let tenants = [try await Sample.make(in: world), try await Sample.make(in: world)].map(\.tenantID)
            try await world.asSuperuser { session in
                try session.execute("UPDATE tenant SET clock_offset = interval '1 hour' WHERE id = \(tenants[1])")
            }
            let live = world.storage.live
            try await withThrowingTaskGroup(of: [Tenant.ID: Moment].self) { group in
                for asked in [tenants, [tenants[1]], [Tenant.ID(rawValue: UUID())], tenants] {
                    group.addTask {
                        try await withCheckedThrowingContinuation { continuation in
                            live.wait(for: asked) { outcome in
                                // It may hear of those besides that others asked about.
                                continuation.resume(with: outcome.map { moments in moments.filter { asked.contains($0.key) } })
                            }
                        }
                    }
                }
                var found = Set<Set<Tenant.ID>>()
                for try await moments in group {
                    found.insert(Set(moments.keys))
                    for (tenant, moment) in moments {
                        #expect(moment.tenantID == tenant)
                        let shift = moment.time.timeIntervalSince(moment.databaseTime)
                        #expect(shift == (tenant == tenants[1] ? 3600 : 0))
                    }
                }
                #expect(found == [Set(tenants), [tenants[1]], []])
            }
        }
    }

    @Test("what is remembered costs no statement but the barrier's, and says what the row says")
    func remembered() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let live = world.storage.live
            let read = try await token(sample, live)
            #expect(live.memoryUsed > 0)
            // Without the table nothing could be read.
            try await world.asSuperuser { session in try session.script("ALTER TABLE access_token RENAME TO away") }
            let remembered = try await token(sample, live)
            try await world.asSuperuser { session in try session.script("ALTER TABLE away RENAME TO access_token") }
            #expect(remembered?.id == read?.id)
            #expect(remembered?.scopes == read?.scopes)
            #expect(remembered?.expiresAt == read?.expiresAt)
            #expect(remembered?.platform == read?.platform)
            #expect(remembered?.account == read?.account)
            #expect(remembered?.grantID == sample.grantID)
        }
    }

    @Test("a token nobody has is never remembered: the moment it is there it is good")
    func absence() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let hash = try TokenHash.fresh()
            let live = world.storage.live
            #expect(try await token(sample, live, hash) == nil)
            try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.accessTokens.insert(
                    hash, grant: sample.grantID, code: sample.codeID, secret: sample.secretID, tokenType: .company, scopes: [],
                    lifetime: nil)
            }
            #expect(try await token(sample, live, hash) != nil)
        }
    }

    @Test("another tenant's moment finds nothing, remembered or not")
    func wall() async throws {
        try await World.run { world in
            let (sample, other) = (try await Sample.make(in: world), try await Sample.make(in: world))
            let live = world.storage.live
            _ = try await token(sample, live)
            let moment = try #require(try await live.moment(of: other.tenantID))
            let hash = sample.hashes.token
            let found = try await live.token(CandidateHashes(first: hash) { [hash] }, personal: nil, secretMustLive: false, at: moment)
            #expect(found == nil)
        }
    }

    @Test("a token expires by its tenant's clock, remembered or not")
    func expiry() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let hash = try TokenHash.fresh()
            try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.accessTokens.insert(
                    hash, grant: sample.grantID, code: sample.codeID, secret: sample.secretID, tokenType: .company, scopes: [],
                    lifetime: .seconds(3600))
            }
            let live = world.storage.live
            for (offset, isGood) in [(0, true), (3590, true), (3610, false), (0, true)] {
                try await world.storage.transaction(tenant: sample.tenantID) { stores in
                    try stores.tenants.setClockOffset(.seconds(offset), tenant: sample.tenantID)
                }
                for _ in 0..<2 {
                    let found = try await token(sample, live, hash)
                    #expect((found != nil) == isGood)
                    if let remaining = found?.remaining { #expect(abs(remaining.inSeconds - Double(3600 - offset)) < 60) }
                }
            }
        }
    }

    @Test("a bound on memory is kept, and what gives way is read again")
    func bound() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let storage = Storage(database: world.database, memory: 50_000)
            let hashes = try (0..<500).map { _ in try TokenHash.fresh() }
            try await world.storage.transaction(tenant: sample.tenantID) { stores in
                for hash in hashes {
                    try stores.accessTokens.insert(
                        hash, grant: sample.grantID, code: sample.codeID, secret: sample.secretID, tokenType: .company, scopes: [],
                        lifetime: nil)
                }
            }
            for hash in hashes + hashes { #expect(try await token(sample, storage.live, hash) != nil) }
            #expect(storage.live.memoryUsed <= 50_000)
            #expect(storage.live.memoryUsed > 10_000)
        }
    }

    @Test("the tenant is found by slug and host as they are now")
    func names() async throws {
        try await World.run { world in
            let (sample, other) = (try await Sample.make(in: world), try await Sample.make(in: world))
            let live = world.storage.live
            for _ in 0..<2 {
                #expect(try await live.tenant(.host(sample.host))?.0.id == sample.tenantID)
                #expect(try await live.tenant(.slug(sample.slug))?.0.id == sample.tenantID)
            }
            try await world.asSuperuser { session in
                try session.execute("UPDATE tenant_host SET tenant_id = \(other.tenantID) WHERE host = \(sample.host)", rows: 1)
            }
            for _ in 0..<2 { #expect(try await live.tenant(.host(sample.host))?.0.id == other.tenantID) }
            try await world.asSuperuser { session in
                try session.execute("DELETE FROM tenant_host WHERE host = \(sample.host)", rows: 1)
            }
            #expect(try await live.tenant(.host(sample.host)) == nil)
        }
    }

    private func token(_ sample: Sample, _ live: LiveReads, _ hash: TokenHash? = nil) async throws -> AccessToken? {
        let hash = hash ?? sample.hashes.token
        guard let moment = try await live.moment(of: sample.tenantID) else { return nil }
        guard
            case .granted(let token) = try await live.token(
                CandidateHashes(first: hash) { [hash] }, personal: nil, secretMustLive: false, at: moment)
        else { return nil }
        return token
    }

    private func isGood(_ sample: Sample, _ live: LiveReads) async throws -> Bool { try await token(sample, live) != nil }

    private func isLive(_ sample: Sample, _ world: World) async throws -> Bool {
        try await world.storage.transaction(tenant: sample.tenantID) { stores in
            try stores.accessTokens.findLive([sample.hashes.token], secretMustLive: false) != nil
        }
    }
}
