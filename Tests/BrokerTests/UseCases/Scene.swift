import Broker
import Dialects
import Model
import OAuth
import Postgres
import Secrets
import Storage
import TestSupport

/// A tenant with one account, its administrator and one platform.
struct Scene: Sendable {
    let world: World
    let tenant: Tenant
    let site: TenantSite
    let account: Account
    let user: User
    let platform: RegisterPlatform.Registered

    static func run(
        _ dialect: Dialect = .xref, _ setup: Setup = Setup(), _ body: @escaping @Sendable (Scene) async throws -> Void
    ) async throws {
        try await World.run(dialects: [dialect], connections: 16) { world in
            try await body(try await Scene(world, dialect: dialect, setup))
            await world.settle()
        }
    }

    /// What a test wants of its tenant, person and platform.
    struct Setup: Sendable {
        var roles = ["administrator"]
        var scopes: [String] = []
        var redirectURIs = [World.redirectURI]
        var grantTypes: [GrantType] = []
        var isPublic = false
        var settings: TenantSettings?
    }

    init(_ world: World, dialect: Dialect = .xref, _ setup: Setup = Setup()) async throws {
        self.world = world
        tenant = try await world.tenant(dialect)
        if let settings = setup.settings {
            try await ChangeTenantSettings(engine: world.engine)(settings, of: tenant, by: .server)
        }
        site = try await world.site(tenant)
        account = try await world.account(in: tenant)
        user = try await world.user(in: [account], roles: setup.roles, of: tenant)
        platform = try await world.platform(
            redirectURIs: setup.redirectURIs, scopes: setup.scopes, grantTypes: setup.grantTypes, isPublic: setup.isPublic, in: tenant)
    }

    var engine: Engine { world.engine }

    func code() async throws -> PlainSecret {
        try await world.code(for: platform.platform, account: account, user: user, in: tenant)
    }

    func token() async throws -> PlainSecret {
        PlainSecret(try await world.exchange(try await code(), by: platform, in: tenant).accessToken)
    }

    func isLive(_ token: PlainSecret) async throws -> Bool {
        do {
            _ = try await ValidateToken(engine: engine)(token, at: site)
            return true
        } catch let error as OAuthError where error.code == .invalidToken {
            return false
        }
    }

    func disconnect(_ token: PlainSecret) async throws {
        try await DisconnectAccount(engine: engine)(token, at: site, origin: .local)
    }

    /// The OAuth error an exchange ends with, or `nil` when it gives a token.
    func refusal(of code: PlainSecret, by platform: RegisterPlatform.Registered? = nil) async throws -> OAuthErrorCode? {
        do {
            _ = try await world.exchange(code, by: platform ?? self.platform, in: tenant)
            return nil
        } catch let error as OAuthError {
            return error.code
        }
    }

    func stores<Value: Sendable>(_ body: @escaping @Sendable (Stores) throws -> Value) async throws -> Value {
        try await world.storage.transaction(tenant: tenant.id, body)
    }

    func events() async throws -> [RecordedEvent] { try await stores { try $0.events.all() } }

    /// The audit entries of this tenant with this action, oldest first.
    func audit(_ action: String) async throws -> [AuditLine] {
        let id = tenant.id
        return try await world.inspect { session in
            try session.all(
                """
                SELECT actor_kind, actor_id, target_kind, target_id, detail::text AS detail FROM audit_entry
                WHERE tenant_id = \(id.rawValue) AND action = \(action) ORDER BY occurred_at
                """)
        }
    }
}

struct AuditLine: RowDecodable, Sendable {
    let actorKind: String
    let actorID: String?
    let targetKind: String?
    let targetID: String?
    let detail: String

    init(row: Row) throws(PostgresError) {
        actorKind = try row["actor_kind"]
        actorID = try row["actor_id"]
        targetKind = try row["target_kind"]
        targetID = try row["target_id"]
        detail = try row["detail"]
    }
}

extension Dialect {
    /// Every default of the engine: many tokens of a grant may live, and a replayed code revokes its own.
    static let plain = Dialect(name: "plain", endpoints: [])
}
