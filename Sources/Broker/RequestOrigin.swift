/// Where a request came from, for the audit log.
package struct RequestOrigin: Sendable {
    package let address: String?
    package let requestID: String?
    /// That the request is carried out once, if it asked for that.
    package let idempotency: IdempotencyClaim?

    package init(address: String?, requestID: String?, idempotency: IdempotencyClaim? = nil) {
        self.address = address
        self.requestID = requestID
        self.idempotency = idempotency
    }

    /// For what comes before the transaction by which the request counts as carried out.
    var withoutClaim: RequestOrigin { RequestOrigin(address: address, requestID: requestID) }

    package func claiming(_ claim: IdempotencyClaim) -> RequestOrigin {
        RequestOrigin(address: address, requestID: requestID, idempotency: claim)
    }

    /// A command on this machine.
    package static let local = RequestOrigin(address: nil, requestID: nil)
}
