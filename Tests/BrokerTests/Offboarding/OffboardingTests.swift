import Broker
import Dialects
import Model
import OAuth
import Postgres
import Secrets
import Storage
import TestSupport
import Testing

@Suite("ending everything of an account, a user, a grant or a token", .database)
struct OffboardingTests {
    @Test("an account's tokens and codes end at once, its platforms are told, and it can connect again", arguments: Dialect.all)
    func revokesAccount(_ dialect: Dialect) async throws {
        try await Scene.run(dialect, Self.setup(dialect)) { scene in
            let pair = try await scene.pair()
            let code = try await scene.code()
            let personal = try await scene.colleague()
            let touched = try await OffboardAccount(engine: scene.engine).revoke(
                scene.account.publicID, in: scene.tenant, by: .operator("test"))
            #expect(touched.grants.number >= 1)
            #expect(touched.accessTokens.number >= 1)
            #expect(touched.refreshTokens.number == (pair.refreshToken == nil ? 0 : 1))
            #expect(try await !scene.isLive(pair))
            #expect(try await scene.refusal(of: code) == .invalidGrant)
            if pair.refreshToken != nil { #expect(try await scene.refreshRefusal(pair) == .invalidGrant) }
            let told = try await scene.events().filter { $0.type == "account.disconnected" }
            #expect(told.count == touched.grants.number)
            #expect(told.allSatisfy { $0.members["reason"] == "account_revoked" })
            #expect(try await scene.audit("account.revoked").count == 1)
            let again = try await OffboardAccount(engine: scene.engine).revoke(scene.account.publicID, in: scene.tenant, by: .server)
            #expect(again == Touched())
            #expect(try await scene.isLive(try await scene.pair()))
            _ = personal
        }
    }

    @Test("an account that is deleted is gone from everywhere, its id stays taken, and the preview said how much")
    func deletesAccount() async throws {
        try await Scene.run(.standard) { scene in
            let pair = try await scene.pair()
            let code = try await scene.code()
            let offboard = OffboardAccount(engine: scene.engine)
            let preview = try await offboard.preview(scene.account.publicID, in: scene.tenant)
            let touched = try await offboard.delete(scene.account.publicID, in: scene.tenant, by: .operator("test"))
            #expect(touched == preview)
            #expect(touched.memberships == 1)
            #expect(touched.accessTokens == 1)
            #expect(try await !scene.isLive(pair))
            #expect(try await scene.refusal(of: code) == .invalidGrant)
            let accounts = ManageAccounts(engine: scene.engine)
            await #expect(throws: NotFound.self) { try await accounts.find(scene.account.publicID, in: scene.tenant) }
            await #expect(throws: NotFound.self) {
                try await accounts.setDisabled(false, scene.account.publicID, in: scene.tenant, by: .server)
            }
            await #expect(throws: NotFound.self) { try await offboard.delete(scene.account.publicID, in: scene.tenant, by: .server) }
            #expect(try await Listing(engine: scene.engine).accounts(of: scene.tenant).isEmpty)
            let left = try await scene.stores { [id = scene.user.id] in try $0.memberships.live(user: id) }
            #expect(left.isEmpty)
            let error = await #expect(throws: InputError.self) {
                try await CreateAccount(engine: scene.engine)(
                    name: "New", publicID: scene.account.publicID, in: scene.tenant, by: .server)
            }
            #expect(error?.field == "id")
            #expect(try await scene.events().last?.members["reason"] == "account_deleted")
        }
    }

    @Test("its own applications go with it")
    func applications() async throws {
        try await Scene.run(.xurrent, Self.setup(.xurrent)) { scene in
            let own = try await scene.world.platform(name: "Own", owner: scene.account, in: scene.tenant)
            let code = try await scene.world.code(for: own.platform, account: scene.account, user: scene.user, in: scene.tenant)
            let token = try await scene.world.exchange(code, by: own, in: scene.tenant)
            let touched = try await OffboardAccount(engine: scene.engine).delete(scene.account.publicID, in: scene.tenant, by: .server)
            #expect(touched.platforms == 1)
            #expect(try await !scene.isLive(token))
            let platform = try await scene.stores { [id = own.platform.clientID] in try $0.platforms.find(clientID: id) }
            #expect(platform == nil)
        }
    }

    @Test("one of them that was half deleted comes to its end, and whoever asked for it is on record")
    func unfinishedApplications() async throws {
        try await Scene.run(.xurrent, Self.setup(.xurrent)) { scene in
            let own = try await scene.world.platform(name: "Own", owner: scene.account, in: scene.tenant)
            let other = try await scene.world.account("Other", in: scene.tenant)
            let (tenant, platform, user) = (scene.tenant.id, own.platform.id, scene.user.id)
            // Grants of another account, so that they are the application's to end.
            try await scene.world.inspect { session in
                try session.execute(
                    """
                    INSERT INTO account_grant (tenant_id, account_id, platform_id, approved_by, connected_at)
                    VALUES (\(tenant), \(other.id), \(platform), \(user), now())
                    """)
            }
            let grant = try #require(try await scene.liveGrants().first).id
            _ = try await scene.stores { try $0.platforms.delete(platform) }
            let touched = try await OffboardAccount(engine: scene.engine).delete(
                scene.account.publicID, as: .tenant, in: scene.tenant, by: .server)
            #expect(touched.platforms == 1)
            guard case .revoked(_, by: let revoker) = try await scene.grant(grant).state else {
                Issue.record("the grant lives on")
                return
            }
            #expect(revoker == .tenant)
        }
    }

    @Test("a deletion that stopped half-way is finished by the same call")
    func goesOn() async throws {
        try await Scene.run(.standard) { scene in
            _ = try await scene.pair()
            // As a crash after the first batch leaves it.
            try await scene.setDisabled(true, .account(publicID: scene.account.publicID))
            let touched = try await OffboardAccount(engine: scene.engine).delete(scene.account.publicID, in: scene.tenant, by: .server)
            #expect(touched.grants == 1)
            #expect(try await scene.liveGrants().isEmpty)
        }
    }

    @Test("more grants than go into one batch end in several, each told")
    func batches() async throws {
        try await Scene.run(.standard) { scene in
            let count = 1_203
            try await scene.addGrants(count)
            let touched = try await OffboardAccount(engine: scene.engine).revoke(scene.account.publicID, in: scene.tenant, by: .server)
            #expect(touched.grants.number == count)
            #expect(try await scene.liveGrants().isEmpty)
            #expect(try await scene.eventTypes().count == count)
            #expect(try await scene.audit("grant.revoked").count == count)
        }
    }

    @Test("a user's own grants, tokens and sessions end; the account's connection they approved works on")
    func revokesUser() async throws {
        let setup = Scene.Setup(scopes: ["read"], settings: TenantSettings(grantSubject: .user))
        try await Scene.run(.standard, setup) { scene in
            let own = try await scene.pair(scopes: ["read"])
            let code = try await scene.code()
            let session = try await scene.signedIn()
            let touched = try await OffboardUser(engine: scene.engine).revoke(scene.user.id, in: scene.tenant, by: .server)
            #expect(touched.grants == 1)
            #expect(touched.accessTokens == 1)
            #expect(touched.sessions.number >= 1)
            #expect(try await !scene.isLive(own))
            #expect(try await scene.refusal(of: code) == .invalidGrant)
            #expect(try await FindBrowserSession(engine: scene.engine)(session, at: scene.site) == nil)
            #expect(try await scene.signIn() == .signedIn)
            #expect(try await scene.events().last?.members["reason"] == "user_revoked")
        }
        try await Scene.run(.standard) { scene in
            let company = try await scene.pair()
            let code = try await scene.code()
            let touched = try await OffboardUser(engine: scene.engine).revoke(scene.user.id, in: scene.tenant, by: .server)
            #expect(touched.grants == 0)
            #expect(try await scene.isLive(company))
            // What they allowed and nobody took yet ends all the same.
            #expect(try await scene.refusal(of: code) == .invalidGrant)
        }
    }

    @Test("a user who is deleted is forgotten, their address is free, and the account's connection asks for an approver")
    func deletesUser() async throws {
        try await Scene.run(.standard) { scene in
            let company = try await scene.pair()
            let session = try await scene.signedIn()
            let offboard = OffboardUser(engine: scene.engine)
            let preview = try await offboard.preview(scene.user.id, in: scene.tenant)
            let touched = try await offboard.delete(scene.user.id, in: scene.tenant, by: .server)
            #expect(touched == preview)
            #expect(touched.memberships == 1)
            #expect(try await FindBrowserSession(engine: scene.engine)(session, at: scene.site) == nil)
            #expect(try await scene.signIn() == .refused)
            #expect(try await scene.isLive(company))
            let missing = try await scene.events().last { $0.type == "grant.approver_missing" }
            #expect(missing?.members["reason"] == "deleted")
            await #expect(throws: NotFound.self) { try await ManageUsers(engine: scene.engine).find(scene.user.id, in: scene.tenant) }
            #expect(try await Listing(engine: scene.engine).users(of: scene.tenant).isEmpty)
            #expect(try await Listing(engine: scene.engine).grants(of: scene.tenant).count == 1)
            let texts: [RowText] = try await scene.world.inspect { session in
                try session.all("SELECT concat_ws(' ', email, email_key, name, password_hash) AS line FROM app_user")
            }
            #expect(texts.map(\.line).allSatisfy { !$0.contains("ada") && !$0.contains("scrypt") })
            #expect(try await scene.colleague("ada@first.example").email == "ada@first.example")
        }
    }

    @Test("once a revocation was acknowledged no token lives that a refresh or an exchange won meanwhile", arguments: 0..<4)
    func races(_ way: Int) async throws {
        try await Scene.run(.standard) { scene in
            for round in 0..<40 {
                let first = try await scene.pair()
                let code = try await scene.code()
                let grant = try #require(try await scene.liveGrants().first).id
                async let refreshed = Self.attempt { try await scene.refresh(first) }
                async let exchanged = Self.attempt { try await scene.world.exchange(code, by: scene.platform, in: scene.tenant) }
                async let ended: Touched = patiently {
                    switch way {
                    case 0: try await RevokeGrant(engine: scene.engine)(grant, in: scene.tenant, by: .server)
                    case 1: try await OffboardAccount(engine: scene.engine).revoke(scene.account.publicID, in: scene.tenant, by: .server)
                    case 2:
                        try await ManageTokens(engine: scene.engine).revoke(
                            PlainSecret(try #require(first.refreshToken).text), in: scene.tenant, by: .server)
                    default:
                        try await EndGrants(engine: scene.engine)(
                            .platform(scene.platform.platform.id), reason: "test", in: scene.tenant, by: .server, origin: .local)
                    }
                }
                let (second, third, _) = try await (refreshed, exchanged, ended)
                // Of one family only its own tokens end.
                for answer in [first, second, way == 2 ? nil : third].compactMap(\.self) {
                    #expect(try await !scene.isLive(answer), "round \(round)")
                    #expect(try await scene.refreshRefusal(answer) == .invalidGrant, "round \(round)")
                }
            }
        }
    }

    /// `nil`: it was refused with `invalid_grant`.
    private static func attempt(_ body: @Sendable () async throws -> TokenAnswer) async throws -> TokenAnswer? {
        do {
            return try await patiently(body)
        } catch let error as OAuthError where error.code == .invalidGrant {
            return nil
        }
    }

    private static func setup(_ dialect: Dialect) -> Scene.Setup {
        var setup = Scene.Setup()
        if let scopes = dialect.rules.availableScopes { setup.scopes = Array(scopes.prefix(2)) }
        return setup
    }
}

private struct RowText: RowDecodable, Sendable {
    let line: String

    init(row: Row) throws(PostgresError) { line = try row["line"] }
}

extension Scene {
    /// So many users of the account with a connected grant of their own, as the database's owner writes them.
    func addGrants(_ count: Int) async throws {
        let (tenant, account, platform, user) = (tenant.id, account.id, platform.platform.id, user.id)
        try await world.inspect { session in
            try session.execute(
                """
                WITH people AS (
                    INSERT INTO app_user (tenant_id, email, email_key)
                    SELECT \(tenant), 'u' || number || '@first.example', 'u' || number || '@first.example'
                    FROM generate_series(1, \(count)) AS number
                    RETURNING id
                )
                INSERT INTO account_grant (tenant_id, account_id, platform_id, user_id, approved_by, connected_at)
                SELECT \(tenant), \(account), \(platform), id, \(user), now() FROM people
                """)
        }
    }
}
