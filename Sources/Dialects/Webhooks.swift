package import Model

/// How a dialect's webhooks are written, sent and given up. Every default is Standard Webhooks 1.0.0. Read by `Broker` only.
package struct Webhooks: Sendable {
    /// The members of a body.
    package var body: @Sendable (WebhookContent) -> [String: WireValue] = { $0.standardBody }
    package var mediaType = "application/json"
    package var userAgent = "Symbolon"
    /// Headers beside those of the standard, their names in lower case.
    package var headers: @Sendable (WebhookContent) -> [(name: String, value: String)] = { _ in [] }
    /// Whether the body is a signed JSON Web Token around what it would be otherwise (RFC 7519).
    package var wrapsInJWT = false
    /// The header that carries an endpoint's static key, where endpoints may have one.
    package var apiKeyHeader: String?
    /// Whether an endpoint hears nothing before it has followed the link of a handshake.
    package var needsVerification = false
    /// How long after the one before it each attempt comes, the first after the event.
    package var schedule: [Duration] = [
        .zero, .seconds(5), .seconds(5 * 60), .seconds(30 * 60), .seconds(2 * 3600), .seconds(5 * 3600), .seconds(10 * 3600),
        .seconds(14 * 3600), .seconds(20 * 3600), .seconds(24 * 3600),
    ]
    /// When a delivery that failed to its end switches its endpoint off.
    package var disables = DisablingRule.whenNothingArrived

    package init() {}

    package enum DisablingRule: Sendable {
        /// Where nothing else arrived either since that delivery was made.
        case whenNothingArrived
        /// Always.
        case always
    }
}

/// What a webhook tells.
package struct WebhookContent: Sendable {
    /// The event's id: the same at every attempt, at every endpoint and when it is sent again.
    package let eventID: String
    package let type: String
    /// RFC 3339, in UTC, to the millisecond.
    package let timestamp: String
    package let data: [String: EventValue]
    package let deliveryID: String
    /// Of the delivery that this one repeats because somebody asked for it.
    package let redeliveryOf: String?
    package let endpointID: String
    package let endpointName: String?
    package let tenantName: String
    /// The tenant's public URL without a trailing slash.
    package let baseURL: String

    /// The version of the payloads. It changes only if a member changes its meaning or goes; new members come without notice.
    package static let version = 1

    package init(
        eventID: String, type: String, timestamp: String, data: [String: EventValue], deliveryID: String, redeliveryOf: String?,
        endpointID: String, endpointName: String?, tenantName: String, baseURL: String
    ) {
        self.eventID = eventID
        self.type = type
        self.timestamp = timestamp
        self.data = data
        self.deliveryID = deliveryID
        self.redeliveryOf = redeliveryOf
        self.endpointID = endpointID
        self.endpointName = endpointName
        self.tenantName = tenantName
        self.baseURL = baseURL
    }

    package subscript(_ member: String) -> String? {
        if case .string(let text) = data[member] { text } else { nil }
    }

    /// `data` as it is written.
    package var wireData: [String: WireValue] { data.mapValues(WireValue.init) }

    /// `{type, timestamp, version, data}`.
    package var standardBody: [String: WireValue] {
        ["type": .string(type), "timestamp": .string(timestamp), "version": .integer(Self.version), "data": .object(wireData)]
    }
}

extension WireValue {
    package init(_ value: EventValue) {
        switch value {
        case .string(let text): self = .string(text)
        case .bool(let flag): self = .bool(flag)
        case .integer(let number): self = .integer(number)
        case .list(let items): self = .list(items)
        }
    }
}
