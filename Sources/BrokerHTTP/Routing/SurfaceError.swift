/// Refusals of the HTTP surface itself, before any use case.
enum SurfaceError: Error {
    case notFound
    case methodNotAllowed([String])
    case bodyTooLarge
    case unsupportedEncoding
    case forbidden(String)
    case badForm(String)
}
