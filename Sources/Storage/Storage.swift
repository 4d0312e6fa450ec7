package import Model
package import Postgres

/// The product's one way to its tables. A body is synchronous: nothing awaits while a row is locked.
package struct Storage: Sendable {
    private let database: Database

    package init(database: Database) { self.database = database }

    /// Runs the body behind the wall of one tenant, in one transaction. A throw rolls back; a returned refusal commits.
    package func transaction<Value: Sendable>(
        tenant: Tenant.ID, _ body: @escaping @Sendable (Stores) throws -> Value
    ) async throws -> Value {
        try await database.transaction(settings: [Setting("app.tenant", tenant.description)]) { session in
            try body(Stores(session: session, tenantID: tenant))
        }
    }

    /// Runs the body with no tenant: only the registry tables can be read.
    package func registry<Value: Sendable>(_ body: @escaping @Sendable (RegistryStores) throws -> Value) async throws -> Value {
        try await database.transaction { session in try body(RegistryStores(session: session)) }
    }
}
