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
        _ password: PlainSecret, email: String, in tenant: Tenant, by actor: AuditEntry.Actor
    ) async throws {
        guard let hash = try await PasswordRule.hash(password, by: engine.passwords) else { return }
        let endsTokens = engine.dialects.find(tenant.dialect)?.rules.passwordChangeEndsTokens == true
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let address = EmailAddress(email), let user = try stores.users.find(address),
                try stores.users.setPasswordHash(hash, user: user.id)
            else { throw InputError("email", "there is no user \(email)") }
            try stores.browserSessions.endAll(user: user.id)
            let ended = endsTokens ? try stores.accessTokens.revokeAll(obtainedBy: user.id, reason: Self.revocationReason) : 0
            try stores.audit(
                "user.password_set", by: actor, target: .init("user", user.id.description), detail: ["revoked_tokens": .integer(ended)],
                origin: .local)
        }
    }
}
