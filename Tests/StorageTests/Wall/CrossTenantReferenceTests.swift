import Postgres
import TestSupport
import Testing

@testable import Storage

@Suite("references between tenants", .database)
struct CrossTenantReferenceTests {
    @Test("no row can name a parent of another tenant, not even one a superuser writes")
    func refused() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let other = try await Sample.make(in: world)
            let references: [ForeignKey] = try await world.asSuperuser { session in
                try session.all(
                    """
                    SELECT conname::text AS name, conrelid::regclass::text AS child,
                        confrelid::regclass::text AS parent,
                        (SELECT attname::text FROM pg_attribute WHERE attrelid = conrelid AND attnum = conkey[2]) AS child_column,
                        (SELECT attname::text FROM pg_attribute WHERE attrelid = confrelid AND attnum = confkey[2]) AS parent_column
                    FROM pg_constraint
                    WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND confrelid <> 'tenant'::regclass
                    ORDER BY 1
                    """)
            }
            #expect(references.count >= 15)
            for reference in references {
                let error = await #expect(throws: PostgresError.self, "\(reference.name)") {
                    try await world.asSuperuser { session in
                        try session.script(
                            """
                            \(reference.child == "membership" ? "DELETE FROM personal_access_token;" : "")
                            UPDATE \(reference.child) SET \(reference.column) = (
                                SELECT \(reference.parentColumn) FROM \(reference.parent) WHERE tenant_id = '\(other.tenantID)' LIMIT 1
                            )
                            WHERE tenant_id = '\(sample.tenantID)' AND ctid = (
                                SELECT coalesce(min(ctid) FILTER (WHERE \(reference.column) IS NOT NULL), min(ctid)) FROM \(reference.child) WHERE tenant_id = '\(sample.tenantID)'
                            )
                            """)
                    }
                }
                guard case .server(.foreignKeyViolation, reference.name, _) = error else { throw error ?? .misuse("no error") }
            }
        }
    }

    private struct ForeignKey: RowDecodable {
        let name, child, parent, column, parentColumn: String

        init(row: Row) throws(PostgresError) {
            name = try row["name"]
            child = try row["child"]
            parent = try row["parent"]
            column = try row["child_column"]
            parentColumn = try row["parent_column"]
        }
    }
}
