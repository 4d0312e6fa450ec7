import Model
import Postgres
import Storage
import TestSupport
import Testing

@Suite("keys of the management API", .database)
struct AdminKeyStoreTests {
    @Test("an operator's key is written with no tenant set, and by no tenant")
    func operatorKeys() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let hash = try TokenHash.fresh()
            let key = try await world.storage.registry { stores in
                try stores.adminKeys.insert(hash, tenant: nil, name: "operator", permissions: [.all], lifetime: nil)
            }
            #expect(key.tenantID == nil)
            let byTenant = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.adminKeys.revoke(key.id, tenant: nil)
            }
            #expect(!byTenant)
            let error = await #expect(throws: PostgresError.self) {
                try await world.storage.transaction(tenant: sample.tenantID) { stores in
                    try stores.adminKeys.insert(.fresh(), tenant: nil, name: "climber", permissions: [.all], lifetime: nil)
                }
            }
            guard case .server(.insufficientPrivilege, _, _) = error else { throw error ?? .misuse("no error") }
            let byOperator = try await world.storage.registry { stores in
                [
                    try stores.adminKeys.revoke(sample.adminKeyID, tenant: sample.tenantID),
                    try stores.adminKeys.revoke(sample.adminKeyID, tenant: nil),
                    try stores.adminKeys.revoke(key.id, tenant: nil), try stores.adminKeys.revoke(key.id, tenant: nil),
                ]
            }
            #expect(byOperator == [false, false, true, false])
        }
    }

    @Test(
        "a key is found while it is live",
        arguments: [
            ("SELECT 1", true), ("UPDATE admin_key SET revoked_at = now()", false),
            ("UPDATE admin_key SET expires_at = clock_timestamp()", false),
            ("UPDATE admin_key SET expires_at = now() + interval '1 hour'", true),
        ])
    func live(change: String, isLive: Bool) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.asSuperuser { session in try session.script(change) }
            let key = try await world.storage.registry { stores in try stores.adminKeys.findLive([sample.hashes.adminKey]) }
            #expect(key?.id == (isLive ? sample.adminKeyID : nil))
            if isLive { #expect(key?.tenantID == sample.tenantID) }
        }
    }
}
