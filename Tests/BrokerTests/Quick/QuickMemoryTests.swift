import Dialects
import Model
import OAuth
import Storage
import TestSupport
import Testing

@testable import Broker

@Suite("a platform's own token, decided from memory", .database)
struct QuickMemoryTests {
    @Test("is what the way step by step gives, and leaves the same rows")
    func equivalence() async throws {
        try await QuickEquivalenceTests.compare(.standard, QuickEquivalenceTests.setup(.standard, [.clientCredentials])) { scene, way in
            try await scene.install()
            if way == .quick {
                try await scene.remember()
                // What it was learned by is no part of the story.
                try await scene.world.inspect { session in
                    try session.script(
                        """
                        DELETE FROM access_token;
                        DELETE FROM audit_queue USING audit_entry WHERE audit_entry.id = ANY (entry_ids) AND action = 'access_token.issued';
                        DELETE FROM audit_entry WHERE action = 'access_token.issued'
                        """)
                }
                // The tokens that went were changes too.
                _ = try await scene.engine.storage.live.moment(of: scene.tenant.id)
            }
            var told: [QuickEquivalenceTests.Told] = []
            for scopes in [[], ["faqs"], ["user_session", "widgets"]] {
                if way == .quick { #expect(try scene.isRemembered()) }
                told.append(.init(try await scene.own(scopes: scopes, by: way)))
            }
            return told
        }
    }

    static let breaks =
        QuickConditionTests.ofClient.filter { $0.name != "a secret whose use is to be noted" }
        + QuickConditionTests.ofInstallation.filter { $0.name != "a second installation" }

    @Test("whatever is not plain any more is left alone, though memory knew it", arguments: breaks)
    func conditions(_ broken: QuickConditionTests.Break) async throws {
        try await Self.run { scene in
            try await scene.world.inspect { session in try session.execute(broken.sql) }
            let before = try await Written.read(in: scene.world, of: scene.tenant)
            let credentials = ClientCredentials(
                clientID: scene.platform.platform.clientID, clientSecret: broken.secret ?? scene.platform.secret.value)
            let account = broken.parameters.first?.1 ?? scene.account.publicID
            await #expect(throws: NotPlain.self) {
                try await scene.issue(
                    .clientCredentials, [("account_id", account)], scopes: broken.scopes, credentials: credentials, by: .quick)
            }
            #expect(try await Written.read(in: scene.world, of: scene.tenant) == before)
        }
    }

    @Test(
        "what changed and is plain all the same is decided by the database, and known again",
        arguments: [
            "UPDATE account SET name = 'Other'", "UPDATE platform SET name = 'Other'",
            "UPDATE registry.tenant_revision SET stamp = gen_random_uuid()", "UPDATE account_grant SET scopes = '{read}'",
        ])
    func changed(_ script: String) async throws {
        try await Self.run { scene in
            try await scene.world.inspect { session in try session.script(script) }
            try await scene.noteSecret()
            let answer = try await scene.own(by: .quick)
            #expect(answer.scopes == (script.contains("scopes") ? ["read"] : ["read", "write"]))
            try await scene.remember()
            #expect(try await scene.own(by: .quick).scopes == answer.scopes)
        }
    }

    @Test("once a minute the use of the secret is put on record, step by step")
    func noted() async throws {
        try await Self.run { scene in
            try await scene.moveClock(to: .seconds(61))
            await #expect(throws: NotPlain.self) { try await scene.own(by: .quick) }
            _ = try await scene.own(by: .stepByStep)
            _ = try await scene.own(by: .quick)
        }
    }

    @Test("once a grant's end was acknowledged no token of it is live, whatever was issued meanwhile")
    func againstEnd() async throws {
        try await Self.run { scene in
            let session = try await scene.session()
            for round in 0..<40 {
                let grant = try #require(try await scene.liveGrants().first)
                async let issued = Self.race(8, in: scene)
                async let ended = patiently { try await scene.change(.revoke, of: grant.id, as: session) }
                let (answers, wasEnded) = try await (issued, ended)
                #expect(wasEnded)
                for answer in answers { #expect(try await !scene.isLive(answer), "round \(round)") }
                await #expect(throws: NotPlain.self) { try await scene.own(by: .quick) }
                try await scene.install()
                try await scene.remember()
            }
        }
    }

    /// A platform that is installed and acts by itself, of which memory knows that it may.
    private static func run(_ body: @escaping @Sendable (Scene) async throws -> Void) async throws {
        var setup = Scene.Setup(scopes: ["read", "write"], grantTypes: [.clientCredentials])
        setup.redirectURIs = []
        try await Scene.run(.standard, setup) { scene in
            try await scene.noteSecret()
            try await scene.install()
            try await scene.remember()
            try await body(scene)
        }
    }

    private static func race(_ count: Int, in scene: Scene) async throws -> [TokenAnswer] {
        try await withThrowingTaskGroup(of: TokenAnswer?.self) { group in
            for _ in 0..<count {
                group.addTask {
                    do {
                        return try await patiently { try await scene.own(by: .quick) }
                    } catch is NotPlain {
                        return nil
                    }
                }
            }
            return try await group.reduce(into: []) { answers, answer in answer.map { answers.append($0) } }
        }
    }
}

extension Scene {
    fileprivate func own(scopes: [String] = [], by way: Way) async throws -> TokenAnswer {
        try await issue(.clientCredentials, [("account_id", account.publicID)], scopes: scopes, by: way)
    }

    /// Has memory learn what the platform may have.
    fileprivate func remember() async throws {
        for _ in 0..<100 {
            // A use that was noted is good for a minute, which a busy machine takes.
            try await noteSecret()
            _ = try await engine.storage.live.tenant(.slug(tenant.slug))
            _ = try await own(by: .quick)
            if try isRemembered() { return }
        }
        Issue.record("memory does not learn what the platform may have")
    }

    fileprivate func isRemembered() throws -> Bool {
        let request = TokenRequest(
            grantType: .clientCredentials, credentials: platform.credentials, tokenType: nil, scopes: [],
            parameters: try OAuthParameters([("account_id", account.publicID)]))
        return try QuickIssue(engine: engine).prepare(request, at: site, origin: .test)?.job.recalled(by: engine.storage.live) != nil
    }
}
