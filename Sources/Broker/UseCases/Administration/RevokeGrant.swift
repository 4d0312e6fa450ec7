package import Model
import Storage

/// Ends a grant for good, with every token of it.
package struct RevokeGrant: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Nothing is touched where it was revoked before. Throws `NotFound`.
    @discardableResult
    package func callAsFunction(
        _ id: Grant.ID, as revoker: Grant.Revoker = .operator, in tenant: Tenant, by actor: AuditEntry.Actor,
        origin: RequestOrigin = .local
    ) async throws -> Touched {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.grants.lock(id)
            guard let grant = try stores.grants.find(id) else { throw NotFound("grant", id) }
            if case .revoked = grant.state { return Touched() }
            return try stores.endGrants(
                of: .grants([id]), limit: 1, reason: "revoked_by_operator", as: revoker, by: actor, origin: origin)
        }
    }
}
