package import Model
package import Postgres

/// How often somebody tried to sign in under an address, which is kept as a keyed hash.
package struct SignInAttemptStore {
    let session: Session
    let tenantID: Tenant.ID

    /// Counts one attempt and says which it is in its window. Counted before anything is verified, so that guesses made at once add up.
    package func count(_ subject: TokenHash, window: Duration) throws(PostgresError) -> Int {
        let attempts: Int? = try session.value(
            """
            INSERT INTO sign_in_attempt (tenant_id, subject_hash, attempts, window_ends_at)
            VALUES (\(tenantID), \(subject), 1, tenant_now() + \(window))
            ON CONFLICT ON CONSTRAINT sign_in_attempt_pkey DO UPDATE SET
                attempts = CASE WHEN sign_in_attempt.window_ends_at <= tenant_now() THEN 1 ELSE least(sign_in_attempt.attempts + 1, 1000000) END,
                window_ends_at = CASE
                    WHEN sign_in_attempt.window_ends_at <= tenant_now() THEN excluded.window_ends_at
                    ELSE sign_in_attempt.window_ends_at
                END
            RETURNING attempts
            """)
        guard let attempts else { throw .unexpectedRowCount(expected: 1, actual: 0) }
        return attempts
    }

    /// Removes a few windows that are over, so that addresses nobody has do not fill the table.
    package func deleteExpired() throws(PostgresError) {
        try session.execute(
            """
            DELETE FROM sign_in_attempt
            WHERE tenant_id = \(tenantID) AND subject_hash IN (
                SELECT subject_hash FROM sign_in_attempt
                WHERE tenant_id = \(tenantID) AND window_ends_at <= (SELECT tenant_now())
                ORDER BY window_ends_at LIMIT 10 FOR UPDATE SKIP LOCKED
            )
            """)
    }

    /// Forgets the attempts of somebody who proved who they are.
    package func clear(_ subject: TokenHash) throws(PostgresError) {
        try session.execute("DELETE FROM sign_in_attempt WHERE tenant_id = \(tenantID) AND subject_hash = \(subject)")
    }
}
