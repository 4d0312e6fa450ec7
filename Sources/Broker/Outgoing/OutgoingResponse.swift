/// What the far end answered. A redirect is an answer like any other: it is never followed.
package struct OutgoingResponse: Sendable {
    package let status: Int
    /// `type/subtype` in lower case, without parameters.
    package let mediaType: String?
    /// As it came (RFC 9110 §10.2.3).
    package let retryAfter: String?
    package let body: [UInt8]
}
