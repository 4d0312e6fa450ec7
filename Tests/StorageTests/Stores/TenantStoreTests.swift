import Foundation
import Model
import Postgres
import Storage
import TestSupport
import Testing

@Suite("tenants", .database)
struct TenantStoreTests {
    @Test("only a sandbox's clock moves")
    func clock() async throws {
        try await World.run { world in
            let live = try await Sample.emptyTenant(in: world, isSandbox: false)
            let error = await #expect(throws: PostgresError.self) {
                try await world.storage.transaction(tenant: live) { stores in try stores.tenants.setClockOffset(.seconds(1), tenant: live) }
            }
            guard case .server(.checkViolation, "tenant_clock_offset_sandbox", _) = error else { throw error ?? .misuse("no error") }
        }
    }

    @Test("a clock moves for its own tenant only, both ways", arguments: [Duration.seconds(86_400 * 365), .seconds(-86_400 * 365)])
    func clockIsOwn(_ offset: Duration) async throws {
        try await World.run { world in
            let (moved, other) = (try await Sample.emptyTenant(in: world), try await Sample.emptyTenant(in: world))
            try await world.storage.transaction(tenant: moved) { stores in try stores.tenants.setClockOffset(offset, tenant: moved) }
            func created(_ tenant: Tenant.ID) async throws -> Date {
                try await world.storage.transaction(tenant: tenant) { stores in
                    try stores.accounts.insert(publicID: "a", name: "A").createdAt
                }
            }
            let between = try await created(moved).timeIntervalSince(try await created(other))
            let expected = Double(offset.components.seconds)
            #expect(abs(between - expected) < 86_400)
        }
    }

    @Test("a slug and a host belong to one tenant, and the database says which was taken")
    func taken() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let second = Tenant.ID(rawValue: UUID())
            let slug = await #expect(throws: PostgresError.self) {
                try await world.storage.transaction(tenant: second) { stores in
                    try stores.tenants.insert(second, slug: sample.slug, name: "B", dialect: "xref", publicURL: nil, isSandbox: false)
                }
            }
            guard case .server(.uniqueViolation, "tenant_slug_key", _) = slug else { throw slug ?? .misuse("no error") }
            let host = await #expect(throws: PostgresError.self) {
                try await world.storage.transaction(tenant: second) { stores in
                    try stores.tenants.insert(second, slug: "second", name: "B", dialect: "xref", publicURL: nil, isSandbox: false)
                    try stores.tenants.insertHost(sample.host, tenant: second)
                }
            }
            guard case .server(.uniqueViolation, "tenant_host_pkey", _) = host else { throw host ?? .misuse("no error") }
        }
    }

    @Test("a disabled tenant is still found, and says so; disabling twice keeps the first time")
    func disabled() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            var times: [Date?] = []
            for disabled in [true, true, false] {
                try await world.storage.transaction(tenant: sample.tenantID) { stores in
                    try stores.tenants.setDisabled(disabled, tenant: sample.tenantID)
                }
                let tenant = try await world.storage.registry { stores in try stores.tenants.find(host: sample.host) }
                times.append(try #require(tenant).disabledAt)
            }
            #expect(times[0] != nil)
            #expect(times[1] == times[0])
            #expect(times[2] == nil)
        }
    }
}
