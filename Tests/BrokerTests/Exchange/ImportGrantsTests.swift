import Dialects
import Foundation
import Model
import OAuth
import Secrets
import Storage
import TestSupport
import Testing

@testable import Broker

@Suite("import of grants", .database)
struct ImportGrantsTests {
    @Test("Doorkeeper's tokens are good here as they were there, plain or as digests, and so are its clients' secrets")
    func doorkeeper() async throws {
        try await Scene.run(.standard) { scene in
            let foreign = Foreign(scene, .doorkeeper)
            let applications = [
                foreign.application(1, "uid-plain", secret: "plain-secret"),
                foreign.application(2, "uid-digest", ["secret_sha256": Foreign.digest("digested-secret")]),
                foreign.application(3, "uid-bcrypt", secret: "$2a$12$abcdefghijklmnopqrstuuJ0"),
            ]
            let tokens = [
                foreign.token(1, application: "1", access: "a-plain", refresh: "r-plain"),
                foreign.token(
                    2, application: "2", ["token_sha256": Foreign.digest("a-digest"), "refresh_token_sha256": Foreign.digest("r-digest")]),
                foreign.token(3, application: "1", access: "a-revoked", refresh: "r-revoked", ["revoked_at": "2020-01-01 00:00:00"]),
                foreign.token(4, application: "1", access: "a-expired", refresh: "r-alive", ["expires_in": "1"]),
                foreign.token(5, application: "9", access: "a-stranger"),
                foreign.token(6, application: "1", access: "a-nobody", ["resource_owner_id": nil]),
                foreign.token(7, application: "1", access: "a-other", ["resource_owner_id": "8"]),
                foreign.token(8, application: "1", access: "a-scope", ["scopes": "launch-missiles"]),
            ]
            let report = try await foreign.run(applications, tokens)
            #expect(report.platforms == .init(imported: 3, alreadyThere: 0))
            #expect(report.newSecrets.map(\.clientID) == ["uid-bcrypt"])
            #expect(report.grants == 2)
            #expect(report.accessTokens == .init(imported: 2, alreadyThere: 0))
            #expect(report.refreshTokens == .init(imported: 3, alreadyThere: 0))
            #expect(
                report.skipped == [
                    .revoked: 1, .expired: 1, .unknownApplication: 1, .noOwner: 1, .unknownOwner: 1, .noScopeLeft: 1,
                ])
            for good in ["a-plain", "a-digest"] { #expect(try await scene.isLive(PlainSecret(good)), "\(good)") }
            for bad in ["a-revoked", "a-expired", "a-stranger", "a-nobody", "a-other", "a-scope", Foreign.digest("a-digest")] {
                #expect(try await !scene.isLive(PlainSecret(bad)), "\(bad)")
            }
            let grants = try await scene.liveGrants()
            #expect(grants.allSatisfy { $0.scopes == ["read"] && $0.approvedBy == scene.user.id && $0.accountID == scene.account.id })
            #expect(try await scene.eventTypes().contains("account.connected") == false)
            #expect(try await scene.audit("grant.imported").count == 1)

            // From here on they are like our own: rotated, and replayed ones end their family.
            let next = try await foreign.refresh("r-plain", "uid-plain", "plain-secret")
            #expect(next.scopes == ["read"])
            #expect(try await scene.isLive(next))
            _ = try await foreign.refresh("r-digest", "uid-digest", "digested-secret")
            _ = try await foreign.refresh("r-alive", "uid-plain", "plain-secret")
            #expect(await foreign.refusal("r-digest", "uid-plain", "plain-secret") == .invalidGrant)
            #expect(await foreign.refusal("r-revoked", "uid-plain", "plain-secret") == .invalidGrant)
            #expect(await foreign.refusal("r-alive", "uid-plain", Foreign.digest("plain-secret")) == .invalidClient)
            #expect(await foreign.refusal("r-alive", "uid-digest", Foreign.digest("digested-secret")) == .invalidClient)
            try await scene.moveClock(to: .seconds(120))
            #expect(await foreign.refusal("r-plain", "uid-plain", "plain-secret") == .invalidGrant)
            #expect(try await !scene.isLive(next))
            #expect(try await !scene.isLive(PlainSecret("a-plain")))
        }
    }

