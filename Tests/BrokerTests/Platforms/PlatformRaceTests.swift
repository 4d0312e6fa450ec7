import Broker
import Dialects
import Model
import OAuth
import Postgres
import Secrets
import Storage
import TestSupport
import Testing

@Suite("who changes or ends a platform at the same time as others use it", .database)
struct PlatformRaceTests {
    private struct Outdated: Error {}

    @Test("of two changes made from the same state one is carried out")
    func precondition() async throws {
        try await Scene.run(.standard) { scene in
            for round in 0..<20 {
                let seen = try await scene.entry().platform.name
                let isSame: Precondition<PlatformEntry> = { entry in guard entry.platform.name == seen else { throw Outdated() } }
                let done = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for name in ["A\(round)", "B\(round)", "C\(round)"] {
                        group.addTask {
                            do {
                                try await scene.update(.init(name: name), precondition: isSame)
                                return true
                            } catch is Outdated {
                                return false
                            }
                        }
                    }
                    return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(done == 1, "round \(round)")
            }
        }
    }

    @Test("once a scope was taken away no token shows it that was exchanged or refreshed meanwhile")
    func scopeAgainstTokens() async throws {
        try await Scene.run(.standard, UpdatePlatformTests.scoped) { scene in
            for round in 0..<20 {
                try await scene.update(.init(scopes: ["read", "write", "admin"]))
                let pair = try await scene.pair(scopes: ["read", "write"])
                let code = try await scene.world.code(
                    for: scene.platform.platform, account: scene.account, user: scene.user, in: scene.tenant, scopes: ["write", "admin"])
                async let refreshed = Self.attempt { try await scene.refresh(pair) }
                async let exchanged = Self.attempt { try await scene.world.exchange(code, by: scene.platform, in: scene.tenant) }
                async let updated = scene.update(.init(scopes: ["read", "admin"]))
                let (next, other, _) = try await (refreshed, exchanged, updated)
                for answer in [pair, next, other].compactMap({ $0 }) {
                    #expect(try await !scene.access(answer).scopes.contains("write"), "round \(round)")
                }
            }
        }
    }

    @Test("once a deletion was acknowledged no token is live that an exchange or a refresh got meanwhile, and no grant is left")
    func deletionAgainstTokens() async throws {
        try await Scene.run(.standard) { scene in
            for round in 0..<15 {
                let platform = try await scene.world.platform(name: "Round \(round)", in: scene.tenant)
                func code() async throws -> PlainSecret {
                    try await scene.world.code(for: platform.platform, account: scene.account, user: scene.user, in: scene.tenant)
                }
                let pair = try await scene.world.exchange(try await code(), by: platform, in: scene.tenant)
                let waiting = try await code()
                async let exchanged = Self.attempt { try await scene.world.exchange(waiting, by: platform, in: scene.tenant) }
                async let refreshed = Self.attempt { try await scene.refresh(pair, by: platform) }
                async let allowed = Self.attempt { try await code() }
                async let toll = EndPlatform(engine: scene.engine).delete(platform.platform.clientID, in: scene.tenant, by: .server)
                let (first, second, _, _) = try await (exchanged, refreshed, allowed, toll)
                for answer in [pair, first, second].compactMap({ $0 }) { #expect(try await !scene.isLive(answer), "round \(round)") }
                #expect(try await scene.liveGrants().isEmpty, "round \(round)")
            }
        }
    }

    @Test("of many who add a secret at once only as many succeed as may live")
    func secrets() async throws {
        try await Scene.run(.standard) { scene in
            let done = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        do {
                            let added = try await ChangePlatformSecrets(engine: scene.engine).add(
                                to: scene.platform.platform.clientID, lifetime: nil, in: scene.tenant, by: .server)
                            scene.world.secrets.add(added.secret.value)
                            return true
                        } catch let error as InputError {
                            #expect(error.field == "secrets")
                            return false
                        }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(done == 1)
            #expect(try await scene.entry().secrets.count == 2)
        }
    }

    /// `nil` where it came too late.
    private static func attempt<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value? {
        do {
            return try await body()
        } catch is OAuthError {
            return nil
        } catch is InputError {
            return nil
        }
    }
}
