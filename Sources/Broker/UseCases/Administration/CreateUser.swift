package import Model
import Postgres
import Secrets
import Storage

/// Registers a person.
package struct CreateUser: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// A user without a password cannot sign in here. Throws `InputError`.
    package func callAsFunction(
        email: String, name: String?, password: PlainSecret?, in tenant: Tenant, by actor: AuditEntry.Actor,
        origin: RequestOrigin = .local
    ) async throws -> User {
        let address = try FieldCheck.email(email, field: "email")
        let name = try FieldCheck.text(name, field: "name", limit: .userName)
        let hash = try await PasswordRule.hash(password, by: engine.passwords)
        do {
            return try await engine.storage.transaction(tenant: tenant.id) { stores in
                let user = try stores.users.insert(address, name: name, passwordHash: hash)
                try stores.audit("user.created", by: actor, target: .init("user", user.id.description), origin: origin)
                return user
            }
        } catch PostgresError.server(.uniqueViolation, "app_user_email_key", _) {
            throw InputError("email", "\(email) is taken")
        }
    }
}

/// What a password must be.
enum PasswordRule {
    static let minimumLength = TextLimit.password.minimum
    /// Longer ones are refused before any work is done for them.
    static let maximumBytes = TextLimit.password.maximum

    static func hash(_ password: PlainSecret?, by hasher: PasswordHasher) async throws -> PasswordHash? {
        guard let password else { return nil }
        guard password.value.unicodeScalars.count >= minimumLength, password.value.utf8.count <= maximumBytes else {
            throw InputError("password", TextLimit.password.rule)
        }
        return try await hasher.hash(password)
    }
}