    @Test("run again, an import takes over what is new and nothing twice, even after tokens were rotated")
    func again() async throws {
        try await Scene.run(.standard) { scene in
            let foreign = Foreign(scene, .doorkeeper)
            let applications = [foreign.application(1, "uid", secret: "s3cret")]
            var tokens = [foreign.token(1, application: "1", access: "a1", refresh: "r1")]
            _ = try await foreign.run(applications, tokens)
            _ = try await foreign.refresh("r1", "uid", "s3cret")
            tokens.append(foreign.token(2, application: "1", access: "a2", refresh: "r2", ["scopes": "read write"]))
            let second = try await foreign.run(applications, tokens)
            #expect(second.platforms == .init(imported: 0, alreadyThere: 1))
            #expect(second.newSecrets.isEmpty)
            #expect(second.grants == 0)
            #expect(second.accessTokens == .init(imported: 1, alreadyThere: 1))
            #expect(second.refreshTokens == .init(imported: 1, alreadyThere: 1))
            #expect(try await scene.liveGrants().map(\.scopes) == [["read"]])
            let third = try await foreign.run(applications, tokens)
            #expect(third.accessTokens.imported + third.refreshTokens.imported + third.grants == 0)
            #expect(try await scene.audit("grant.imported").count == 2)
            #expect(try await scene.audit("platform.secret_added").isEmpty)
        }
    }

