/// Why a code could not be consumed. Only `replayed` may leave a mark: the code was used and everything else about the request was right.
package enum CodeRefusal: Sendable, Hashable {
    case unknown
    case otherPlatform
    case redirectURIMismatch
    case expired
    case grantNotLive
    /// Whoever allowed it was disabled or left the account before the code was exchanged.
    case approverNotLive
    case replayed(AuthorizationCode.ID, Grant.ID)
}
