import Broker
import Dialects
import Model
import OAuth
import Secrets
import Storage
import TestSupport
import Testing

@Suite("changing a platform", .database)
struct UpdatePlatformTests {
    static let scoped = Scene.Setup(scopes: ["read", "write", "admin"])

    @Test("changes what is given and nothing else, and says what differs")
    func changes() async throws {
        try await Scene.run(.standard, Self.scoped) { scene in
            let before = try await scene.entry()
            let outcome = try await scene.update(
                .init(name: "Renamed", description: "What it is.", logoURL: "https://partner.example/l.png"))
            #expect(outcome.changed == ["description", "logo_url", "name"])
            let after = try await scene.entry()
            #expect(after == outcome.after)
            #expect(after.platform.name == "Renamed")
            #expect(after.platform.redirectURIs == before.platform.redirectURIs)
            #expect(after.platform.scopes == before.platform.scopes)
            #expect(try await scene.update(.init(description: "", logoURL: "")).after.platform.description == nil)
            #expect(try await scene.update(.init()).changed == [])
            let lines = try await scene.audit("platform.updated")
            #expect(lines.count == 3)
        }
    }

    @Test("a preview says the same and changes nothing")
    func preview() async throws {
        try await Scene.run(.standard, Self.scoped) { scene in
            let answer = try await scene.pair(scopes: ["read", "write"])
            let change = UpdatePlatform.Change(name: "Renamed", scopes: ["read"])
            let (rows, before) = (try await scene.world.rowCounts(), try await scene.entry())
            let seen = try await UpdatePlatform(engine: scene.engine).preview(change, of: before.platform.clientID, in: scene.tenant)
            #expect(try await scene.entry() == before)
            #expect(try await scene.world.rowCounts() == rows)
            #expect(try await scene.access(answer).scopes == ["read", "write"])
            let done = try await scene.update(change)
            #expect(seen.changed == done.changed)
            #expect(seen.effects == done.effects)
            #expect(done.effects.grants == 1)
            #expect(done.effects.grantsNarrowed == 1)
            #expect(done.effects.accessTokensEnded == 0)
        }
    }

    @Test("a scope that is taken away is in no token from the next validation on; its grants tell of it, and no refresh brings it back")
    func narrows() async throws {
        try await Scene.run(.standard, Self.scoped) { scene in
            let answer = try await scene.pair(scopes: ["read", "write"])
            _ = try await scene.update(.init(scopes: ["read", "admin"]))
            #expect(try await scene.access(answer).scopes == ["read"])
            let next = try await scene.refresh(answer)
            #expect(try await scene.access(next).scopes == ["read"])
            #expect(try await scene.liveGrants().map(\.scopes) == [["read"]])
            let events = try await scene.events().filter { $0.type == "grant.scopes_changed" }
            #expect(events.count == 1)
            #expect(events[0].data["scopes"] == .list(["read"]))
            #expect(try await scene.audit("grant.scopes_changed").count == 1)
            // What comes back to the platform does not come back to the grant.
            _ = try await scene.update(.init(scopes: ["read", "write"]))
            #expect(try await scene.access(answer).scopes == ["read"])
        }
    }

    @Test("a grant that is left with no scope ends, with every token of it")
    func empties() async throws {
        try await Scene.run(.standard, Self.scoped) { scene in
            let answer = try await scene.pair(scopes: ["write"])
            let outcome = try await scene.update(.init(scopes: ["read"]))
            #expect(outcome.effects.grantsLeftWithoutScope == 1)
            #expect(outcome.effects.grantsNarrowed == 0)
            #expect(outcome.effects.accessTokensEnded == 1)
            #expect(try await !scene.isLive(answer))
            #expect(try await scene.refreshRefusal(answer) == .invalidGrant)
            #expect(try await scene.liveGrants().isEmpty)
            let ended = try await scene.events().filter { $0.type == "account.disconnected" }
            #expect(ended.map { $0.data["reason"] } == [.string("scope_removed")])
        }
    }

    @Test("a code from before brings back no scope that was taken away, and one for nothing else brings nothing")
    func codes() async throws {
        try await Scene.run(.standard, Self.scoped) { scene in
            _ = try await scene.pair(scopes: ["read"])
            func code(_ scopes: [String]) async throws -> PlainSecret {
                try await scene.world.code(
                    for: scene.platform.platform, account: scene.account, user: scene.user, in: scene.tenant, scopes: scopes)
            }
            let (wider, other) = (try await code(["read", "write"]), try await code(["write"]))
            _ = try await scene.update(.init(scopes: ["read"]))
            let answer = try await scene.world.exchange(wider, by: scene.platform, in: scene.tenant)
            #expect(try await scene.access(answer).scopes == ["read"])
            #expect(try await scene.liveGrants().map(\.scopes) == [["read"]])
            #expect(try await scene.refusal(of: other) == .invalidScope)
        }
    }

