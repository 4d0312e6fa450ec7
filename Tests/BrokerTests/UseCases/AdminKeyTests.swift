import Broker
import Model
import Secrets
import TestSupport
import Testing

@Suite("keys of the management API", .database)
struct AdminKeyTests {
    @Test("an operator's and a tenant's key are let in until revoked, which happens once", arguments: [true, false])
    func revokes(_ isTenants: Bool) async throws {
        try await World.run { world in
            let tenant = try await world.tenant()
            let change = ChangeAdminKeys(engine: world.engine)
            let (secret, key) = try await change.create(name: "deploy", tenant: isTenants ? tenant : nil, lifetime: nil, by: .server)
            #expect(secret.value.hasPrefix("symbolon_admin_"))
            #expect(key.tenantID == (isTenants ? tenant.id : nil))
            #expect(try await change.isLive(secret))
            #expect(try await !change.isLive(PlainSecret(secret.value + "0")))
            try await change.revoke(key.id, by: .server)
            #expect(try await !change.isLive(secret))
            let error = await #expect(throws: InputError.self) { try await change.revoke(key.id, by: .server) }
            #expect(error?.field == "id")
        }
    }

    @Test("an unknown key, and a bad name, are refused by their field")
    func refuses() async throws {
        try await World.run { world in
            let change = ChangeAdminKeys(engine: world.engine)
            let unknown = await #expect(throws: NotFound.self) {
                try await change.revoke(AdminKey.ID(rawValue: try SecureRandom.uuid()), by: .server)
            }
            #expect(unknown?.kind == "key")
            let unnamed = await #expect(throws: InputError.self) {
                try await change.create(name: "", tenant: nil, lifetime: nil, by: .server)
            }
            #expect(unnamed?.field == "name")
        }
    }
}
