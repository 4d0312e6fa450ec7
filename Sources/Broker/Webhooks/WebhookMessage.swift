import Dialects
import Foundation
import Model
import Secrets
import Storage

/// One delivery as it goes over the wire: signed when it is sent, with the keys that are live then.
struct WebhookMessage {
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    /// `timestamp` in whole seconds since 1970, as receivers' clocks have it.
    init(_ content: WebhookContent, as webhooks: Webhooks, keys: WebhookKeys, timestamp: Int) throws {
        var text = WireValue.object(webhooks.body(content)).text
        // A token has one signature: while two keys are live it is the older one's, which every receiver has by then.
        if webhooks.wrapsInJWT, let key = keys.secrets.last {
            let token = try WebhookJWT.text(
                content, body: text, key: key, keyID: try WebhookKeys.name(of: key), timestamp: timestamp)
            text = WireValue.text(of: [("jwt", .string(token))])
        }
        body = Array(text.utf8)
        var headers = [
            ("content-type", webhooks.mediaType), ("user-agent", webhooks.userAgent), ("webhook-id", content.eventID),
            ("webhook-timestamp", String(timestamp)),
            (
                "webhook-signature",
                try WebhookSignature.header(id: content.eventID, timestamp: timestamp, body: body, keys: keys.secrets)
            ),
        ]
        if let header = webhooks.apiKeyHeader, let key = keys.apiKey { headers.append((header, key)) }
        self.headers = headers + webhooks.headers(content)
    }
}

extension WebhookContent {
    init(_ due: DueDelivery, data: [String: EventValue], endpoint: WebhookEndpoint, site: TenantSite) {
        self.init(
            eventID: due.event.id.description, type: due.event.type, timestamp: WebhookTime.text(due.event.occurredAt), data: data,
            deliveryID: due.id.description, redeliveryOf: due.redeliveryOf?.description, endpointID: endpoint.id.description,
            endpointName: endpoint.description, tenantName: site.tenant.name, baseURL: site.baseURL)
    }
}
