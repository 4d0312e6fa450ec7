import Postgres
import TestSupport
import Testing

@testable import Storage

@Suite("the setting that names the tenant", .database)
struct SettingTests {
    @Test("does not outlive its transaction on the same connection, committed or not", arguments: [true, false])
    func doesNotLeak(commits: Bool) async throws {
        try await World.run(connections: 1) { world in
            let sample = try await Sample.make(in: world)
            struct Stop: Error {}
            do {
                try await world.storage.transaction(tenant: sample.tenantID) { stores in
                    let seen = try stores.accounts.all()
                    #expect(seen.count == 1)
                    if !commits { throw Stop() }
                }
            } catch is Stop {
            }
            try await world.database.transaction { session in
                let setting: String? = try session.value("SELECT coalesce(current_setting('app.tenant', true), '')")
                let seen: Int? = try session.value("SELECT count(*) FROM account")
                let changed = try session.execute("UPDATE account SET name = 'x'")
                #expect(setting == "")
                #expect(seen == 0)
                #expect(changed == 0)
            }
            #expect(world.database.statistics.open == 1)
        }
    }

    @Test("is a tenant's whole id: part of one, nonsense or SQL opens nothing", arguments: ["", "x", "' OR true --", "00000000"])
    func nonsense(_ value: String) async throws {
        try await World.run { world in
            _ = try await Sample.make(in: world)
            let seen = try? await World.asLogin("symbolon_app", tenant: value) { session in
                try session.value("SELECT count(*) FROM account", as: Int.self)
            }
            #expect((seen ?? 0) == 0)
        }
    }

    @Test("one tenant's rows stay its own where two have equal ids on the wire")
    func twins() async throws {
        try await World.run { world in
            let first = try await Sample.make(in: world)
            let second = try await Sample.make(in: world)
            for sample in [first, second] {
                try await world.storage.transaction(tenant: sample.tenantID) { stores in
                    _ = try stores.accounts.insert(publicID: "twin", name: sample.slug)
                }
            }
            let name = try await world.storage.transaction(tenant: second.tenantID) { stores in
                try stores.accounts.find(publicID: "twin")?.name
            }
            #expect(name == second.slug)
        }
    }
}
