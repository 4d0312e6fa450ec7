/// An answer as it is kept for a request that is sent again.
package struct KeptAnswer: Sendable, Equatable, Codable {
    package let status: Int
    /// Names and values, in their order.
    package let headers: [[String]]
    package let body: String

    package init(status: Int, headers: [[String]], body: String) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
