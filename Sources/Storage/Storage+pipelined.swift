package import Foundation
package import Model
package import Postgres

extension Storage {
    /// The pipelined door (DESIGN.md, "Three doors"): the statements of one caller in order, behind the wall of the tenant, in a commit that
    /// other callers may share. `key` orders callers of one tenant, so that all lock in one order. Returns what was read of each
    /// statement's rows. Whoever would wait for a lock goes through the first door instead.
    package func pipelined<Value: Sendable>(
        tenant: Tenant.ID, key: UUID?, _ statements: [SQL], _ read: @escaping @Sendable ([Rows]) throws -> Value
    ) async throws -> Value {
        do {
            return try await database.writes.run(statements, group: tenant.description, order: key?.uuidString ?? "", read: read)
        } catch PostgresError.server(.lockNotAvailable, _, _) {
            return try await database.transaction(settings: [Setting("app.tenant", tenant.description)]) { session in
                try read(try session.rows(statements))
            }
        }
    }
}
