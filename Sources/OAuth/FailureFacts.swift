package import Foundation

/// What is known about a call that failed, for whoever may ask later. Holds no token, code or secret, nor a part of one.
package struct FailureFacts: Sendable, Hashable {
    /// Who called, as far as it was shown.
    package enum Caller: String, Sendable, CaseIterable {
        /// Nobody proved anything; a platform may have been named.
        case nobody
        /// By its client credentials.
        case platform
        /// Whoever holds a token a platform was given.
        case bearer
        case resourceServer = "resource_server"
        /// By a key of the management API.
        case key
    }

    package var caller: Caller
    package var platformID: UUID?
    /// As it was named: nothing of this is kept unless it is a platform's.
    package var namedClientID: String?
    package var resourceServerID: UUID?
    package var accountID: UUID?
    package var grantID: UUID?
    /// When the code or token was used.
    package var usedAt: Date?
    package var expiredAt: Date?
    /// When what failed was revoked, disabled or left, and by which side.
    package var endedAt: Date?
    package var endedBy: String?
    /// How long a used refresh token is still answered.
    package var grace: Duration?

    package init(
        _ caller: Caller = .nobody, platformID: UUID? = nil, namedClientID: String? = nil, resourceServerID: UUID? = nil,
        accountID: UUID? = nil, grantID: UUID? = nil, usedAt: Date? = nil, expiredAt: Date? = nil, endedAt: Date? = nil,
        endedBy: String? = nil, grace: Duration? = nil
    ) {
        self.caller = caller
        self.platformID = platformID
        self.namedClientID = namedClientID
        self.resourceServerID = resourceServerID
        self.accountID = accountID
        self.grantID = grantID
        self.usedAt = usedAt
        self.expiredAt = expiredAt
        self.endedAt = endedAt
        self.endedBy = endedBy
        self.grace = grace
    }
}
