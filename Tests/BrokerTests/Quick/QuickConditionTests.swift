import Broker
import Dialects
import Model
import OAuth
import Postgres
import Secrets
import Storage
import TestSupport
import Testing

@Suite("whatever is not plain is left alone by the quick way, and decided step by step", .database)
struct QuickConditionTests {
    /// One thing that is not as it is in the plain case.
    struct Break: Sendable, CustomTestStringConvertible {
        let name: String
        /// What the way step by step says then. `nil`: it answers.
        let refusal: OAuthErrorCode?
        /// Done as the superuser.
        var sql: SQL = "SELECT"
        var clock = Duration.zero
        var parameters: [(String, String)] = []
        var scopes: [String] = []
        var tokenType: TokenType?
        var secret: String?

        var testDescription: String { name }
    }

    static let ofClient = [
        Break(name: "a wrong secret", refusal: .invalidClient, secret: "wrong"),
        Break(name: "a disabled secret", refusal: .invalidClient, sql: "UPDATE platform_secret SET disabled_at = now()"),
        Break(name: "an expired secret", refusal: .invalidClient, sql: "UPDATE platform_secret SET expires_at = now()"),
        Break(name: "a disabled platform", refusal: .invalidClient, sql: "UPDATE platform SET disabled_at = now()"),
        Break(name: "another grant type", refusal: .unauthorizedClient, sql: "UPDATE platform SET grant_types = '{other}'"),
        Break(name: "a secret whose use is to be noted", refusal: nil, sql: "UPDATE platform_secret SET last_used_at = NULL"),
        Break(name: "a disabled account", refusal: .invalidGrant, sql: "UPDATE account SET disabled_at = now()"),
        Break(name: "a revoked grant", refusal: .invalidGrant, sql: "UPDATE account_grant SET revoked_at = now(), revoked_by = 'user'"),
        Break(name: "a later generation", refusal: .invalidGrant, sql: "UPDATE platform SET generation = generation + 1"),
        Break(name: "a scope the platform lost", refusal: nil, sql: "UPDATE platform SET scopes = '{write}'"),
        Break(name: "a platform without scopes", refusal: .invalidScope, sql: "UPDATE platform SET scopes = '{}'"),
    ]

    static let ofCode = [
        Break(name: "a used code", refusal: .invalidGrant, sql: "UPDATE authorization_code SET used_at = now()"),
        Break(name: "an expired code", refusal: .invalidGrant, clock: .seconds(61)),
        Break(name: "another redirect URI", refusal: .invalidGrant, parameters: [("redirect_uri", "https://other.example/")]),
        Break(
            name: "a redirect URI that was sent and is left out", refusal: .invalidGrant,
            sql: "UPDATE authorization_code SET redirect_uri_sent = true"),
        Break(
            name: "a challenge and no verifier", refusal: .invalidGrant,
            sql: "UPDATE authorization_code SET code_challenge = repeat('a', 43)"),
        Break(
            name: "a verifier and no challenge", refusal: .invalidGrant, parameters: [("code_verifier", String(repeating: "a", count: 43))]),
        Break(name: "a disabled approver", refusal: .invalidGrant, sql: "UPDATE app_user SET disabled_at = now()"),
        Break(name: "an approver who left", refusal: .invalidGrant, sql: "DELETE FROM membership"),
        Break(name: "another token type", refusal: .invalidGrant, tokenType: .user),
        Break(name: "no code", refusal: .invalidRequest, parameters: [("code", "")]),
        Break(name: "another code", refusal: .invalidGrant, parameters: [("code", "other")]),
    ]

    static let ofRefresh = [
        // Within its grace it is answered once more.
        Break(name: "a used token", refusal: nil, sql: "UPDATE refresh_token SET used_at = now()"),
        Break(name: "a retired token", refusal: .invalidGrant, sql: "UPDATE refresh_token SET retired_at = now()"),
        Break(name: "an expired token", refusal: .invalidGrant, clock: .seconds(31 * 86_400)),
        Break(name: "a revoked family", refusal: .invalidGrant, sql: "UPDATE token_family SET revoked_at = now()"),
        Break(name: "an expired family", refusal: .invalidGrant, sql: "UPDATE token_family SET expires_at = now()"),
        Break(name: "a family of another generation", refusal: .invalidGrant, sql: "UPDATE token_family SET generation = generation + 7"),
        Break(
            name: "a user who left", refusal: .invalidGrant,
            sql: "WITH gone AS (DELETE FROM membership RETURNING user_id) UPDATE account_grant SET user_id = gone.user_id FROM gone"),
        Break(
            name: "a disabled user", refusal: .invalidGrant,
            sql: """
                WITH gone AS (UPDATE app_user SET disabled_at = now() RETURNING id) UPDATE account_grant SET user_id = gone.id FROM gone
                """),
        Break(
            name: "a revoked parent", refusal: .invalidGrant,
            sql: """
                WITH parent AS (
                    INSERT INTO account_grant (tenant_id, account_id, platform_id, approved_by, revoked_at, revoked_by)
                    SELECT tenant_id, account_id, platform_id, approved_by, now(), 'user' FROM account_grant RETURNING id
                )
                UPDATE token_family SET parent_grant_id = parent.id FROM parent
                """),
        Break(name: "a scope the grant lost", refusal: nil, sql: "UPDATE account_grant SET scopes = '{write}'"),
        Break(name: "a scope the token never had", refusal: .invalidScope, scopes: ["admin"]),
        Break(name: "another token type", refusal: .invalidGrant, tokenType: .user),
        Break(name: "no token", refusal: .invalidRequest, parameters: [("refresh_token", "")]),
        Break(name: "another token", refusal: .invalidGrant, parameters: [("refresh_token", "other")]),
    ]

