import Dialects
import HTTPTypes
import Hummingbird
import OAuth

/// The parameters of a request's body, in the form the dialect reads.
struct ParameterReader {
    let parameters: OAuthParameters
    /// The JSON object they were read from, if it was one.
    private let json: [UInt8]?

    init(_ request: Request, as form: Wire.RequestBody) async throws {
        try self.init(try await BodyReader.read(request), labelled: request.headers[.contentType].map(Self.mediaType), as: form)
    }

    /// `label`: the media type of the body.
    init(_ body: [UInt8], labelled label: String?, as form: Wire.RequestBody) throws {
        if try Self.isJSON(body, labelled: label, form) {
            parameters = try OAuthParameters(try JSONParameters.pairs(body))
            json = body
        } else {
            parameters = try Self.formParameters(body)
            json = nil
        }
    }

    /// The JSON text of an object among the members, as it came. Throws `invalid_request` for a member that is none.
    func object(_ name: String) throws(OAuthError) -> [UInt8]? {
        guard let text = json.flatMap({ JSONMember.text(name, in: $0) }) else { return nil }
        guard text.first == UInt8(ascii: "{") else { throw .invalidRequest("the parameter \(name) is not an object") }
        return text
    }

    /// The fields of a page's own form.
    static func readForm(_ request: Request) async throws -> OAuthParameters {
        guard request.headers[.contentType].map(mediaType) == formType else {
            throw SurfaceError.badForm("the form was not sent as a form")
        }
        return try formParameters(try await BodyReader.read(request))
    }

    private static let formType = "application/x-www-form-urlencoded"
    private static let jsonType = "application/json"

    private static func isJSON(_ body: [UInt8], labelled label: String?, _ form: Wire.RequestBody) throws(OAuthError) -> Bool {
        switch form {
        case .json:
            guard label == jsonType else { throw .invalidRequest("the Content-Type must be \(jsonType)") }
            return true
        case .form:
            guard label == formType else { throw .invalidRequest("the Content-Type must be \(formType)") }
            return false
        case .formOrJSON:
            guard label == formType || label == jsonType else {
                throw .invalidRequest("the Content-Type must be \(formType) or \(jsonType)")
            }
            return label == jsonType
        case .unlabelled:
            guard label == nil || label == formType || label == jsonType else {
                throw .invalidRequest("the Content-Type must be \(jsonType) or \(formType)")
            }
            let first = body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
            return first == UInt8(ascii: "{") || label == jsonType
        }
    }

    private static func formParameters(_ body: [UInt8]) throws(OAuthError) -> OAuthParameters {
        try OAuthParameters(try FormDecoding.pairs(body[...]))
    }

    /// `type/subtype` without parameters (INTEROP row 2).
    static func mediaType(_ header: String) -> String {
        // As nearly everybody writes it.
        if header == formType || header == jsonType { return header }
        return header.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
    }
}
