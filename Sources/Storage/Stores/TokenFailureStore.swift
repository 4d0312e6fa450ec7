import Foundation
package import Model
import OAuth
package import Postgres

/// What failed calls meant. A row is written once and deleted when it is old.
package struct TokenFailureStore {
    let session: Session
    let tenantID: Tenant.ID

    /// Of a platform that was only named the name is looked up, and not kept where nobody has it.
    package func insert(_ failure: NewTokenFailure) throws(PostgresError) {
        let (error, facts) = (failure.error, failure.error.facts)
        try session.execute(
            """
            INSERT INTO token_failure
                (tenant_id, id, endpoint, error, reason, description, caller, platform_id, resource_server_id, account_id, grant_id,
                used_at, expired_at, ended_at, ended_by, grace, source_address)
            VALUES (\(tenantID), \(failure.id), \(failure.endpoint), \(error.code.rawValue), \(error.reason.rawValue),
                \(String(error.description.prefix(300))), \(facts.caller.rawValue),
                coalesce(\(facts.platformID), (
                    SELECT id FROM platform
                    WHERE tenant_id = \(tenantID) AND client_id = \(facts.namedClientID) AND deleted_at IS NULL
                )),
                \(facts.resourceServerID), \(facts.accountID), \(facts.grantID), \(facts.usedAt), \(facts.expiredAt), \(facts.endedAt),
                \(facts.endedBy), \(facts.grace), \(failure.sourceAddress))
            ON CONFLICT DO NOTHING
            """)
    }

    package func find(_ id: TokenFailure.ID) throws(PostgresError) -> TokenFailure? {
        try session.first("\(Self.failures) WHERE failure.tenant_id = \(tenantID) AND failure.id = \(id)")
    }

    /// The failures, the latest first, at most `limit` from `place` on.
    package func page(_ filter: TokenFailureFilter, after place: PagePlace?, limit: Int) throws(PostgresError) -> [TokenFailure] {
        // In the text only where it is asked for: a plan for either would not use the index of one.
        var condition: SQL = "failure.tenant_id = \(tenantID)"
        if let clientID = filter.clientID {
            condition = """
                \(condition) AND failure.platform_id = (
                    SELECT id FROM platform WHERE tenant_id = \(tenantID) AND client_id = \(clientID)
                )
                """
        }
        if let error = filter.error { condition = "\(condition) AND failure.error = \(error)" }
        if let since = filter.since { condition = "\(condition) AND failure.failed_at >= \(since)" }
        if let until = filter.until { condition = "\(condition) AND failure.failed_at < \(until)" }
        if let place { condition = "\(condition) AND (failure.failed_at, failure.id) < (\(place.time), \(place.id))" }
        return try session.all(
            """
            \(Self.failures)
            WHERE \(condition)
            ORDER BY failure.failed_at DESC, failure.id DESC
            LIMIT \(limit)
            """)
    }

    private static let failures: SQL = """
        SELECT failure.id, failure.failed_at, failure.endpoint, failure.error, failure.reason, failure.description, failure.caller,
            failure.platform_id, failure.resource_server_id, failure.account_id, failure.grant_id, failure.used_at, failure.expired_at,
            failure.ended_at, failure.ended_by, failure.grace, failure.source_address,
            platform.client_id, account.public_id AS account_public_id, resource_server.public_id AS resource_server_public_id
        FROM token_failure AS failure
        LEFT JOIN platform ON platform.tenant_id = failure.tenant_id AND platform.id = failure.platform_id
        LEFT JOIN account ON account.tenant_id = failure.tenant_id AND account.id = failure.account_id
        LEFT JOIN resource_server ON resource_server.tenant_id = failure.tenant_id AND resource_server.id = failure.resource_server_id
        """
}

extension TokenFailure: RowDecodable {
    package init(row: Row) throws(PostgresError) {
        let caller: String = try row["caller"]
        let facts = try FailureFacts(
            FailureFacts.Caller(rawValue: caller) ?? .nobody, platformID: row["platform_id"],
            resourceServerID: row["resource_server_id"], accountID: row["account_id"], grantID: row["grant_id"], usedAt: row["used_at"],
            expiredAt: row["expired_at"], endedAt: row["ended_at"], endedBy: row["ended_by"], grace: row["grace"])
        try self.init(
            id: row["id"], failedAt: row["failed_at"], endpoint: row["endpoint"], error: row["error"], reason: row["reason"],
            description: row["description"], facts: facts, clientID: row["client_id"], accountID: row["account_public_id"],
            resourceServerID: row["resource_server_public_id"], sourceAddress: row["source_address"])
    }
}