    static let ofInstallation = [
        Break(name: "a grant that is only allowed", refusal: .unauthorizedClient, sql: "UPDATE account_grant SET connected_at = NULL"),
        Break(name: "another account", refusal: .unauthorizedClient, parameters: [("account_id", "other")]),
        Break(name: "a scope the grant has not", refusal: .invalidScope, scopes: ["admin"]),
        Break(name: "a scope the grant lost", refusal: .invalidScope, sql: "UPDATE account_grant SET scopes = '{write}'", scopes: ["read"]),
        Break(
            name: "a public platform with a secret", refusal: .unauthorizedClient,
            sql: "UPDATE platform SET is_public = true, requires_pkce = true"),
        Break(
            name: "a second installation", refusal: .invalidRequest,
            sql: """
                WITH second AS (
                    INSERT INTO account (tenant_id, public_id, name) SELECT tenant_id, 'second', 'Second' FROM account RETURNING tenant_id, id
                )
                INSERT INTO account_grant (tenant_id, account_id, platform_id, approved_by, scopes, connected_at, generation)
                SELECT account_grant.tenant_id, second.id, platform_id, approved_by, scopes, connected_at, generation
                FROM account_grant JOIN second ON second.tenant_id = account_grant.tenant_id
                """),
    ]

    @Test("of an exchange", arguments: ofClient + ofCode)
    func exchange(_ broken: Break) async throws {
        try await Self.check(broken, .authorizationCode, [.authorizationCode, .refreshToken]) { scene in
            [("code", try await scene.code().value)]
        }
    }

    @Test("of a refresh", arguments: ofClient + ofRefresh)
    func refresh(_ broken: Break) async throws {
        try await Self.check(broken, .refreshToken, [.authorizationCode, .refreshToken]) { scene in
            [("refresh_token", try #require(try await scene.pair().refreshToken).text)]
        }
    }

    @Test("of a platform's own token", arguments: ofClient + ofInstallation)
    func installation(_ broken: Break) async throws {
        var broken = broken
        if broken.refusal == .invalidGrant {
            broken = Break(name: broken.name, refusal: .unauthorizedClient, sql: broken.sql)
        }
        try await Self.check(broken, .clientCredentials, [.clientCredentials]) { scene in
            try await scene.install()
            return []
        }
    }

    @Test("an approver without the role that may allow it for the whole account")
    func roles() async throws {
        let setup = Scene.Setup(scopes: ["user_session", "points_read"])
        try await Scene.run(.silentXoxoday, setup) { scene in
            try await scene.noteSecret()
            let code = try await scene.code()
            try await scene.world.inspect { session in try session.execute("UPDATE membership SET roles = '{member}'") }
            let before = try await Written.read(in: scene.world, of: scene.tenant)
            await #expect(throws: NotPlain.self) { try await scene.exchange(code, by: .quick) }
            #expect(try await Written.read(in: scene.world, of: scene.tenant) == before)
            #expect(try await scene.refusal { try await scene.exchange(code, by: .stepByStep) } == .invalidGrant)
        }
    }

    @Test("a token that ends with the secret that obtained it")
    func endedSecret() async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["account_administrator"])) { scene in
            let first = try await scene.pair()
            try await scene.noteSecret()
            try await scene.world.inspect { session in
                try session.execute(
                    """
                    WITH other AS (
                        INSERT INTO platform_secret (tenant_id, platform_id, secret_hash, disabled_at)
                        SELECT tenant_id, platform_id, sha256('other'), now() FROM platform_secret RETURNING id
                    )
                    UPDATE refresh_token SET secret_id = other.id FROM other
                    """)
            }
            await #expect(throws: NotPlain.self) { try await scene.refresh(first, by: .quick) }
            #expect(try await scene.refusal { try await scene.refresh(first, by: .stepByStep) } == .invalidGrant)
        }
    }

    private static func check(
        _ broken: Break, _ grantType: GrantType, _ grantTypes: [GrantType],
        _ begin: @escaping @Sendable (Scene) async throws -> [(String, String)]
    ) async throws {
        var setup = Scene.Setup(scopes: ["read", "write"], grantTypes: grantTypes)
        if grantType == .clientCredentials { setup.redirectURIs = [] }
        try await Scene.run(.standard, setup) { scene in
            var parameters = try await begin(scene)
            try await scene.noteSecret()
            for (name, value) in broken.parameters {
                parameters.removeAll { $0.0 == name }
                parameters.append((name, value))
            }
            if broken.clock != .zero {
                try await scene.moveClock(to: broken.clock)
                let id = scene.platform.platform.id.rawValue
                try await scene.world.inspect { session in
                    try session.execute(
                        "UPDATE platform_secret SET last_used_at = clock_timestamp() + \(broken.clock) WHERE platform_id = \(id)")
                }
            }
            try await scene.world.inspect { session in try session.execute(broken.sql) }
            let credentials = ClientCredentials(
                clientID: scene.platform.platform.clientID, clientSecret: broken.secret ?? scene.platform.secret.value)
            let before = try await Written.read(in: scene.world, of: scene.tenant)
            await #expect(throws: NotPlain.self) {
                try await scene.issue(
                    grantType, parameters, scopes: broken.scopes, tokenType: broken.tokenType, credentials: credentials, by: .quick)
            }
            #expect(try await Written.read(in: scene.world, of: scene.tenant) == before)
            let refusal = try await scene.refusal {
                try await scene.issue(
                    grantType, parameters, scopes: broken.scopes, tokenType: broken.tokenType, credentials: credentials, by: .stepByStep)
            }
            #expect(refusal == broken.refusal)
        }
    }
}
