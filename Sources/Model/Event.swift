/// Something that happened, told to the platform it concerns. Stored in the transaction in which it happened.
package struct Event: Sendable {
    package let type: EventType
    package let platformID: Platform.ID?
    package let data: [String: EventValue]

    package init(_ type: EventType, platform: Platform.ID?, data: [String: EventValue]) {
        self.type = type
        self.platformID = platform
        self.data = data
    }
}

/// The stable names of events.
package enum EventType: String, Sendable, CaseIterable {
    case accountConnected = "account.connected"
    case accountDisconnected = "account.disconnected"
    case tokenReplayed = "token.replayed"
    case grantScopesChanged = "grant.scopes_changed"
    case grantApproverMissing = "grant.approver_missing"
    case userProvisioned = "user.provisioned"
    case ssoRedeemed = "sso.redeemed"
}

/// A value in an event or an audit entry.
package enum EventValue: Sendable, Hashable, Encodable, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    case string(String), bool(Bool), integer(Int), list([String])

    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .string(let value): try container.encode(value)
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        }
    }
}
