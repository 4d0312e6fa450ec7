/// Why a code could not be consumed. Only `replayed` may leave a mark: the code was used and everything else about the request was right.
package enum CodeRefusal: Sendable, Hashable {
    case unknown
    case otherPlatform
    case redirectURIMismatch
    case expired
    case grantNotLive
    case replayed(AuthorizationCode.ID, Grant.ID)
}
