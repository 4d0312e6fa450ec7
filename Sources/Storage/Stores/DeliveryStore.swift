package import Foundation
package import Model
package import Postgres

/// Events on their way to endpoints, as people look at them and send them again.
package struct DeliveryStore {
    let session: Session
    let tenantID: Tenant.ID
    let queued: QueueMark

    package func find(_ id: Delivery.ID) throws(PostgresError) -> Delivery? {
        try session.first("\(Delivery.select) WHERE delivery.tenant_id = \(tenantID) AND delivery.id = \(id)")
    }

    /// The newest first; of one endpoint, event or status, and after a place in that order where these are given.
    package func page(
        endpoint: WebhookEndpoint.ID?, event: Event.ID? = nil, status: Delivery.Status?, after place: PagePlace?, limit: Int
    ) throws(PostgresError) -> [Delivery] {
        // In the text only where it is asked for: a plan for either would not use the index of one.
        var condition: SQL = "delivery.tenant_id = \(tenantID)"
        if let endpoint { condition = "\(condition) AND delivery.endpoint_id = \(endpoint)" }
        if let event { condition = "\(condition) AND delivery.event_id = \(event)" }
        if let status { condition = "\(condition) AND delivery.status = \(status)" }
        if let place { condition = "\(condition) AND (delivery.created_at, delivery.id) < (\(place.time), \(place.id))" }
        return try session.all(
            """
            \(Delivery.select)
            WHERE \(condition)
            ORDER BY delivery.created_at DESC, delivery.id DESC LIMIT \(limit)
            """)
    }

    package func attempts(of id: Delivery.ID) throws(PostgresError) -> [DeliveryAttempt] {
        try session.all(
            """
            SELECT number, started_at, duration, status, error, response FROM delivery_attempt
            WHERE tenant_id = \(tenantID) AND delivery_id = \(id) ORDER BY number
            """)
    }

    /// The last attempt of each of these that has any.
    package func lastAttempts(of ids: [Delivery.ID]) throws(PostgresError) -> [Delivery.ID: DeliveryAttempt] {
        let last: [LastAttempt] = try session.all(
            """
            SELECT DISTINCT ON (delivery_id) delivery_id, number, started_at, duration, status, error, response FROM delivery_attempt
            WHERE tenant_id = \(tenantID) AND delivery_id = ANY(\(ids)) ORDER BY delivery_id, number DESC
            """)
        return Dictionary(last.map { ($0.deliveryID, $0.attempt) }) { first, _ in first }
    }

    /// Takes away what is on record about an endpoint, at most so many. Returns how many it were.
    package func delete(endpoint: WebhookEndpoint.ID, limit: Int) throws(PostgresError) -> Int {
        try session.execute(
            """
            DELETE FROM delivery WHERE tenant_id = \(tenantID) AND id IN (
                SELECT id FROM delivery WHERE tenant_id = \(tenantID) AND endpoint_id = \(endpoint) ORDER BY created_at, id LIMIT \(limit)
            )
            """)
    }

    /// Sends an event to one endpoint, whatever it chose to hear.
    package func insert(
        event: Event.ID, endpoint: WebhookEndpoint.ID, redeliveryOf: Delivery.ID? = nil
    ) throws(PostgresError) -> Delivery.ID {
        let ids: [InsertedDelivery] = try queue(
            """
            INSERT INTO delivery (tenant_id, event_id, endpoint_id, redelivery_of)
            VALUES (\(tenantID), \(event), \(endpoint), \(redeliveryOf)) RETURNING id, endpoint_id
            """)
        guard let id = ids.first?.id else { throw .unexpectedRowCount(expected: 1, actual: ids.count) }
        return id
    }

    /// Sends the endpoint again what happened in a span of time and is the endpoint's to hear: what did not arrive, or all of it.
    /// What is pending already comes by itself. Returns how many.
    package func resend(
        _ selection: ResendSelection, endpoint: WebhookEndpoint.ID
    ) throws(PostgresError) -> Int {
        let made: [InsertedDelivery] = try queue(
            """
            INSERT INTO delivery (tenant_id, event_id, endpoint_id, redelivery_of)
            SELECT event.tenant_id, event.id, endpoint.id, before.id
            FROM webhook_endpoint AS endpoint
            JOIN event ON event.tenant_id = \(tenantID) AND event.platform_id = endpoint.platform_id
                AND event.occurred_at >= \(selection.since) AND (\(selection.until) IS NULL OR event.occurred_at < \(selection.until))
                AND event.type NOT LIKE 'webhook.%' AND (endpoint.event_types = '{}' OR event.type = ANY(endpoint.event_types))
            LEFT JOIN LATERAL (
                SELECT id, bool_or(status = 'pending') OVER () AS is_pending, bool_or(status = 'delivered') OVER () AS has_arrived,
                    max(created_at) OVER () AS last_made_at
                FROM delivery
                WHERE delivery.tenant_id = \(tenantID) AND delivery.event_id = event.id AND delivery.endpoint_id = endpoint.id
                ORDER BY created_at LIMIT 1
            ) AS before ON true
            WHERE endpoint.tenant_id = \(tenantID) AND endpoint.id = \(endpoint)
                AND before.is_pending IS NOT TRUE AND (\(selection.includesDelivered) OR before.has_arrived IS NOT TRUE)
                AND (\(selection.unlessMadeSince) IS NULL OR before.last_made_at IS NULL OR before.last_made_at < \(selection.unlessMadeSince))
            ORDER BY event.occurred_at, event.id LIMIT \(selection.limit)
            RETURNING id, endpoint_id
            """)
        return made.count
    }

    /// Runs an insertion of deliveries and queues what it made.
    private func queue(_ insertion: SQL) throws(PostgresError) -> [InsertedDelivery] {
        let made: [InsertedDelivery] = try session.all(insertion)
        guard !made.isEmpty else { return [] }
        try session.execute(
            """
            INSERT INTO delivery_queue (tenant_id, delivery_id, endpoint_id, due_at)
            SELECT \(tenantID), delivery_id, endpoint_id, now()
            FROM unnest(\(made.map(\.id)), \(made.map(\.endpointID))) AS made (delivery_id, endpoint_id)
            """)
        for endpoint in Set(made.map(\.endpointID)).sorted(by: { $0.description < $1.description }) {
            try session.execute(
                """
                INSERT INTO event_queue (tenant_id, endpoint_id, due_at) VALUES (\(tenantID), \(endpoint), now())
                ON CONFLICT (tenant_id, endpoint_id) DO UPDATE
                SET due_at = greatest(least(event_queue.due_at, excluded.due_at), event_queue.paused_until)
                WHERE event_queue.lease IS NULL
                """)
        }
        queued.set()
        return made
    }
}

