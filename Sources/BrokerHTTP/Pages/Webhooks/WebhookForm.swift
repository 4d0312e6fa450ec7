import Broker
import Foundation
import Model

/// The form of an endpoint, as it was typed or as the endpoint is.
struct WebhookForm {
    var fields: [String: String]
    var error: InputError?
    /// The endpoint it changes; `nil`: it adds one.
    var entry: WebhookDesk.Entry?

    init(fields: [String: String], error: InputError? = nil, entry: WebhookDesk.Entry? = nil) {
        self.fields = fields
        self.error = error
        self.entry = entry
    }

    /// As the endpoint is.
    init(of entry: WebhookDesk.Entry) {
        var fields = ["url": entry.endpoint.url]
        fields["description"] = entry.endpoint.description
        fields["events"] = entry.endpoint.eventTypes.isEmpty ? "all" : "chosen"
        for (place, name) in entry.endpoint.eventTypes.enumerated() { fields["event_\(place)"] = name }
        self.init(fields: fields, entry: entry)
    }

    var isChosen: Bool { fields["events"] == "chosen" }

    var ticked: [String] { fields.filter { $0.key.hasPrefix("event_") }.map(\.value) }

    /// What was typed, for the use case. Throws `InputError`.
    func input() throws(InputError) -> ManageWebhookEndpoints.Input {
        guard let url = fields["url"] else { throw InputError("url", "must be given") }
        guard isChosen == !ticked.isEmpty else {
            throw InputError("event_types", isChosen ? "tick at least one, or choose all" : "choose all, or only those that are ticked")
        }
        let apiKey = fields["remove_api_key"] == nil ? fields["api_key"] : ""
        return ManageWebhookEndpoints.Input(url: url, description: fields["description"] ?? "", eventTypes: ticked, apiKey: apiKey)
    }

    /// A time as `datetime-local` fields have it, taken as UTC. Throws `InputError`.
    static func time(_ text: String?, field: String) throws(InputError) -> Date {
        let shape = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(:\d{2})?(\.\d{1,3})?/
        guard let parts = (text ?? "").wholeMatch(of: shape),
            let time = try? Date("\(parts.1)\(parts.2 ?? ":00")Z", strategy: .iso8601)
        else { throw InputError(field, "must be a day and a time") }
        return time
    }

    /// An error as a sentence, by the names the forms have for their fields.
    static func text(_ error: InputError) -> String {
        let labels = [
            "url": "Address", "description": "Description", "event_types": "Events", "api_key": "Static key", "since": "Everything since",
            "client_id": "Platform",
        ]
        guard let label = labels[error.field] else { return PageRenderer.sentence(error.message) }
        return "\(label): \(error.message)."
    }
}
