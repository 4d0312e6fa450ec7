import Broker
import Dialects
import Foundation
import Model
import OAuth
import Postgres
import Secrets
import Storage
import TestSupport
import Testing

@Suite("keeping what failed calls meant", .database)
struct FailureKeepingTests {
    @Test("a flood of one client and address is cut off, others' failures are kept beside it, and what was not kept is counted")
    func flood() async throws {
        try await Scene.run(.standard) { scene in
            let id = scene.platform.platform.id.rawValue
            let other = try await scene.world.platform(name: "Other", in: scene.tenant)
            func fail(_ platform: UUID?, _ address: String) {
                scene.engine.failures.record(
                    .invalidCode(.codeUnknown, FailureFacts(.platform, platformID: platform)), at: .token(nil), of: scene.site,
                    origin: Scene.origin(address))
            }
            for _ in 0..<400 { fail(id, "192.0.2.1") }
            for _ in 0..<400 { fail(nil, "192.0.2.1") }
            fail(other.platform.id.rawValue, "192.0.2.1")
            fail(id, "192.0.2.2")
            try await scene.engine.failures.flush(into: scene.world.storage)
            let rows = try await Self.rows(scene)
            // A place may come back while the test runs.
            #expect((72...90).contains(rows), "\(rows)")
            #expect(scene.engine.failures.takeDropped() == 802 - rows)
            let explain = ExplainFailure(engine: scene.engine)
            let theirs = try await explain.page(
                TokenFailureFilter(clientID: other.platform.clientID), limit: 10, in: scene.tenant)
            #expect(theirs.count == 1)
            let nobodys = try await explain.page(TokenFailureFilter(), limit: 200, in: scene.tenant).filter { $0.failure.clientID == nil }
            #expect((10...12).contains(nobodys.count))
        }
    }

    @Test("what waits is bounded, however many tenants fail")
    func queue() async throws {
        try await World.run { world in
            var sites: [TenantSite] = []
            for _ in 0..<3 { sites.append(try await world.site(try await world.tenant(.standard))) }
            let log = FailureLog()
            for site in sites {
                for address in 0..<400 {
                    log.record(
                        .invalidCode(.codeUnknown, FailureFacts(.platform, platformID: UUID())), at: .token(nil), of: site,
                        origin: Scene.origin("192.0.2.\(address)"))
                }
            }
            #expect(log.takeDropped() == 200)
            try await log.flush(into: world.storage)
        }
    }

    @Test("a row is deleted when the retention is over, and not before")
    func retention() async throws {
        try await Scene.run(.standard) { scene in
            _ = try await scene.explained(.invalidCode(.codeUnknown))
            let janitor = Janitor(engine: scene.engine, period: .zero, logger: scene.world.log.logger)
            try await scene.moveClock(to: .seconds(30 * 86_400 - 60))
            await janitor.goRound()
            #expect(try await Self.rows(scene) == 1)
            try await scene.moveClock(to: .seconds(30 * 86_400 + 60))
            await janitor.goRound()
            #expect(try await Self.rows(scene) == 0)
        }
    }

    @Test("the service writes what is recorded without being asked")
    func service() async throws {
        try await Scene.run(.standard) { scene in
            let keeper = FailureKeeper(engine: scene.engine, logger: scene.world.log.logger)
            let running = Task { try await keeper.run() }
            scene.engine.failures.record(.invalidCode(.codeUnknown), at: .token(nil), of: scene.site, origin: Scene.origin())
            while try await Self.rows(scene) == 0 { await Task.yield() }
            running.cancel()
            _ = await running.result
        }
    }

    @Test("another tenant, another platform and a public one are told of it what they are told of none")
    func wall() async throws {
        try await Scene.run(.standard) { scene in
            let origin = Scene.origin()
            let first = try await scene.pair()
            try await scene.refresh(first)
            let other = try await scene.world.platform(name: "Other", in: scene.tenant)
            let error = try #require(await #expect(throws: OAuthError.self) { try await scene.refresh(first, by: other) })
            scene.engine.failures.record(error, at: .token(nil), of: scene.site, origin: origin)
            let (id, explain) = (try Scene.id(origin), ExplainFailure(engine: scene.engine))
            let stranger = try await scene.world.tenant(.standard)
            await #expect(throws: NotFound.self) { try await explain.find(id, in: stranger) }
            #expect(try await explain.page(TokenFailureFilter(), limit: 10, in: stranger).isEmpty)
            func ask(_ credentials: ClientCredentials) async throws -> ExplainFailure.Explained {
                try await explain(id, by: credentials, at: scene.site, origin: Scene.origin())
            }
            await #expect(throws: NotFound.self) { try await ask(scene.platform.credentials) }
            // To the one whose call it was, that the token is another's is not told: whoever stole it would learn that it is real.
            let told = try await ask(other.credentials)
            #expect(told.reason == .refreshTokenUnknown)
            #expect(told.failure.sourceAddress == nil)
            let app = try await scene.world.platform(name: "App", isPublic: true, in: scene.tenant)
            await #expect(throws: OAuthError.self) { try await ask(app.credentials) }
            let wrong = ClientCredentials(clientID: other.platform.clientID, clientSecret: "wrong")
            await #expect(throws: OAuthError.self) { try await ask(wrong) }
        }
    }

    @Test("no row holds a token, a code, a secret or a part of one, nor what a client sent")
    func secrets() async throws {
        try await Scene.run(.standard) { scene in
            let pair = try await scene.pair()
            let code = try await scene.code()
            let refresh = try #require(pair.refreshToken).text
            _ = try await scene.explained { try await scene.refresh(pair, scopes: ["sent-by-client"]) }
            _ = try await scene.explained {
                _ = try await IssueToken(engine: scene.engine)(
                    TokenRequest(
                        grantType: .authorizationCode,
                        credentials: ClientCredentials(clientID: "sent-by-client", clientSecret: scene.platform.secret.value),
                        parameters: try OAuthParameters([("code", code.value)])), at: scene.site, origin: .local)
            }
            _ = try await scene.world.exchange(code, by: scene.platform, in: scene.tenant)
            _ = try await scene.explained { _ = try await scene.world.exchange(code, by: scene.platform, in: scene.tenant) }
            let (_, credentials) = try await scene.resourceServer()
            _ = try await scene.inactive(refresh, by: credentials)
            let id = scene.tenant.id.rawValue
            let texts: [Text] = try await scene.world.inspect { session in
                try session.all("SELECT token_failure::text AS text FROM token_failure WHERE tenant_id = \(id)")
            }
            #expect(texts.count == 4)
            let everything = texts.map(\.text).joined(separator: "\n")
            for secret in [pair.accessToken, refresh, code.value, scene.platform.secret.value, credentials.clientSecret ?? ""] {
                #expect(!everything.contains(secret.prefix(8)))
                #expect(!everything.contains(secret.suffix(8)))
            }
            #expect(!everything.contains("sent-by-client"))
        }
    }

    private static func rows(_ scene: Scene) async throws -> Int {
        let id = scene.tenant.id.rawValue
        let counts: [Count] = try await scene.world.inspect { session in
            try session.all("SELECT count(*) AS number FROM token_failure WHERE tenant_id = \(id)")
        }
        return counts.first?.number ?? 0
    }

    private struct Text: RowDecodable {
        let text: String
        init(row: Row) throws(PostgresError) { text = try row["text"] }
    }

    private struct Count: RowDecodable {
        let number: Int
        init(row: Row) throws(PostgresError) { number = try row["number"] }
    }
}