/// Which of an endpoint's events are sent again.
package struct ResendSelection: Sendable {
    package let since: Date
    /// `nil`: up to now.
    package let until: Date?
    /// Whether also what arrived before.
    package let includesDelivered: Bool
    /// Leaves out what was made to be sent since then, so that whoever goes on where the limit ended meets each event once.
    package let unlessMadeSince: Date?
    package let limit: Int

    package init(since: Date, until: Date?, includesDelivered: Bool, unlessMadeSince: Date? = nil, limit: Int) {
        self.since = since
        self.until = until
        self.includesDelivered = includesDelivered
        self.unlessMadeSince = unlessMadeSince
        self.limit = limit
    }
}

private struct InsertedDelivery: RowDecodable {
    let id: Delivery.ID
    let endpointID: WebhookEndpoint.ID

    init(row: Row) throws(PostgresError) {
        id = try row["id"]
        endpointID = try row["endpoint_id"]
    }
}

private struct LastAttempt: RowDecodable {
    let deliveryID: Delivery.ID
    let attempt: DeliveryAttempt

    init(row: Row) throws(PostgresError) {
        deliveryID = try row["delivery_id"]
        attempt = try DeliveryAttempt(row: row)
    }
}

extension Delivery: RowDecodable {
    static let select: SQL = """
        SELECT delivery.id, delivery.event_id, event.type AS event_type, delivery.endpoint_id, delivery.status, delivery.attempts,
            delivery.created_at, delivery.finished_at, delivery_queue.due_at, delivery.redelivery_of
        FROM delivery
        JOIN event ON event.tenant_id = delivery.tenant_id AND event.id = delivery.event_id
        LEFT JOIN delivery_queue ON delivery_queue.tenant_id = delivery.tenant_id AND delivery_queue.delivery_id = delivery.id
        """

    package init(row: Row) throws(PostgresError) {
        try self.init(
            id: row["id"], eventID: row["event_id"], eventType: row["event_type"], endpointID: row["endpoint_id"], status: row["status"],
            attempts: row["attempts"], createdAt: row["created_at"], finishedAt: row["finished_at"], dueAt: row["due_at"],
            redeliveryOf: row["redelivery_of"])
    }
}

extension DeliveryAttempt: RowDecodable {
    package init(row: Row) throws(PostgresError) {
        try self.init(
            number: row["number"], startedAt: row["started_at"], duration: row["duration"], status: row["status"], error: row["error"],
            response: row["response"])
    }
}
