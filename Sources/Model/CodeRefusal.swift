/// Why a code could not be consumed. Only `replayed` may leave a mark: the code was used and everything else about the request was right.
package enum CodeRefusal: Sendable, Hashable {
    case unknown
    case otherPlatform
    case redirectURIMismatch
    /// The verifier is missing, wrong, or answers a challenge that was never sent (RFC 7636 §4.6, RFC 9700 §4.8.2).
    case challengeMismatch
    /// The grant is of the other token type than the request asks for.
    case otherTokenType
    case expired
    case grantNotLive
    /// The platform's scope changed, or it was disabled, since the code was made.
    case outdated
    /// Whoever allowed it was disabled or left the account before the code was exchanged.
    case approverNotLive
    case replayed(AuthorizationCode.ID, Grant.ID)
}
