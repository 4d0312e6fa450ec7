/// Refusals of the management API itself, before any use case.
enum AdminRefusal: Error {
    case unauthorized(String)
    /// What cannot be read: a query parameter, an id, a body.
    case malformed(String, field: String? = nil)
    case unsupportedMediaType
}
