import Broker
import Dialects
import Foundation
import Model
import OAuth
import Secrets

/// A tenant with what asks about its tokens and what gets them, made by the product's own use cases.
struct Vendor: Sendable {
    static let redirectURI = "https://partner.example/callback"

    let tenant: Tenant
    let dialect: Dialect
    let platform: Platform
    /// The row of the platform's secret.
    let secretID: String
    let platformAuthorization: String
    let resourceServerAuthorization: String
    /// The vendor's own key, as a bearer.
    let keyAuthorization: String

    var scope: String { platform.scopes[0] }

    static func make(_ number: Int, _ dialect: Dialect, engine: Engine, database: Psql) async throws -> Vendor {
        let tenant = try await CreateTenant(engine: engine)(
            CreateTenant.Input(slug: "\(dialect.name)-\(number)", name: "Vendor \(number)", dialect: dialect.name, isSandbox: false),
            by: .server)
        let registered = try await RegisterPlatform(engine: engine)(
            RegisterPlatform.Input(
                name: "Partner", redirectURIs: [redirectURI], scopes: [dialect.rules.availableScopes?.first ?? "read"]), in: tenant,
            by: .server)
        let (server, serverSecret) = try await ManageResourceServers(engine: engine).create(
            ManageResourceServers.Input(name: "API", audience: "https://api.vendor.example"), in: tenant, by: .server)
        let (key, _) = try await ChangeAdminKeys(engine: engine).create(name: "API", tenant: tenant, lifetime: nil, by: .server)
        guard let secret = registered.clientSecret else { throw BenchError("the platform has no secret") }
        return Vendor(
            tenant: tenant, dialect: dialect, platform: registered.platform,
            secretID: try await database.run(
                "SELECT id FROM platform_secret WHERE tenant_id = '\(tenant.id)' AND platform_id = '\(registered.platform.id)'"),
            platformAuthorization: RequestTemplate.basic(registered.platform.clientID, secret.value),
            resourceServerAuthorization: RequestTemplate.basic(server.publicID, serverSecret.value),
            keyAuthorization: "Bearer \(key.value)")
    }

    func path(_ endpoint: String) -> String { "/t/\(tenant.slug)\(endpoint)" }
}
