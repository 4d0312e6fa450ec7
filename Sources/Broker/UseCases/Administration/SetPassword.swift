import Dialects
package import Model
import Secrets
import Storage

/// Gives a person a new password and ends every session opened with the old one.
package struct SetPassword: Sendable {
    /// Noted on the tokens that end by it, where the dialect has that.
    static let revocationReason = "password_reset"

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Throws `InputError`.
    package func callAsFunction(
        _ password: PlainSecret, email: String, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws {
        try await set(password, in: tenant, by: actor, origin: origin) { stores in
            guard let address = EmailAddress(email), let user = try stores.users.find(address) else {
                throw InputError("email", "there is no user \(email)")
            }
            return user
        }
    }

    /// The same by their id. Throws `NotFound` and `InputError`.
    package func callAsFunction(
        _ password: PlainSecret, user id: User.ID, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws {
        try await set(password, in: tenant, by: actor, origin: origin) { stores in
            guard let user = try stores.users.find(id) else { throw NotFound("user", id) }
            return user
        }
    }

    private func set(
        _ password: PlainSecret, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin,
        of find: @escaping @Sendable (Stores) throws -> User
    ) async throws {
        guard let hash = try await PasswordRule.hash(password, by: engine.passwords) else { return }
        let endsTokens = engine.dialects.find(tenant.dialect)?.rules.passwordChangeEndsTokens == true
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            let user = try find(stores)
            guard try stores.users.setPasswordHash(hash, user: user.id) else { throw NotFound("user", user.id) }
            try stores.browserSessions.endAll(user: user.id)
            let ended = endsTokens ? try stores.accessTokens.revokeAll(obtainedBy: user.id, reason: Self.revocationReason) : 0
            try stores.audit(
                "user.password_set", by: actor, target: .init("user", user.id.description), detail: ["revoked_tokens": .integer(ended)],
                origin: origin)
        }
    }
}
