/// Refusals of the HTTP surface itself, before any use case.
enum SurfaceError: Error {
    case notFound
    case methodNotAllowed([String])
    case bodyTooLarge
    case unsupportedEncoding
    case forbidden(String)
    /// Of a page that is not for this person.
    case notForYou(String)
    case badForm(String)
    /// A page that a key of the management API opens was asked for without one.
    case keyNeeded
}
