import Dialects
package import Model
import Storage

/// Gives a platform other redirect URIs and another logo address, by the same rules as at registration.
package struct MovePlatform: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Throws `InputError`.
    package func callAsFunction(
        _ clientID: String, redirectURIs: [String], logoURL: String?, in tenant: Tenant, by actor: AuditEntry.Actor
    ) async throws {
        guard let rules = engine.dialects.find(tenant.dialect)?.rules else {
            throw ServerFault.unknownDialect(tenant.dialect, tenant: tenant.slug)
        }
        let logoURL = try OutgoingAddress.check(logoURL, field: "logo-url", isSandbox: tenant.isSandbox)
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let platform = try stores.platforms.find(clientID: clientID) else {
                throw InputError("client-id", "there is no platform \(clientID)")
            }
            try RedirectRule.check(redirectURIs, rules: rules, isSandbox: tenant.isSandbox, isNative: platform.isPublic)
            guard try stores.platforms.move(clientID: clientID, redirectURIs: redirectURIs, logoURL: logoURL) else {
                throw InputError("client-id", "there is no platform \(clientID)")
            }
            try stores.audit(
                "platform.moved", by: actor, target: .init("platform", clientID), detail: ["redirect_uris": .list(redirectURIs)],
                origin: .local)
        }
    }
}
