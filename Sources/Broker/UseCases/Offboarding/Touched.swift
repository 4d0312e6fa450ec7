package import Model
import Storage

/// How much a call ended, or would end.
package struct Touched: Sendable, Hashable {
    package var grants: CappedCount = 0
    package var accessTokens: CappedCount = 0
    package var refreshTokens: CappedCount = 0
    package var personalAccessTokens: CappedCount = 0
    package var ssoTokens: CappedCount = 0
    package var sessions: CappedCount = 0
    package var memberships: CappedCount = 0
    package var platforms: CappedCount = 0
    package var webhookEndpoints: CappedCount = 0

    package init() {}

    /// By their names on the wire, in a fixed order.
    package var counts: [(name: String, count: CappedCount)] {
        [
            ("grants", grants), ("access_tokens", accessTokens), ("refresh_tokens", refreshTokens),
            ("personal_access_tokens", personalAccessTokens), ("sso_tokens", ssoTokens), ("sessions", sessions),
            ("memberships", memberships), ("platforms", platforms), ("webhook_endpoints", webhookEndpoints),
        ]
    }

    /// What an audit entry keeps of it: all that is not nothing.
    package var detail: [String: EventValue] {
        var members: [String: EventValue] = [:]
        for (name, count) in counts where count != 0 {
            members[name] = .integer(count.number)
            if count.isAtLeast { members["\(name)_at_least"] = true }
        }
        return members
    }

    package static func += (one: inout Touched, other: Touched) {
        one.grants += other.grants
        one.accessTokens += other.accessTokens
        one.refreshTokens += other.refreshTokens
        one.personalAccessTokens += other.personalAccessTokens
        one.ssoTokens += other.ssoTokens
        one.sessions += other.sessions
        one.memberships += other.memberships
        one.platforms += other.platforms
        one.webhookEndpoints += other.webhookEndpoints
    }
}

extension Stores {
    /// What is live and ends with the grants of a holder: the grants and the tokens on them.
    func touchedGrants(of holder: Holder) throws -> Touched {
        var touched = try touchedTokens(of: holder)
        touched.grants = try holdings.grants(of: holder)
        return touched
    }

    func touchedTokens(of holder: Holder) throws -> Touched {
        var touched = Touched()
        touched.accessTokens = try holdings.accessTokens(of: holder)
        touched.refreshTokens = try holdings.refreshTokens(of: holder)
        touched.ssoTokens = try holdings.ssoTokens(of: holder)
        return touched
    }
}
