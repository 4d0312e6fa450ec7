import Dialects
package import Model
import Postgres
import Secrets
import Storage

/// Registers a customer of the vendor.
package struct CreateAccount: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// `publicID` is the id seen on the wire; one in the dialect's form is made when it is `nil`. Throws `InputError`.
    package func callAsFunction(
        name: String, publicID: String?, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> Account {
        let name = try FieldCheck.name(name, field: "name")
        guard let dialect = engine.dialects.find(tenant.dialect) else {
            throw ServerFault.unknownDialect(tenant.dialect, tenant: tenant.slug)
        }
        let id = try publicID.map { try FieldCheck.identifier($0, field: "id") } ?? dialect.rules.accountIDFormat.generateText()
        do {
            return try await engine.storage.transaction(tenant: tenant.id) { stores in
                let account = try stores.accounts.insert(publicID: id, name: name)
                try stores.audit("account.created", by: actor, target: .init("account", account.publicID), origin: origin)
                return account
            }
        } catch PostgresError.server(.uniqueViolation, "account_public_id_key", _) {
            throw InputError("id", "\(id) is taken")
        }
    }
}
