import Postgres
import TestSupport

extension World {
    /// Runs a body as the superuser, whom no wall stops, in a transaction of its own.
    @discardableResult
    func asSuperuser<Value: Sendable>(tenant: String? = nil, _ body: @escaping @Sendable (Session) throws -> Value) async throws -> Value {
        try await Self.asLogin("postgres", tenant: tenant, body)
    }

    /// Runs a body as a login of its own, in one transaction.
    @discardableResult
    static func asLogin<Value: Sendable>(
        _ login: String, tenant: String? = nil, _ body: @escaping @Sendable (Session) throws -> Value
    ) async throws -> Value {
        let database = try TestDatabase.current().connect(as: login, connections: 1)
        let outcome: Result<Value, any Error>
        do {
            outcome = .success(try await database.transaction(settings: tenant.map { [Setting("app.tenant", $0)] } ?? [], body))
        } catch {
            outcome = .failure(error)
        }
        await database.shutdown()
        return try outcome.get()
    }

    /// Stops every tenant's clock at this instant, so that a boundary can be met exactly.
    func stopClock(at instant: String) async throws {
        try await asSuperuser { session in
            try session.script(
                """
                CREATE OR REPLACE FUNCTION tenant_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL RESTRICTED
                    AS $$ SELECT timestamptz '\(instant)' $$
                """)
        }
    }
}
