/// Where a request came from, for the audit log.
package struct RequestOrigin: Sendable {
    package let address: String?
    package let requestID: String?

    package init(address: String?, requestID: String?) {
        self.address = address
        self.requestID = requestID
    }

    /// A command on this machine.
    package static let local = RequestOrigin(address: nil, requestID: nil)
}