    @Test("django-oauth-toolkit's access and refresh tokens belong together, and a revoked family takes both")
    func django() async throws {
        try await Scene.run(.standard) { scene in
            let foreign = Foreign(scene, .djangoOAuthToolkit)
            let applications = [foreign.djangoApplication()]
            let access = [foreign.djangoAccess("da", with: "dr")]
            let refresh = [foreign.djangoRefresh("dr")]
            let report = try await foreign.run(applications, access, refresh: refresh)
            #expect(report.accessTokens.imported == 1)
            #expect(report.refreshTokens == .init(imported: 1, alreadyThere: 0))
            let secret = try #require(report.newSecrets.first).secret.value
            #expect(try await scene.isLive(PlainSecret("da")))
            let next = try await foreign.refresh("dr", "django", secret)
            #expect(next.scopes == ["read", "write"])
            let credentials = ClientCredentials(clientID: "django", clientSecret: secret)
            try await RevokeToken(engine: scene.engine)(
                PlainSecret(try #require(next.refreshToken).text), by: credentials, at: scene.site, origin: .local)
            #expect(try await !scene.isLive(PlainSecret("da")))
            let again = try await foreign.run(applications, access, refresh: refresh)
            #expect(again.accessTokens == .init(imported: 0, alreadyThere: 1))
            #expect(again.refreshTokens == .init(imported: 0, alreadyThere: 1))
            #expect(again.newSecrets.isEmpty)
        }
    }

    @Test("a dry run says the same and writes nothing")
    func dryRun() async throws {
        try await Scene.run(.standard) { scene in
            let foreign = Foreign(scene, .doorkeeper)
            let applications = [foreign.application(1, "uid", secret: "s3cret")]
            let tokens = [foreign.token(1, application: "1", access: "a1", refresh: "r1")]
            let planned = try await foreign.run(applications, tokens, isDryRun: true)
            #expect(planned.platforms.imported == 1)
            #expect(planned.accessTokens.imported == 1 && planned.refreshTokens.imported == 1)
            #expect(try await scene.stores { try $0.platforms.find(clientID: "uid") } == nil)
            #expect(try await scene.liveGrants().isEmpty)
            #expect(try await !scene.isLive(PlainSecret("a1")))
        }
    }

    @Test("what was revoked or refreshed at the old server since the first run ends here with the next one")
    func revokedSince() async throws {
        try await Scene.run(.standard) { scene in
            let foreign = Foreign(scene, .doorkeeper)
            let applications = [foreign.application(1, "uid", secret: "s3cret")]
            let first = [
                foreign.token(1, application: "1", access: "a-rotated", refresh: "r-rotated"),
                foreign.token(2, application: "1", access: "a-revoked"),
                foreign.token(3, application: "1", access: "a-used", refresh: "r-used"),
                foreign.token(4, application: "1", access: "a-kept", refresh: "r-kept"),
            ]
            _ = try await foreign.run(applications, first)
            let ours = try await foreign.refresh("r-used", "uid", "s3cret")
            let revoked: [String: String?] = ["revoked_at": "2026-11-02 10:00:00"]
            let second = [
                foreign.token(1, application: "1", access: "a-rotated", refresh: "r-rotated", revoked),
                foreign.token(2, application: "1", access: "a-revoked", revoked),
                foreign.token(3, application: "1", access: "a-used", refresh: "r-used", revoked), first[3],
                foreign.token(5, application: "1", access: "a-next", refresh: "r-next"),
                foreign.token(6, application: "1", access: "a-never", refresh: "r-never", revoked),
                // Not yet.
                foreign.token(7, application: "1", access: "a-later", ["revoked_at": "2098-01-01 00:00:00"]),
            ]
            let planned = try await foreign.run(applications, second, isDryRun: true)
            for good in ["a-rotated", "a-revoked", "a-used"] { #expect(try await scene.isLive(PlainSecret(good)), "\(good)") }
            let report = try await foreign.run(applications, second)
            for report in [planned, report] {
                #expect(report.revoked == 3)
                #expect(report.skipped == [.revoked: 1])
                #expect(report.accessTokens == .init(imported: 2, alreadyThere: 1))
                #expect(report.refreshTokens == .init(imported: 1, alreadyThere: 1))
            }
            for bad in ["a-rotated", "a-revoked", "a-used", "a-never"] { #expect(try await !scene.isLive(PlainSecret(bad)), "\(bad)") }
            #expect(try await !scene.isLive(ours))
            for good in ["a-kept", "a-next", "a-later"] { #expect(try await scene.isLive(PlainSecret(good)), "\(good)") }
            #expect(await foreign.refusal("r-rotated", "uid", "s3cret") == .invalidGrant)
            #expect(await foreign.refusal("r-never", "uid", "s3cret") == .invalidGrant)
            #expect(await foreign.refusal("r-next", "uid", "s3cret") == nil)
            #expect(await foreign.refusal("r-kept", "uid", "s3cret") == nil)
            let third = try await foreign.run(applications, second)
            #expect(third.revoked == 0)
            #expect(third.skipped == [.revoked: 4])
            #expect(try await scene.audit("grant.imported").map { $0.detail.contains("\"revoked\": 3") } == [false, true])
        }
    }

    @Test("django-oauth-toolkit's revoked refresh token, whose access token is gone, takes its family along")
    func djangoRevoked() async throws {
        try await Scene.run(.standard) { scene in
            let foreign = Foreign(scene, .djangoOAuthToolkit)
            let applications = [foreign.djangoApplication()]
            let (access, refresh) = (foreign.djangoAccess("da", with: "dr"), foreign.djangoRefresh("dr"))
            _ = try await foreign.run(applications, [access], refresh: [refresh])
            #expect(try await scene.isLive(PlainSecret("da")))
            let revoked = foreign.djangoRefresh("dr", ["revoked": "2026-11-02 10:00:00+00", "scope": nil])
            let report = try await foreign.run(
                applications, [foreign.djangoAccess("da2", with: "dr2")], refresh: [revoked, foreign.djangoRefresh("dr2")])
            #expect(report.revoked == 1)
            #expect(try await !scene.isLive(PlainSecret("da")))
            #expect(try await scene.isLive(PlainSecret("da2")))
        }
    }

    @Test("django-oauth-toolkit's refresh token comes from its own row, never from that of an access token")
    func refreshElsewhere() async throws {
        try await Scene.run(.standard) { scene in
            let foreign = Foreign(scene, .djangoOAuthToolkit)
            let applications = [foreign.djangoApplication()]
            let access = foreign.djangoAccess("da", with: "dr")
            for isDryRun in [true, false] {
                let report = try await foreign.run(applications, [access], isDryRun: isDryRun)
                #expect(report.accessTokens == .init(imported: 1, alreadyThere: 0))
                #expect(report.refreshTokens == .init(imported: 0, alreadyThere: 0))
            }
            #expect(try await scene.isLive(PlainSecret("da")))
            let known = try scene.engine.keys.candidateHashes(
                ofDigest: PlainSecret(Foreign.digest("dr")), as: .refreshToken, tenant: scene.tenant.id.rawValue)
            #expect(try await scene.stores { try $0.imports.knownRefreshTokens(known) }.isEmpty)
        }
    }

    @Test(
        "a token without scopes is left out where the platform has scopes, and one with scopes where it has none", arguments: [true, false])
    func unlimited(hasScopes: Bool) async throws {
        try await Scene.run(.standard) { scene in
            let foreign = Foreign(scene, .doorkeeper)
            let scopes = hasScopes ? "read write" : ""
            let tokens = [
                foreign.token(1, application: "1", access: "a-limited", ["scopes": "read"]),
                foreign.token(2, application: "1", access: "a-unlimited", ["scopes": nil]),
            ]
            let report = try await foreign.run([foreign.application(1, "uid", secret: "s3cret", ["scopes": scopes])], tokens)
            #expect(report.accessTokens.imported == 1)
            #expect(report.skipped == [.noScopeLeft: 1])
            #expect(try await scene.isLive(PlainSecret("a-limited")) == hasScopes)
            #expect(try await scene.isLive(PlainSecret("a-unlimited")) == !hasScopes)
        }
    }

    @Test("what was narrowed here stays narrow in the next run, and in it a dry run says so")
    func narrowed() async throws {
        try await Scene.run(.standard) { scene in
            let foreign = Foreign(scene, .doorkeeper)
            let applications = [foreign.application(1, "uid", secret: "s3cret")]
            _ = try await foreign.run(applications, [foreign.token(1, application: "1", access: "a1", ["scopes": "read write"])])
            let grant = try #require(try await scene.liveGrants().first)
            #expect(try await scene.stores { try $0.grants.narrow(grant.id, to: ["read"], by: scene.user.id) })
            let more = [
                foreign.token(2, application: "1", access: "a2", refresh: "r2", ["scopes": "read write"]),
                foreign.token(3, application: "1", access: "a3", refresh: "r3", ["scopes": "write"]),
            ]
            for isDryRun in [true, false] {
                let report = try await foreign.run(applications, more, isDryRun: isDryRun, batchesOf: 1)
                #expect(report.accessTokens == .init(imported: 1, alreadyThere: 0))
                #expect(report.refreshTokens == .init(imported: 1, alreadyThere: 0))
                #expect(report.skipped == [.noScopeLeft: 1])
                #expect(report.grants == 0)
            }
            let after = try await scene.grant(grant.id)
            #expect(after.scopes == ["read"])
            #expect(try await foreign.refresh("r2", "uid", "s3cret").scopes == ["read"])
            #expect(try await !scene.isLive(PlainSecret("a3")))
            #expect(await foreign.refusal("r3", "uid", "s3cret") == .invalidGrant)
            // Were it allowed anew, a token of the import would still have no more than it was given.
            #expect(try await scene.stores { try $0.grants.narrow(grant.id, to: ["read", "write"], by: scene.user.id) })
            #expect(try await foreign.scopes(of: "a2") == ["read"])
        }
    }

    @Test("a later run does not take a grant along into a generation it was not allowed in")
    func generation() async throws {
        try await Scene.run(.standard) { scene in
            let foreign = Foreign(scene, .doorkeeper)
            let applications = [foreign.application(1, "uid", secret: "s3cret")]
            _ = try await foreign.run(applications, [foreign.token(1, application: "1", access: "a1")])
            let platform = try #require(try await scene.stores { try $0.platforms.find(clientID: "uid") })
            let tenant = scene.tenant.id
            try await scene.world.inspect { session in
                try session.execute(
                    "UPDATE platform SET generation = generation + 1 WHERE tenant_id = \(tenant.rawValue) AND id = \(platform.id.rawValue)",
                    rows: 1)
            }
            _ = try await foreign.run(applications, [foreign.token(2, application: "1", access: "a2")])
            #expect(try await !scene.isLive(PlainSecret("a1")))
            #expect(try await !scene.isLive(PlainSecret("a2")))
        }
    }

    @Test("a grant whose rows lie in many transactions of one run gets the scopes of all")
    func widened() async throws {
        try await Scene.run(.standard) { scene in
            let foreign = Foreign(scene, .doorkeeper)
            let tokens = [
                foreign.token(1, application: "1", access: "a1", ["scopes": "read"]),
                foreign.token(2, application: "1", access: "a2", ["scopes": "write"]),
                foreign.token(3, application: "1", access: "a3", ["scopes": "read write"]),
            ]
            let report = try await foreign.run([foreign.application(1, "uid", secret: "s3cret")], tokens, batchesOf: 1)
            #expect(report.grants == 1)
            #expect(report.accessTokens.imported == 3)
            #expect(try await scene.liveGrants().map(\.scopes) == [["read", "write"]])
            #expect(try await foreign.scopes(of: "a2") == ["write"])
            #expect(try await foreign.scopes(of: "a3") == ["read", "write"])
        }
    }

    @Test("a consent whose giver may not give it here lives on and wants a new approver")
    func approver() async throws {
        try await Scene.run(.xoxoday, Scene.Setup(roles: [])) { scene in
            let foreign = Foreign(scene, .doorkeeper)
            _ = try await foreign.run(
                [foreign.application(1, "uid", secret: "s3cret", ["scopes": "user_session"])],
                [foreign.token(1, application: "1", access: "a1", refresh: "r1", ["scopes": "user_session"])])
            #expect(try await scene.liveGrants().allSatisfy { $0.approverMissingAt != nil })
            #expect(try await !scene.liveGrants().isEmpty)
        }
    }

    @Test(
        "whatever cannot be is named with its row before anything is written",
        arguments: [
            ("applications line 2: client_id", ["uid": "not an id"], [:], [:]),
            ("applications line 2: redirect_uris", ["redirect_uri": "javascript:alert(1)"], [:], [:]),
            ("applications line 2: confidential", ["confidential": "maybe"], [:], [:]),
            ("applications line 2: secret", ["secret": String(repeating: "a", count: 64)], [:], [:]),
            ("applications line 2: secret_sha256", ["secret_sha256": "abc"], [:], [:]),
            ("owners line 2: account_id", [:], ["account_id": "nobody"], [:]),
            ("owners line 2: email", [:], ["email": "nobody@first.example"], [:]),
            ("access-tokens line 2: token", [:], [:], ["token": String(repeating: "0", count: 64)]),
            ("access-tokens line 2: created_at", [:], [:], ["created_at": "yesterday"]),
            ("access-tokens line 2: expires_in", [:], [:], ["expires_in": "soon"]),
        ] as [(String, [String: String], [String: String], [String: String])])
    func refusals(field: String, application: [String: String], owner: [String: String], token: [String: String]) async throws {
        try await Scene.run(.standard) { scene in
            let foreign = Foreign(scene, .doorkeeper)
            do {
                _ = try await foreign.run(
                    [foreign.application(1, "uid", secret: "s3cret", application)],
                    [foreign.token(1, application: "1", access: "a1", refresh: "r1", token)], owners: [foreign.owner(owner)])
                Issue.record("not refused")
            } catch let error as InputError {
                #expect(error.field == field, "\(error)")
            }
            #expect(try await scene.stores { try $0.platforms.find(clientID: "uid") } == nil)
            #expect(try await scene.liveGrants().isEmpty)
        }
    }
}
