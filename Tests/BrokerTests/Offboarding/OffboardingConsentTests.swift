import Broker
import Dialects
import Model
import OAuth
import Postgres
import Secrets
import Storage
import TestSupport
import Testing

@Suite("what somebody allows while everything of them or their account is ended", .database)
struct OffboardingConsentTests {
    enum Ending: Sendable, CaseIterable {
        case user, account
    }

    @Test("ends too where it was under way: the revocation waits for it", arguments: Ending.allCases)
    func consentUnderWay(_ ending: Ending) async throws {
        try await Scene.run(.standard, Self.setup) { scene in
            let session = try await scene.session()
            try await Self.underWay(scene, ending) {
                let code = try await scene.world.code(
                    for: scene.platform.platform, account: scene.account, user: scene.user, in: scene.tenant, session: session)
                return {
                    let (left, refusal) = (try await scene.liveGrants(), try await scene.refusal(of: code))
                    #expect(left.isEmpty)
                    #expect(refusal == .invalidGrant)
                }
            }
        }
    }

    @Test("ends too where it was a token for a program of one's own", arguments: Ending.allCases)
    func tokenUnderWay(_ ending: Ending) async throws {
        try await Scene.run(.xurrent, .init(roles: ["auditor"])) { scene in
            let session = try await scene.session()
            try await Self.underWay(scene, ending) {
                let token = try #require(try await Self.personalToken(scene, session))
                return {
                    let isLive = try await scene.isLive(token)
                    #expect(!isLive)
                }
            }
        }
    }

    @Test("is refused afterwards in a browser that was signed in before")
    func sessionEnded() async throws {
        try await Scene.run(.xurrent, .init(roles: ["auditor"])) { scene in
            let session = try await scene.session()
            _ = try await OffboardUser(engine: scene.engine).revoke(scene.user.id, in: scene.tenant, by: .server)
            #expect(try await Self.personalToken(scene, session) == nil)
            #expect(try await Self.personalToken(scene, try await scene.session()) != nil)
        }
    }

    @Test("leaves nothing alive whichever came first")
    func races() async throws {
        try await Scene.run(.standard, Self.setup) { scene in
            for round in 0..<40 {
                let session = try await scene.session()
                async let allowed: PlainSecret? = Self.attempt {
                    try await scene.world.code(
                        for: scene.platform.platform, account: scene.account, user: scene.user, in: scene.tenant, session: session)
                }
                async let ended: Void = Self.end(.user, scene)
                let (code, _) = try await (allowed, ended)
                #expect(try await scene.liveGrants().isEmpty, "round \(round)")
                if let code { #expect(try await scene.refusal(of: code) == .invalidGrant, "round \(round)") }
            }
        }
    }

    private static let setup = Scene.Setup(scopes: ["read"], settings: TenantSettings(grantSubject: .user))

    /// `body` is held open between what it made and its commit while the revocation comes; what it returns is looked at when both are done.
    private static func underWay(
        _ scene: Scene, _ ending: Ending, _ body: @escaping @Sendable () async throws -> @Sendable () async throws -> Void
    ) async throws {
        let check = try await scene.world.holding { session in
            // The audit entry is the last thing a use case writes.
            try session.execute("LOCK TABLE audit_entry IN SHARE MODE")
        } _: { letGo in
            async let made = patiently(body)
            #expect(try await scene.world.waitForLocks(1))
            async let ended: Void = Self.end(ending, scene)
            #expect(try await scene.world.waitForLocks(2))
            letGo()
            let (check, _) = try await (made, ended)
            return check
        }
        try await check()
    }

    private static func end(_ ending: Ending, _ scene: Scene) async throws {
        try await patiently {
            switch ending {
            case .user: _ = try await OffboardUser(engine: scene.engine).revoke(scene.user.id, in: scene.tenant, by: .server)
            case .account:
                _ = try await OffboardAccount(engine: scene.engine).revoke(scene.account.publicID, in: scene.tenant, by: .server)
            }
        }
    }

    private static func personalToken(_ scene: Scene, _ session: BrowserSession) async throws -> PlainSecret? {
        let token = try await PersonalAccessTokens(engine: scene.engine).create(
            name: "Script", scope: [ScopeRecord(actions: ["request:Read"])], account: scene.account.publicID, session: session,
            at: scene.site, origin: .local)
        if let token { scene.world.secrets.add(token.value) }
        return token
    }

    /// `nil` where it came too late.
    private static func attempt(_ body: @Sendable () async throws -> PlainSecret) async throws -> PlainSecret? {
        do {
            return try await patiently(body)
        } catch is InputError {
            return nil
        }
    }
}
