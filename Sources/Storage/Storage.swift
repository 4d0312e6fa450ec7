package import Model
package import Postgres

/// The product's one way to its tables. A body is synchronous: nothing awaits while a row is locked.
package struct Storage: Sendable {
    let database: Database
    let onQueued: @Sendable () -> Void
    let onAudited: @Sendable () -> Void
    /// What validations are answered from.
    package let live: LiveReads
    let lines: IssueLines

    /// What `memory` is unless told otherwise.
    package static let usualMemory = 256 << 20

    /// `memory` bounds, in bytes, what is remembered for validations. `onQueued` is called after each commit that put something into a queue,
    /// `onAudited` after each that wrote to the audit log.
    package init(
        database: Database, memory: Int = usualMemory, onQueued: @escaping @Sendable () -> Void = {},
        onAudited: @escaping @Sendable () -> Void = {}
    ) {
        self.database = database
        self.onQueued = onQueued
        self.onAudited = onAudited
        live = LiveReads(database: database, memory: memory)
        lines = IssueLines(database: database, live: live)
    }

    /// Runs the body behind the wall of one tenant, in one transaction. A throw rolls back; a returned refusal commits.
    package func transaction<Value: Sendable>(
        tenant: Tenant.ID, _ body: @escaping @Sendable (Stores) throws -> Value
    ) async throws -> Value {
        let (value, hasQueued, hasAudited) = try await database.transaction(settings: [Setting("app.tenant", tenant.description)]) {
            session in
            let mark = QueueMark()
            let value = try body(Stores(session: session, tenantID: tenant, queued: mark))
            return (value, mark.isSet, mark.hasAudited)
        }
        if hasQueued { onQueued() }
        if hasAudited { onAudited() }
        return value
    }

    /// Runs the body with no tenant: only the registry tables can be read.
    package func registry<Value: Sendable>(_ body: @escaping @Sendable (RegistryStores) throws -> Value) async throws -> Value {
        try await database.transaction { session in try body(RegistryStores(session: session)) }
    }

    /// Tells whoever listens that something was put into a queue. Nothing of it need be durable.
    package func announceQueue(on channel: StaticString) async throws {
        let channel = channel.description
        try await database.transaction { session in
            _ = try session.execute("SELECT set_config('synchronous_commit', 'off', true), pg_notify(\(channel), '')")
        }
    }
}
