import Model

/// Refusals of the management API itself, before any use case.
enum AdminRefusal: Error {
    case unauthorized(String)
    /// The key may act here, but not so.
    case forbidden(AdminPermission)
    /// What cannot be read: a query parameter, an id, a body, a header.
    case malformed(String, field: String? = nil)
    case unsupportedMediaType
    /// The thing is no longer as `If-Match` says (RFC 9110 §13.1.1).
    case preconditionFailed
    /// The key has used up its requests; again in so many seconds.
    case tooManyRequests(retryAfter: Int)
}