    @Test("somebody who had the consent page open allows nothing that was taken away meanwhile")
    func consent() async throws {
        try await Scene.run(.standard, Self.scoped) { scene in
            let session = try await scene.session()
            let request = AuthorizationRequest(
                clientID: scene.platform.platform.clientID,
                parameters: .success(
                    try OAuthParameters([("response_type", "code"), ("redirect_uri", scene.platform.platform.redirectURIs[0])])),
                scopes: .success(["write"]))
            guard case .proceed(let checked) = try await CheckAuthorization(engine: scene.engine)(request, at: scene.site) else {
                Issue.record("was refused")
                return
            }
            let prompt = try await PrepareConsent(engine: scene.engine)(checked, session: session, at: scene.site)
            _ = try await scene.update(.init(scopes: ["read"]))
            let outcome = try await DecideAuthorization(engine: scene.engine)(
                .allow(accountID: scene.account.publicID), on: prompt.sealedRequest, session: session, at: scene.site, origin: .local)
            guard case .outdated = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(try await scene.liveGrants().isEmpty)
        }
    }

    @Test("other rules end every token, and people are asked again")
    func rules() async throws {
        try await Scene.run(.xurrent) { scene in
            let answer = try await scene.pair()
            let change = UpdatePlatform.Change(scopeRules: [ScopeRecord(actions: ["request:Read"])])
            let outcome = try await scene.update(change)
            #expect(outcome.changed == ["scope_rules"])
            #expect(outcome.effects.accessTokensEnded == 1)
            #expect(outcome.effects.askedAgain)
            #expect(try await !scene.isLive(answer))
            #expect(try await scene.entry().scopeRules == [ScopeRecord(actions: ["request:Read"])])
            // The same rules again are no change.
            let again = try await scene.pair()
            #expect(try await !scene.update(change).effects.askedAgain)
            #expect(try await scene.isLive(again))
        }
    }

    @Test("what may not be is refused by its field, and nothing changes")
    func refuses() async throws {
        try await Scene.run(.standard, Self.scoped) { scene in
            let before = try await scene.entry()
            let long = String(repeating: "x", count: 2049)
            let refused: [(UpdatePlatform.Change, String)] = [
                (.init(name: ""), "name"), (.init(name: " \u{202E}x"), "name"), (.init(description: long), "description"),
                (.init(url: "javascript:alert(1)"), "url"), (.init(redirectURIs: []), "redirect_uris"),
                (.init(redirectURIs: ["https://partner.example/cb#x"]), "redirect_uris"),
                (.init(redirectURIs: ["https://p\u{0430}rtner.example/cb"]), "redirect_uris"),
                (.init(logoURL: "https://10.0.0.1/l.png"), "logo_url"), (.init(scopes: []), "scopes"), (.init(scopes: ["a b"]), "scopes"),
                (.init(scopeRules: [ScopeRecord(actions: ["request:Read"])]), "scope_rules"),
            ]
            for (change, field) in refused {
                let error = await #expect(throws: InputError.self) { try await scene.update(change) }
                #expect(error?.field == field)
                let seen = await #expect(throws: InputError.self) {
                    try await UpdatePlatform(engine: scene.engine).preview(change, of: before.platform.clientID, in: scene.tenant)
                }
                #expect(seen?.field == field)
            }
            #expect(try await scene.entry() == before)
            await #expect(throws: NotFound("platform", "none")) {
                try await UpdatePlatform(engine: scene.engine)(.init(), of: "none", in: scene.tenant, by: .server)
            }
        }
        try await Scene.run(.standard, .init(isPublic: true)) { scene in
            let error = await #expect(throws: InputError.self) { try await scene.update(.init(requiresPKCE: false)) }
            #expect(error?.field == "requires_pkce")
            let scopes = await #expect(throws: InputError.self) { try await scene.update(.init(scopes: ["read"])) }
            #expect(scopes?.field == "scopes")
        }
    }

    @Test("a logo from another address than the platform's new one is forgotten", arguments: [true, false])
    func logo(isElsewhere: Bool) async throws {
        try await Scene.run(.standard) { scene in
            _ = try await scene.update(.init(logoURL: "https://old.example/l.png"))
            let id = scene.platform.platform.id
            try await scene.stores { stores in
                try stores.platformLogos.insert(
                    PlatformLogo(mediaType: "image/png", content: [1]), from: "https://old.example/l.png", platform: id)
            }
            _ = try await scene.update(.init(logoURL: isElsewhere ? "https://new.example/l.png" : "https://old.example/l.png"))
            #expect(try await scene.stores { try $0.platformLogos.exists(platform: id) } != isElsewhere)
        }
    }
}

extension Scene {
    func entry() async throws -> PlatformEntry { try await FindPlatforms(engine: engine)(platform.platform.clientID, in: tenant) }

    @discardableResult
    func update(_ change: UpdatePlatform.Change, precondition: Precondition<PlatformEntry>? = nil) async throws -> UpdatePlatform.Outcome {
        try await UpdatePlatform(engine: engine)(
            change, of: platform.platform.clientID, precondition: precondition, in: tenant, by: .operator("test"))
    }
}
