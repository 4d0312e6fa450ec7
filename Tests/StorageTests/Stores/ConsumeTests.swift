import Model
import Storage
import TestSupport
import Testing

@Suite("consuming an authorization code", .database)
struct ConsumeTests {
    /// What is wrong when the code is presented.
    enum Obstacle: Sendable, CaseIterable {
        case unknownCode, otherPlatform, otherRedirectURI, expired, used, grantRevoked, accountDisabled, approverDisabled,
            approverGone
    }

    private static let created = "2030-01-01 00:00:00+00"
    private static let expiry = "2030-01-01 00:05:00+00"

    @Test("each obstacle alone is enough, and the reading names it", arguments: Obstacle.allCases)
    func obstacle(_ obstacle: Obstacle) async throws {
        try await World.run { world in
            try await world.stopClock(at: Self.created)
            let sample = try await Sample.make(in: world)
            if obstacle == .expired { try await world.stopClock(at: Self.expiry) }
            let unknown = try TokenHash.fresh()
            let (consumed, refusal) = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try Self.place(obstacle, sample, stores)
                let hash = obstacle == .unknownCode ? unknown : obstacle == .used ? sample.hashes.usedCode : sample.hashes.code
                let platform = obstacle == .otherPlatform ? sample.logoless.id : sample.platform.id
                let uri = obstacle == .otherRedirectURI ? Sample.redirectURI + "/" : nil
                return (
                    try stores.authorizationCodes.consume([hash], platform: platform, redirectURI: uri),
                    try stores.authorizationCodes.refusal([hash], platform: platform, redirectURI: uri)
                )
            }
            #expect(consumed == nil)
            let expected: CodeRefusal =
                switch obstacle {
                case .unknownCode: .unknown
                case .otherPlatform: .otherPlatform
                case .otherRedirectURI: .redirectURIMismatch
                case .expired: .expired
                case .used: .replayed(sample.codeID, sample.grantID)
                case .grantRevoked, .accountDisabled: .grantNotLive
                case .approverDisabled, .approverGone: .approverNotLive
                }
            #expect(refusal == expected)
            // A refused attempt uses nothing up (CVE gauntlet row 16): what stood in the way removed, the code works.
            guard ![.used, .grantRevoked].contains(obstacle) else { return }
            if obstacle == .expired { try await world.stopClock(at: Self.created) }
            let second = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                _ = try stores.accounts.setDisabled(false, publicID: sample.account.publicID)
                _ = try stores.users.setDisabled(false, email: sample.email)
                try stores.memberships.upsert(account: sample.account.id, user: sample.user.id, roles: [])
                return try stores.authorizationCodes.consume([sample.hashes.code], platform: sample.platform.id, redirectURI: nil)
            }
            #expect(second?.grantID == sample.grantID)
            #expect(second?.userID == sample.user.id)
            #expect(second?.scopes == ["read"])
        }
    }

    @Test(
        "a used code is a replay only where everything else is right",
        arguments: [Obstacle.otherPlatform, .otherRedirectURI, .expired, .grantRevoked, .accountDisabled, .approverDisabled, .approverGone])
    func replay(_ obstacle: Obstacle) async throws {
        try await World.run { world in
            try await world.stopClock(at: Self.created)
            let sample = try await Sample.make(in: world)
            if obstacle == .expired { try await world.stopClock(at: Self.expiry) }
            let refusal = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try Self.place(obstacle, sample, stores)
                return try stores.authorizationCodes.refusal(
                    [sample.hashes.usedCode], platform: obstacle == .otherPlatform ? sample.logoless.id : sample.platform.id,
                    redirectURI: obstacle == .otherRedirectURI ? "https://evil.test/" : nil)
            }
            if case .replayed = refusal { Issue.record("\(obstacle) passed for a replay") }
        }
    }

    private static func place(_ obstacle: Obstacle, _ sample: Sample, _ stores: Stores) throws {
        switch obstacle {
        case .grantRevoked: _ = try stores.grants.revoke(sample.grantID, by: .user)
        case .accountDisabled: _ = try stores.accounts.setDisabled(true, publicID: sample.account.publicID)
        case .approverDisabled: _ = try stores.users.setDisabled(true, email: sample.email)
        case .approverGone: _ = try stores.memberships.delete(account: sample.account.id, user: sample.user.id)
        case .unknownCode, .otherPlatform, .otherRedirectURI, .expired, .used: break
        }
    }

    @Test("a code is good until the instant it expires, and not at it")
    func boundary() async throws {
        try await World.run { world in
            try await world.stopClock(at: Self.created)
            let sample = try await Sample.make(in: world)
            try await world.stopClock(at: Self.expiry)
            #expect(try await consume(sample, in: world) == nil)
            try await world.stopClock(at: "2030-01-01 00:04:59.999999+00")
            #expect(try await consume(sample, in: world) != nil)
        }
    }

    @Test(
        "the tenant's offset moves the present, and with it the expiry",
        arguments: [(0, true), (240, true), (300, false), (100_000, false)])
    func offset(seconds: Int, isGood: Bool) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.tenants.setClockOffset(.seconds(seconds), tenant: sample.tenantID)
            }
            #expect((try await consume(sample, in: world) != nil) == isGood)
        }
    }

    @Test(
        "the redirect URI must be named again where it was named, and may be where it was not (RFC 6749 §4.1.3)",
        arguments: [
            (true, Sample.redirectURI, true), (true, Sample.redirectURI + "?x", false), (true, "", false),
            (false, Sample.redirectURI, true),
            (false, nil, true), (false, Sample.redirectURI + "?x", false), (false, "", false),
        ] as [(Bool, String?, Bool)])
    func redirectURI(wasSent: Bool, presented: String?, isGood: Bool) async throws {
        try await World.run { world in
            let (sample, hash) = try await codeMade(redirectURIWasSent: wasSent, in: world)
            let (code, refusal) = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                (
                    try stores.authorizationCodes.consume([hash], platform: sample.platform.id, redirectURI: presented),
                    try stores.authorizationCodes.refusal([hash], platform: sample.platform.id, redirectURI: presented)
                )
            }
            #expect((code != nil) == isGood)
            if !isGood { #expect(refusal == .redirectURIMismatch) }
        }
    }

    @Test("a redirect URI that was named and is left out now is a mismatch")
    func redirectURILeftOut() async throws {
        try await World.run { world in
            let (sample, hash) = try await codeMade(redirectURIWasSent: true, in: world)
            let code = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.authorizationCodes.consume([hash], platform: sample.platform.id, redirectURI: nil)
            }
            #expect(code == nil)
            let refusal = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.authorizationCodes.refusal([hash], platform: sample.platform.id, redirectURI: nil)
            }
            #expect(refusal == .redirectURIMismatch)
        }
    }

    private func codeMade(redirectURIWasSent: Bool, in world: World) async throws -> (Sample, TokenHash) {
        let sample = try await Sample.make(in: world)
        let hash = try TokenHash.fresh()
        try await world.storage.transaction(tenant: sample.tenantID) { stores in
            try stores.authorizationCodes.insert(
                hash,
                NewAuthorizationCode(
                    grantID: sample.grantID, platform: sample.platform, userID: sample.user.id, redirectURI: Sample.redirectURI,
                    redirectURIWasSent: redirectURIWasSent, scopes: [], lifetime: .seconds(300)))
        }
        return (sample, hash)
    }

    @Test("of many at once, one gets it")
    func race() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let winners = try await withThrowingTaskGroup(of: Bool.self) { tasks in
                for _ in 0..<32 {
                    tasks.addTask { try await consume(sample, in: world) != nil }
                }
                return try await tasks.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(winners == 1)
        }
    }

    @Test("any of the hashes of a key ring in rotation finds the code")
    func rotation() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let other = try TokenHash.fresh()
            let code = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.authorizationCodes.consume([other, sample.hashes.code], platform: sample.platform.id, redirectURI: nil)
            }
            #expect(code != nil)
        }
    }

    private func consume(_ sample: Sample, in world: World) async throws -> AuthorizationCode? {
        try await world.storage.transaction(tenant: sample.tenantID) { stores in
            try stores.authorizationCodes.consume([sample.hashes.code], platform: sample.platform.id, redirectURI: nil)
        }
    }
}
