import Model
package import Postgres

extension PlatformStore {
    /// At most 5 other platforms, by their client ids, whose name looks like this one.
    package func lookalikes(of name: String, except clientID: String?) throws(PostgresError) -> [String] {
        let ids: [String]? = try session.value(
            """
            SELECT coalesce(array_agg(client_id ORDER BY client_id), '{}') FROM (
                SELECT client_id FROM platform
                WHERE tenant_id = \(tenantID) AND name_key = name_skeleton(\(name)) AND deleted_at IS NULL
                    AND client_id IS DISTINCT FROM \(clientID)
                ORDER BY client_id LIMIT 5
            ) AS alike
            """)
        return ids ?? []
    }
}
