package import Model
import Storage

/// An operator ends a grant.
package struct RevokeGrant: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Throws `InputError`.
    package func callAsFunction(_ id: Grant.ID, in tenant: Tenant, by actor: AuditEntry.Actor) async throws {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let grant = try stores.grants.find(id), let account = try stores.accounts.find(grant.accountID),
                let platform = try stores.platforms.find(grant.platformID), try stores.grants.revoke(id, by: .operator)
            else { throw InputError("grant", "there is no live grant \(id)") }
            try stores.recordDisconnection(
                of: grant, account: account, platform: platform, reason: "revoked_by_operator", by: actor, origin: .local)
        }
    }
}
