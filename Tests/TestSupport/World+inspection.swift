package import Postgres

extension World {
    /// Runs a body as the superuser, who sees every tenant's rows: for what the product itself has no way to show.
    @discardableResult
    package func inspect<Value: Sendable>(_ body: @escaping @Sendable (Session) throws -> Value) async throws -> Value {
        let keeper = try TestDatabase.current().connect(as: "postgres", connections: 1)
        let result: Result<Value, any Error>
        do {
            result = .success(try await keeper.transaction(body))
        } catch {
            result = .failure(error)
        }
        await keeper.shutdown()
        return try result.get()
    }

    /// How many rows each table holds.
    package func rowCounts() async throws -> [String: Int] {
        let rows: [TableCount] = try await inspect { session in
            try session.all(
                """
                SELECT relname::text AS name,
                    (xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM public.%I', relname), false, true, '')))[1]::text::bigint AS rows
                FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY relname
                """)
        }
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0.rows) })
    }
}

private struct TableCount: RowDecodable, Sendable {
    let name: String
    let rows: Int

    init(row: Row) throws(PostgresError) {
        name = try row["name"]
        rows = try row["rows"]
    }
}
