/// The protocol said no. `description` is sent (RFC 6749 §5.2: printable ASCII without `"` and `\`) and never holds what a client sent;
/// `detail` is for the log only, `reason` and `facts` for whoever may ask later.
package struct OAuthError: Error, Sendable, Equatable {
    package let code: OAuthErrorCode
    package let description: String
    package let detail: String?
    /// What a vendor's wire form tells apart within one code.
    package let cause: Cause?
    package let reason: FailureReason
    package var facts: FailureFacts

    /// Causes that some vendor answers in a form of its own.
    package enum Cause: Sendable, Hashable {
        /// No `Authorization` header, or one that cannot be read.
        case noToken
        case passwordWasReset
        case tooManyRefreshes
        /// Of client authentication, from one address.
        case tooManyFailures
    }

    package init(
        _ code: OAuthErrorCode, _ description: String, _ reason: FailureReason? = nil, _ facts: FailureFacts = FailureFacts(),
        detail: String? = nil, cause: Cause? = nil
    ) {
        self.code = code
        self.cause = cause
        self.description = String(String.UnicodeScalarView(description.unicodeScalars.filter(Self.isAllowed)))
        self.detail = detail
        self.reason = reason ?? FailureReason(code)
        self.facts = facts
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        (0x20...0x7E).contains(scalar.value) && scalar != "\"" && scalar != "\\"
    }
}

extension OAuthError {
    package static func invalidRequest(_ description: String, _ reason: FailureReason? = nil, detail: String? = nil) -> OAuthError {
        OAuthError(.invalidRequest, description, reason, detail: detail)
    }

    /// One wording for an unknown client and a wrong secret, so that neither can be told from the other.
    package static func invalidClient(_ reason: FailureReason, _ facts: FailureFacts = FailureFacts(), detail: String) -> OAuthError {
        OAuthError(.invalidClient, "the client is unknown or its secret is wrong", reason, facts, detail: detail)
    }

    /// One wording for every reason, so that a guess learns nothing.
    package static func invalidCode(_ reason: FailureReason, _ facts: FailureFacts = FailureFacts()) -> OAuthError {
        OAuthError(
            .invalidGrant, "the code is unknown, expired, used or was not issued to this client", reason, facts, detail: reason.rawValue)
    }

    /// One wording for every reason, so that a guess learns nothing.
    package static func invalidRefreshToken(_ reason: FailureReason, _ facts: FailureFacts = FailureFacts()) -> OAuthError {
        OAuthError(
            .invalidGrant, "the refresh token is unknown, expired, replaced or was not issued to this client", reason, facts,
            detail: reason.rawValue)
    }

    package static func invalidToken(
        _ reason: FailureReason, _ facts: FailureFacts = FailureFacts(), cause: Cause? = nil
    ) -> OAuthError {
        OAuthError(
            .invalidToken, "the access token is unknown, expired or revoked", reason, facts, detail: reason.rawValue, cause: cause)
    }

    package static func invalidScope(_ description: String, _ reason: FailureReason? = nil) -> OAuthError {
        OAuthError(.invalidScope, description, reason)
    }

    package static let temporarilyUnavailable = OAuthError(.temporarilyUnavailable, "the service cannot answer now, please try again")
    package static let serverError = OAuthError(.serverError, "something went wrong on our side, please try again")
}
