import Dialects
import HTTPTypes
import Hummingbird
import OAuth

/// The parameters of a request's body, in the form the dialect reads.
enum ParameterReader {
    static func read(_ request: Request, as form: Wire.RequestBody) async throws -> OAuthParameters {
        let mediaType = request.headers[.contentType].map(mediaType)
        let body = try await BodyReader.read(request)
        switch form {
        case .json:
            guard mediaType == "application/json" else { throw OAuthError.invalidRequest("the Content-Type must be application/json") }
            return try OAuthParameters(try JSONParameters.pairs(body))
        case .form:
            guard mediaType == "application/x-www-form-urlencoded" else {
                throw OAuthError.invalidRequest("the Content-Type must be application/x-www-form-urlencoded")
            }
            return try formParameters(body)
        }
    }

    /// The fields of a page's own form.
    static func readForm(_ request: Request) async throws -> OAuthParameters {
        guard request.headers[.contentType].map(mediaType) == "application/x-www-form-urlencoded" else {
            throw SurfaceError.badForm("the form was not sent as a form")
        }
        return try formParameters(try await BodyReader.read(request))
    }

    private static func formParameters(_ body: [UInt8]) throws(OAuthError) -> OAuthParameters {
        guard let text = String(validating: body, as: UTF8.self) else { throw .invalidRequest("the body is not valid UTF-8") }
        return try OAuthParameters(try FormDecoding.pairs(text))
    }

    /// `type/subtype` without parameters (INTEROP row 2).
    private static func mediaType(_ header: String) -> String {
        header.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
    }
}
