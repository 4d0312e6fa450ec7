import Testing

/// Every route of the management API below a tenant, with a body it would take.
struct AdminRoute: Sendable, CustomTestStringConvertible {
    let method: String
    let path: String
    let body: String?

    init(_ method: String, _ path: String, _ body: String? = nil) {
        self.method = method
        self.path = path
        self.body = body
    }

    var testDescription: String { "\(method) \(path)" }

    static func all(id: String) -> [AdminRoute] {
        [
            AdminRoute("GET", "webhook-endpoints"),
            AdminRoute("POST", "webhook-endpoints", #"{"client_id":"x","url":"https://a.example"}"#),
            AdminRoute("GET", "webhook-endpoints/\(id)"), AdminRoute("PATCH", "webhook-endpoints/\(id)", #"{"description":"x"}"#),
            AdminRoute("DELETE", "webhook-endpoints/\(id)"), AdminRoute("POST", "webhook-endpoints/\(id)/rotate-secret", "{}"),
            AdminRoute("POST", "webhook-endpoints/\(id)/enable"), AdminRoute("POST", "webhook-endpoints/\(id)/disable"),
            AdminRoute("POST", "webhook-endpoints/\(id)/test"), AdminRoute("POST", "webhook-endpoints/\(id)/verify"),
            AdminRoute("POST", "webhook-endpoints/\(id)/resend", #"{"since":"2026-01-01T00:00:00Z"}"#), AdminRoute("GET", "events"),
            AdminRoute("GET", "events/\(id)"), AdminRoute("GET", "deliveries"), AdminRoute("GET", "deliveries/\(id)"),
            AdminRoute("POST", "deliveries/\(id)/redeliver"),
        ]
    }

    static let nobody = "00000000-0000-4000-8000-000000000000"
}
