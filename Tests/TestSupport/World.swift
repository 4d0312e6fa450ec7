package import Broker
package import Dialects
import Foundation
import Logging
package import Model
package import OAuth
package import Postgres
package import Secrets
package import Storage

/// The product over the test's own database, with builders that are valid by default: a test names only what it is about.
package struct World: Sendable {
    package let database: Database
    package let storage: Storage
    package let engine: Engine
    package let outbox = Outbox()
    package let log: LogCapture
    package let secrets: SecretLedger

    package static let publicURL = "http://symbolon.test"

    package init(
        dialects: [Dialect] = Dialect.all, keys: KeyRing? = nil, publicURL: String = World.publicURL, connections: Int = 8
    ) throws {
        database = try TestDatabase.current().connect(connections: connections)
        storage = Storage(database: database, onQueued: outbox.signal, onAudited: outbox.signalAudit)
        engine = Engine(
            storage: storage, keys: try keys ?? KeyRing(parsing: try KeyRing.newFileText(id: "test")),
            passwords: PasswordHasher(parameters: try ScryptParameters(logN: 4, blockSize: 1, parallelism: 1)),
            dialects: DialectList(dialects), publicURL: publicURL)
        log = LogCapture()
        secrets = SecretLedger()
    }

    /// Runs a body in a world of its own; afterwards no connection may be left in use, and no log line may hold a secret.
    package static func run(
        dialects: [Dialect] = Dialect.all, publicURL: String = World.publicURL, connections: Int = 8,
        _ body: (World) async throws -> Void
    ) async throws {
        let world = try World(dialects: dialects, publicURL: publicURL, connections: connections)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(world))
        } catch {
            outcome = .failure(error)
        }
        await world.settle()
        let statistics = world.database.statistics
        await world.database.shutdown()
        try outcome.get()
        guard statistics.open == statistics.idle else { throw Leak.connection(open: statistics.open, idle: statistics.idle) }
        for secret in world.secrets.all where world.log.text.contains(secret) { throw Leak.secretInLog }
    }

    private enum Leak: Error {
        case connection(open: Int, idle: Int)
        case secretInLog
    }

    package func tenant(_ dialect: Dialect = .xref, slug: String? = nil, isSandbox: Bool = true, publicURL: String? = nil) async throws
        -> Tenant
    {
        try await CreateTenant(engine: engine)(
            CreateTenant.Input(
                slug: try slug ?? "t" + SecureRandom.hex(bytes: 6), name: "Vendor of \(dialect.name)", dialect: dialect.name,
                publicURL: publicURL, isSandbox: isSandbox),
            by: .server)
    }

    package func site(_ tenant: Tenant) async throws -> TenantSite {
        guard let site = try await FindSite(engine: engine)(slug: tenant.slug) else { throw InputError("tenant", "has no site") }
        return site
    }

    package func account(_ name: String = "First Account", in tenant: Tenant) async throws -> Account {
        try await CreateAccount(engine: engine)(name: name, publicID: nil, in: tenant, by: .server)
    }

    package static let password = "correct horse battery staple"

    /// A user who is in these accounts and can sign in with `World.password`.
    package func user(
        _ email: String = "ada@first.example", name: String? = "Ada", in accounts: [Account], roles: [String] = ["administrator"],
        of tenant: Tenant
    ) async throws -> User {
        secrets.add(Self.password)
        let user = try await CreateUser(engine: engine)(
            email: email, name: name, password: PlainSecret(Self.password), in: tenant, by: .server)
        for account in accounts {
            try await ChangeMembership(engine: engine).join(email: email, account: account.publicID, roles: roles, in: tenant, by: .server)
        }
        return user
    }

    package static let redirectURI = "https://partner.example/integrations/callback"

    package func platform(
        name: String = "Partner", redirectURIs: [String] = [World.redirectURI], webhookURL: String? = nil, logoURL: String? = nil,
        scopes: [String] = [], grantTypes: [GrantType] = [], isPublic: Bool = false, requiresPKCE: Bool = false,
        scopeRecords: [ScopeRecord]? = nil, owner: Account? = nil, in tenant: Tenant
    ) async throws -> RegisterPlatform.Registered {
        let hasActions = try await site(tenant).dialect.rules.recordAccess != nil
        let registered = try await RegisterPlatform(engine: engine)(
            RegisterPlatform.Input(
                name: name, description: "A partner.", url: "https://partner.example", redirectURIs: redirectURIs, webhookURL: webhookURL,
                logoURL: logoURL, scopes: scopes, grantTypes: grantTypes, isPublic: isPublic, requiresPKCE: requiresPKCE,
                scopeRecords: scopeRecords ?? (hasActions ? [ScopeRecord(actions: ["*:*"])] : []), ownerAccountID: owner?.publicID),
            in: tenant, by: .server)
        if let secret = registered.clientSecret { secrets.add(secret.value) }
        if let secret = registered.webhookSecret { secrets.add(secret.value) }
        return registered
    }

    /// Moves the tenant's clock; the database's own stands as it is.
    package func moveClock(of tenant: Tenant, to offset: Duration) async throws {
        try await storage.transaction(tenant: tenant.id) { stores in try stores.tenants.setClockOffset(offset, tenant: tenant.id) }
    }
}
