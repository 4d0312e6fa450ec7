import Model
import Postgres
import TestSupport

@testable import Storage

/// What came of calling a store method.
struct WallAttempt: Sendable, Equatable {
    var found = 0
    var changed = false
    /// `nil` also where the method itself said that no row was there.
    var refusal: SQLState?

    /// How the database says no: the policy, or a parent that is not there for this tenant.
    static let refusals: Set<SQLState> = [.insufficientPrivilege, .foreignKeyViolation]
}

extension World {
    /// Calls the method in one transaction of this login, behind the wall of one tenant, with the stores of one that may be another.
    func attempt(
        _ wallCase: WallCase, _ sample: Sample, login: String = "symbolon_app", behind wall: Tenant.ID?, as tenant: Tenant.ID
    ) async throws -> WallAttempt {
        let before = try await fingerprint()
        var attempt = WallAttempt()
        do {
            attempt.found = try await Self.asLogin(login, tenant: wall?.description) { session in
                try wallCase.run(Stores(session: session, tenantID: tenant, queued: QueueMark()), sample)
            }
        } catch PostgresError.server(let state, _, _) {
            attempt.refusal = state
        } catch PostgresError.unexpectedRowCount(expected: 1, actual: 0) {
        }
        attempt.changed = try await fingerprint() != before
        return attempt
    }

    /// A digest of every row of every table; of grants and memberships their locks too.
    private func fingerprint() async throws -> String? {
        try await asSuperuser { session in
            try session.value(
                """
                SELECT md5(string_agg(
                    query_to_xml(
                        format(
                            'SELECT t::text, %s AS lock FROM %I AS t ORDER BY 1',
                            CASE WHEN relname IN ('account_grant', 'membership') THEN 't.xmax::text' ELSE '0' END, relname),
                        true, false, '')::text, '' ORDER BY relname))
                FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
                """)
        }
    }
}
