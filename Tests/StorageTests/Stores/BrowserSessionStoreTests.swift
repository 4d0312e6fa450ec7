import Model
import Storage
import TestSupport
import Testing

@Suite("browser sessions", .database)
struct BrowserSessionStoreTests {
    @Test("a session names its user until the instant it expires")
    func expiry() async throws {
        try await World.run { world in
            try await world.stopClock(at: "2030-01-01 00:00:00+00")
            let sample = try await Sample.make(in: world)
            try await world.stopClock(at: "2030-01-01 00:59:59.999999+00")
            #expect(try await find(sample, in: world)?.user == sample.user)
            try await world.stopClock(at: "2030-01-01 01:00:00+00")
            #expect(try await find(sample, in: world) == nil)
        }
    }

    @Test("an ended session, or a disabled user's, is gone", arguments: [0, 1, 2])
    func ended(_ how: Int) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.storage.transaction(tenant: sample.tenantID) { stores in
                switch how {
                case 0: try stores.browserSessions.end([sample.hashes.session])
                case 1: try stores.browserSessions.endAll(user: sample.user.id)
                default: _ = try stores.users.setDisabled(true, email: sample.email)
                }
            }
            #expect(try await find(sample, in: world) == nil)
        }
    }

    @Test("ending one session leaves the user's other, ending all leaves nobody else's")
    func others() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let (second, others) = (try TokenHash.fresh(), try TokenHash.fresh())
            let live = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                let email = try #require(EmailAddress("b@first.example"))
                let other = try stores.users.insert(email, name: nil, passwordHash: nil)
                try stores.browserSessions.insert(second, user: sample.user.id, lifetime: .seconds(60))
                try stores.browserSessions.insert(others, user: other.id, lifetime: .seconds(60))
                try stores.browserSessions.end([sample.hashes.session])
                let afterOne = try stores.browserSessions.findLive([second])?.user.id
                try stores.browserSessions.endAll(user: sample.user.id)
                return [
                    afterOne == sample.user.id, try stores.browserSessions.findLive([second]) == nil,
                    try stores.browserSessions.findLive([others]) != nil,
                ]
            }
            #expect(live == [true, true, true])
        }
    }

    private func find(_ sample: Sample, in world: World) async throws -> BrowserSession? {
        try await world.storage.transaction(tenant: sample.tenantID) { stores in
            try stores.browserSessions.findLive([sample.hashes.session])
        }
    }
}
