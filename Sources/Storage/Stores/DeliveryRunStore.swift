package import Model
package import Postgres

/// The worker's way through deliveries: give events to their endpoints, take what is due, record what came of it.
package struct DeliveryRunStore {
    let session: Session
    let tenantID: Tenant.ID

    /// Makes the deliveries of these events, one for each endpoint that is to hear, and takes the events from the queue: whoever does it
    /// twice finds nothing the second time. Returns the endpoints that were left out because no handshake was ever begun with them.
    package func fanOut(_ events: [Event.ID], needsVerification: Bool) throws(PostgresError) -> [WebhookEndpoint.ID] {
        // Endpoints before queues, as whoever changes one does; and one that is deleted meanwhile is not seen below.
        try session.execute(
            """
            SELECT FROM webhook_endpoint
            WHERE tenant_id = \(tenantID) AND platform_id IN (
                SELECT platform_id FROM event WHERE tenant_id = \(tenantID) AND id = ANY(\(events))
            )
            ORDER BY id FOR KEY SHARE
            """)
        let unverified: [EndpointRow] = try session.all(
            """
            WITH due AS (
                DELETE FROM event_queue WHERE tenant_id = \(tenantID) AND event_id = ANY(\(events)) RETURNING event_id
            ), hearing AS (
                SELECT event.id AS event_id, endpoint.id AS endpoint_id, NOT \(needsVerification) OR endpoint.verified_at IS NOT NULL AS is_ready,
                    \(needsVerification) AND endpoint.verification_hash IS NULL AND NOT EXISTS (
                        -- In this order: begun with the rare questions, it would read every event of the tenant.
                        SELECT FROM (
                            SELECT delivery_id FROM delivery_queue
                            WHERE tenant_id = \(tenantID) AND delivery_queue.endpoint_id = endpoint.id OFFSET 0
                        ) AS pending
                        CROSS JOIN LATERAL (
                            SELECT delivery.event_id FROM delivery WHERE tenant_id = \(tenantID) AND id = pending.delivery_id OFFSET 0
                        ) AS asked
                        CROSS JOIN LATERAL (
                            SELECT FROM event WHERE tenant_id = \(tenantID) AND id = asked.event_id AND type = 'webhook.verify' OFFSET 0
                        ) AS question
                    ) AS is_unasked
                FROM due
                JOIN event ON event.tenant_id = \(tenantID) AND event.id = due.event_id
                JOIN webhook_endpoint AS endpoint ON endpoint.tenant_id = \(tenantID) AND endpoint.platform_id = event.platform_id
                WHERE endpoint.disabled_at IS NULL AND (endpoint.event_types = '{}' OR event.type = ANY(endpoint.event_types))
            ), made AS (
                INSERT INTO delivery (tenant_id, event_id, endpoint_id)
                SELECT \(tenantID), event_id, endpoint_id FROM hearing WHERE is_ready
                RETURNING id, endpoint_id
            ), pending AS (
                INSERT INTO delivery_queue (tenant_id, delivery_id, endpoint_id, due_at)
                SELECT \(tenantID), id, endpoint_id, now() FROM made
            ), waiting AS (
                INSERT INTO event_queue (tenant_id, endpoint_id, due_at)
                SELECT DISTINCT \(tenantID), endpoint_id, now() FROM made ORDER BY endpoint_id
                ON CONFLICT (tenant_id, endpoint_id) DO UPDATE
                SET due_at = greatest(least(event_queue.due_at, excluded.due_at), event_queue.paused_until)
                WHERE event_queue.lease IS NULL
            )
            SELECT DISTINCT endpoint_id FROM hearing WHERE NOT is_ready AND is_unasked
            """)
        return unverified.map(\.id)
    }

    /// Whether anything of this tenant may be sent, and these endpoints as they are now, each with its platform's state.
    package func endpoints(_ ids: [WebhookEndpoint.ID]) throws(PostgresError) -> [ClaimedEndpoint] {
        try session.all(
            """
            SELECT \(WebhookEndpoint.columns), platform_client_id,
                platform_disabled_at IS NULL AND (SELECT disabled_at IS NULL FROM tenant WHERE id = \(tenantID)) AS is_awake
            FROM webhook_endpoint
            JOIN (
                SELECT id AS joined_platform_id, client_id AS platform_client_id, disabled_at AS platform_disabled_at
                FROM platform WHERE tenant_id = \(tenantID)
            ) AS owner ON joined_platform_id = platform_id
            WHERE tenant_id = \(tenantID) AND id = ANY(\(ids))
            """)
    }

    /// What is due for these endpoints, at most so many for each.
    package func due(_ endpoints: [WebhookEndpoint.ID], limits: [Int]) throws(PostgresError) -> [DueDelivery] {
        try due(
            endpoints, limits: limits,
            """
            SELECT delivery_id FROM delivery_queue
            WHERE tenant_id = \(tenantID) AND delivery_queue.endpoint_id = claimed.endpoint_id AND due_at <= now()
            ORDER BY due_at LIMIT claimed.most
            """)
    }

    /// The handshake that is due for these endpoints, and nothing else that waits there.
    package func dueHandshakes(_ endpoints: [WebhookEndpoint.ID]) throws(PostgresError) -> [DueDelivery] {
        try due(
            endpoints, limits: endpoints.map { _ in 1 },
            """
            SELECT waiting.delivery_id FROM delivery_queue AS waiting
            JOIN delivery AS asked ON asked.tenant_id = \(tenantID) AND asked.id = waiting.delivery_id
            JOIN event AS question ON question.tenant_id = \(tenantID) AND question.id = asked.event_id
            WHERE waiting.tenant_id = \(tenantID) AND waiting.endpoint_id = claimed.endpoint_id AND waiting.due_at <= now()
                AND question.type = 'webhook.verify'
            ORDER BY waiting.due_at LIMIT claimed.most
            """)
    }

    private func due(_ endpoints: [WebhookEndpoint.ID], limits: [Int], _ pending: SQL) throws(PostgresError) -> [DueDelivery] {
        try session.all(
            """
            SELECT delivery.id, delivery.endpoint_id, delivery.attempts, delivery.redelivery_of, delivery.created_at,
                event.id AS event_id, event.type, event.payload, event.occurred_at, clock_timestamp() AS read_at,
                EXISTS (
                    SELECT FROM (
                        SELECT id FROM account
                        WHERE tenant_id = \(tenantID) AND public_id = event.payload ->> 'account_id' OFFSET 0
                    ) AS account
                    CROSS JOIN LATERAL (
                        SELECT FROM account_grant
                        WHERE tenant_id = \(tenantID) AND account_id = account.id
                            AND account_grant.platform_id = event.platform_id AND connected_at IS NOT NULL AND revoked_at IS NULL
                            -- What the account's token made for a user ends with the account's grant.
                            AND NOT given_by_account
                        OFFSET 0
                    ) AS live
                ) AS has_live_connection
            FROM unnest(\(endpoints), \(limits)) AS claimed (endpoint_id, most)
            CROSS JOIN LATERAL (\(pending)) AS pending
            JOIN delivery ON delivery.tenant_id = \(tenantID) AND delivery.id = pending.delivery_id
            JOIN event ON event.tenant_id = \(tenantID) AND event.id = delivery.event_id
            """)
    }

    /// Writes what came of attempts. A delivery that somebody else finished meanwhile stays as it is; the attempt is on record all the same.
    package func record(_ results: [DeliveryResult]) throws(PostgresError) {
        try session.execute(
            """
            WITH result AS (
                SELECT * FROM jsonb_to_recordset(\(try JSONText(records: results))) AS result (
                    delivery_id uuid, seconds float8, seconds_ago float8, status int, error text, response text, outcome text, retry_in float8, was_sent boolean)
            ), changed AS (
                UPDATE delivery SET attempts = attempts + CASE WHEN was_sent THEN 1 ELSE 0 END,
                    status = CASE WHEN delivery.status <> 'pending' THEN delivery.status WHEN outcome = 'retry' THEN 'pending' ELSE outcome END,
                    finished_at = CASE
                        WHEN delivery.status <> 'pending' THEN finished_at WHEN outcome = 'retry' THEN NULL ELSE tenant_now() END
                FROM result WHERE tenant_id = \(tenantID) AND id = delivery_id
                RETURNING id, attempts
            ), attempted AS (
                INSERT INTO delivery_attempt (tenant_id, delivery_id, number, started_at, duration, status, error, response)
                SELECT \(tenantID), id, attempts, tenant_now() - make_interval(secs => seconds_ago), make_interval(secs => seconds),
                    result.status, error, response
                FROM result JOIN changed ON id = delivery_id WHERE was_sent
            ), ended AS (
                DELETE FROM delivery_queue USING result
                WHERE tenant_id = \(tenantID) AND delivery_queue.delivery_id = result.delivery_id AND outcome <> 'retry'
            )
            UPDATE delivery_queue SET due_at = clock_timestamp() + make_interval(secs => retry_in)
            FROM result
            WHERE tenant_id = \(tenantID) AND delivery_queue.delivery_id = result.delivery_id AND outcome = 'retry'
            """)
    }

    /// Keeps since when these endpoints have failed, and forgets it of those that answered.
    package func setFailing(_ failing: [WebhookEndpoint.ID], answering: [WebhookEndpoint.ID]) throws(PostgresError) {
        try session.execute(
            """
            UPDATE webhook_endpoint
            SET failing_since = CASE WHEN id = ANY(\(failing)) THEN coalesce(failing_since, tenant_now()) END
            WHERE tenant_id = \(tenantID) AND id = ANY(\(failing + answering))
                AND (failing_since IS NULL) = (id = ANY(\(failing)))
            """)
    }

    /// Gives claimed endpoints back: each is due again with the earliest of what waits for it, after its pause; one that is disabled
    /// sleeps. Whoever lost a claim meanwhile changes nothing.
    package func release(_ releases: [EndpointRelease]) throws(PostgresError) {
        // First the locks, then a look at what waits: a fan-out that came before is seen, one that comes later sees the endpoint given back.
        let ids = releases.map(\.endpointID)
        try session.execute(
            """
            SELECT FROM event_queue WHERE tenant_id = \(tenantID) AND endpoint_id = ANY(\(ids)) ORDER BY endpoint_id FOR UPDATE
            """)
        try session.execute(
            """
            UPDATE event_queue SET lease = NULL, slow_since = CASE WHEN is_slow THEN coalesce(slow_since, now()) END,
                paused_until = CASE WHEN pause > 0 THEN clock_timestamp() + make_interval(secs => pause) END,
                due_at = greatest(clock_timestamp() + make_interval(secs => pause), coalesce((
                    SELECT min(pending.due_at) FROM delivery_queue AS pending
                    JOIN webhook_endpoint AS endpoint ON endpoint.tenant_id = \(tenantID) AND endpoint.id = pending.endpoint_id
                    WHERE pending.tenant_id = \(tenantID) AND pending.endpoint_id = event_queue.endpoint_id AND disabled_at IS NULL
                ), 'infinity'))
            FROM jsonb_to_recordset(\(try JSONText(records: releases))) AS release (
                released_endpoint uuid, held_lease uuid, is_slow boolean, pause float8)
            WHERE tenant_id = \(tenantID) AND endpoint_id = released_endpoint AND lease = held_lease
            """)
    }
}
