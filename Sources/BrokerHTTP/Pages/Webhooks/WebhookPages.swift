import Broker
import Dialects
import Foundation
import HTTPTypes
import Hummingbird
import Model
import OAuth

/// The pages about webhooks, the same for everybody who may see them.
struct WebhookPages: Sendable {
    let pages: PageRenderer

    private static let deliveriesShown = 50

    func get(_ page: WebhookPage, _ request: Request, _ visit: WebhookVisit) async throws -> Response {
        let query = try OAuthParameters(try FormDecoding.pairs(request.uri.query ?? "")).all
        switch page {
        case .list: return try await list(visit)
        case .add: return try await form(WebhookForm(fields: query), visit)
        case .edit: return try await form(WebhookForm(of: try await entry(query["id"], visit)), visit)
        case .endpoint: return try await endpoint(try await entry(query["id"], visit), visit, before: Self.id(query["before"]))
        case .deletion: return deletion(try await entry(query["id"], visit), visit)
        case .delivery: return try await delivery(Self.id(query["id"]), visit)
        }
    }

    func list(_ visit: WebhookVisit, notice: String? = nil) async throws -> Response {
        let entries = try await visit.desk.entries()
        var values = visit.values("Webhooks")
        values["notice"] = notice
        values["new_url"] = visit.address(of: .add)
        values["endpoints"] = entries.map { Self.values(of: $0, visit) }
        let stopped = entries.filter { WebhookWords.isStopped($0.endpoint) }
        values["stopped"] = ["is_shown": !stopped.isEmpty, "list": stopped.map { Self.values(of: $0, visit) }] as [String: Any]
        return pages.html("webhooks", values, formTargets: [])
    }

    func form(_ form: WebhookForm, _ visit: WebhookVisit) async throws -> Response {
        let endpoint = form.entry?.endpoint
        var values = visit.values(
            endpoint == nil ? "Add a webhook endpoint" : "Change a webhook endpoint",
            back: endpoint.map { visit.toEndpoint($0.id) } ?? visit.toList)
        for name in ["url", "description"] { values[name] = form.fields[name] }
        values["endpoint_id"] = endpoint?.id.description
        values["asks"] = visit.desk.needsVerification
        values["takes_api_key"] = visit.desk.takesAPIKey
        values["has_api_key"] = endpoint?.hasAPIKey ?? false
        values["is_chosen"] = form.isChosen
        values["event_choices"] = EventType.choosable.enumerated().map { place, type in
            ["place": "\(place)", "value": type.rawValue, "ticked": form.ticked.contains(type.rawValue)] as [String: Any]
        }
        if endpoint == nil, visit.desk.platform == nil {
            values["platforms"] =
                [
                    "is_shown": true,
                    "list": try await visit.desk.platforms().map {
                        ["value": $0.clientID, "text": "\($0.name) (\($0.clientID))", "selected": $0.clientID == form.fields["client_id"]]
                    } as [[String: Any]],
                ] as [String: Any]
        }
        values["change"] = endpoint == nil ? "add" : "update"
        values["change_text"] = endpoint == nil ? "Add" : "Change"
        values["error"] = form.error.map(WebhookForm.text)
        if let field = form.error?.field { values["\(field)_is_wrong"] = true }
        return pages.html("webhook-form", values, status: form.error == nil ? .ok : .unprocessableContent, formTargets: [])
    }

    /// `resend`: what was typed into that form and is wrong.
    func endpoint(
        _ entry: WebhookDesk.Entry, _ visit: WebhookVisit, before: Delivery.ID? = nil, notice: String? = nil, error: InputError? = nil,
        resend: [String: String] = [:]
    ) async throws -> Response {
        let id = entry.endpoint.id
        var values = visit.values("Webhook endpoint", back: visit.toList)
        values.merge(Self.values(of: entry, visit)) { $1 }
        values["notice"] = notice
        values["error"] = error.map(WebhookForm.text)
        values["client_id"] = entry.platform.clientID
        values["endpoint_id"] = id.description
        values["since_text"] = WebhookWords.date(entry.endpoint.createdAt)
        values["has_api_key"] = entry.endpoint.hasAPIKey
        values["is_disabled"] = entry.endpoint.disabledAt != nil
        values["can_ask"] = visit.desk.needsVerification && entry.endpoint.verifiedAt == nil && entry.endpoint.disabledAt == nil
        values["edit_url"] = visit.address(of: .edit, [("id", id.description)])
        values["deletion_url"] = visit.address(of: .deletion, [("id", id.description)])
        values["since"] = resend["since"]
        values["including_delivered"] = resend["including_delivered"] != nil
        values["since_is_wrong"] = error?.field == "since"
        let found = try await visit.desk.deliveries(of: id, before: before, limit: Self.deliveriesShown + 1)
        let shown = found.prefix(Self.deliveriesShown)
        values["deliveries"] =
            [
                "is_shown": !shown.isEmpty,
                "list": shown.map { delivery, last in
                    [
                        "delivery_url": visit.address(of: delivery.id), "event": delivery.eventType,
                        "made_text": WebhookWords.moment(delivery.createdAt),
                        "outcome_text": WebhookWords.outcome(
                            of: delivery, last: last, at: entry.endpoint, asks: visit.desk.needsVerification),
                    ]
                },
            ] as [String: Any]
        values["is_later"] = before != nil
        if found.count > shown.count, let last = shown.last {
            values["older_url"] = visit.address(of: .endpoint, [("id", id.description), ("before", last.delivery.id.description)])
        }
        if before != nil { values["newest_url"] = visit.address(of: id) }
        return pages.html("webhook", values, status: error == nil ? .ok : .unprocessableContent, formTargets: [])
    }

