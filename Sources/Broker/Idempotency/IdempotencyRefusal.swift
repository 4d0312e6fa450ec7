/// Why a request with an `Idempotency-Key` is neither carried out nor answered as before.
package enum IdempotencyRefusal: Error, Sendable, Equatable {
    /// The key came with another request before.
    case otherRequest
    /// The first one is not finished.
    case underWay
    /// The first one had its effect, and its answer was never kept.
    case answerLost
}
