package import Foundation
package import OAuth

/// A call of the OAuth surface that failed, as it was recorded.
package struct TokenFailure: Sendable, Hashable {
    package typealias ID = Identifier<TokenFailure>

    /// What the answer carried.
    package let id: ID
    package let failedAt: Date
    /// What the endpoint is for, as `token`.
    package let endpoint: String
    /// The RFC's code, whatever the vendor's form of the answer made of it.
    package let error: String
    /// One of `FailureReason`, or a word of a newer version.
    package let reason: String
    package let description: String
    package let facts: FailureFacts
    /// On the wire, where the platform is known; the same of the account and of the resource server.
    package let clientID: String?
    package let accountID: String?
    package let resourceServerID: String?
    package let sourceAddress: String?

    package init(
        id: ID, failedAt: Date, endpoint: String, error: String, reason: String, description: String, facts: FailureFacts,
        clientID: String?, accountID: String?, resourceServerID: String?, sourceAddress: String?
    ) {
        self.id = id
        self.failedAt = failedAt
        self.endpoint = endpoint
        self.error = error
        self.reason = reason
        self.description = description
        self.facts = facts
        self.clientID = clientID
        self.accountID = accountID
        self.resourceServerID = resourceServerID
        self.sourceAddress = sourceAddress
    }
}

/// A failure about to be recorded.
package struct NewTokenFailure: Sendable {
    package let id: TokenFailure.ID
    package let endpoint: String
    package let error: OAuthError
    package let sourceAddress: String?

    package init(id: TokenFailure.ID, endpoint: String, error: OAuthError, sourceAddress: String?) {
        self.id = id
        self.endpoint = endpoint
        self.error = error
        self.sourceAddress = sourceAddress
    }
}

/// Which failures a list shows. `nil`: whatever it is.
package struct TokenFailureFilter: Sendable, Hashable {
    package var clientID: String?
    /// The error's code.
    package var error: String?
    package var since: Date?
    package var until: Date?

    package init(clientID: String? = nil, error: String? = nil, since: Date? = nil, until: Date? = nil) {
        self.clientID = clientID
        self.error = error
        self.since = since
        self.until = until
    }
}