    func delivery(_ id: Delivery.ID?, _ visit: WebhookVisit, error: InputError? = nil) async throws -> Response {
        guard let id, let found = try await visit.desk.delivery(id) else { throw SurfaceError.notFound }
        let (delivery, event) = (found.delivery, found.event)
        var values = visit.values("Delivery", back: visit.toEndpoint(delivery.endpointID))
        values["error"] = error.map(WebhookForm.text)
        values["client_id"] = found.entry.platform.clientID
        values["delivery_id"] = delivery.id.description
        values["event"] = event.type
        values["event_id"] = event.id.description
        values["address"] = found.entry.endpoint.url
        values["outcome_text"] = WebhookWords.outcome(
            of: delivery, last: found.attempts.last, at: found.entry.endpoint, asks: visit.desk.needsVerification)
        values["occurred_text"] = WebhookWords.moment(event.occurredAt)
        values["made_text"] = WebhookWords.moment(delivery.createdAt)
        values["next_text"] = found.entry.endpoint.disabledAt == nil ? delivery.dueAt.map(WebhookWords.moment) : nil
        values["origin_url"] = delivery.redeliveryOf.map { visit.address(of: $0) }
        // A handshake has a button of its own.
        let isHandshake = event.type == EventType.webhookVerify.rawValue
        values["can_repeat"] = delivery.status != .pending && found.entry.endpoint.disabledAt == nil && !isHandshake
        values["is_handshake"] = isHandshake
        values["data"] = event.data.sorted { $0.key < $1.key }.map { ["name": $0.key, "value": WebhookWords.value($0.value)] }
        values["attempts"] = found.attempts.map { attempt in
            let response = attempt.response ?? ""
            return [
                "number": "\(attempt.number)", "started_text": WebhookWords.moment(attempt.startedAt),
                "duration_text": WebhookWords.duration(attempt.duration), "answer_text": WebhookWords.answer(of: attempt),
                "has_response": !response.isEmpty, "response": VisibleText.of(response),
            ] as [String: Any]
        }
        return pages.html("webhook-delivery", values, status: error == nil ? .ok : .unprocessableContent, formTargets: [])
    }

    private func deletion(_ entry: WebhookDesk.Entry, _ visit: WebhookVisit) -> Response {
        let back = (address: visit.address(of: entry.endpoint.id), text: "Keep it")
        var values = visit.values("Delete a webhook endpoint", back: back)
        values["address"] = entry.endpoint.url
        values["client_id"] = entry.platform.clientID
        values["endpoint_id"] = entry.endpoint.id.description
        return pages.html("webhook-deletion", values, formTargets: [])
    }

    /// Throws `notFound` for what is no id, too.
    func entry(_ text: String?, _ visit: WebhookVisit) async throws -> WebhookDesk.Entry {
        guard let id: WebhookEndpoint.ID = Self.id(text), let entry = try await visit.desk.entry(id) else { throw SurfaceError.notFound }
        return entry
    }

    static func id<Entity>(_ text: String?) -> Identifier<Entity>? {
        text.flatMap(UUID.init(uuidString:)).map(Identifier.init(rawValue:))
    }

    private static func values(of entry: WebhookDesk.Entry, _ visit: WebhookVisit) -> [String: Any] {
        var values: [String: Any] = [
            "id": entry.endpoint.id.description, "address": entry.endpoint.url, "page_url": visit.address(of: entry.endpoint.id),
            "state_text": WebhookWords.state(of: entry, asks: visit.desk.needsVerification),
            "events_text": WebhookWords.events(of: entry.endpoint), "platform_name": entry.platform.name,
            "of_several": visit.desk.platform == nil, "is_described": entry.endpoint.description != nil,
        ]
        values["description"] = entry.endpoint.description
        return values
    }
}
