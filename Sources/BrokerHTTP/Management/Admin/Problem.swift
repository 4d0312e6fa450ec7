import Dialects
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Why a request of the management API was refused (RFC 9457).
struct Problem {
    let kind: Kind
    let detail: String
    var errors: [FieldError] = []
    var headers: HTTPFields = [:]
    /// Whether the connection ends with the answer.
    var closes = false
    /// For the log only.
    var cause: (text: String, level: Logger.Level)?

    /// One member or parameter that must be mended.
    struct FieldError {
        let field: String
        let detail: String
    }

    /// What may go wrong; a stable word each.
    enum Kind: String, CaseIterable {
        case malformedRequest = "malformed-request"
        case unauthorized
        case forbidden
        case notFound = "not-found"
        case methodNotAllowed = "method-not-allowed"
        case conflict
        case preconditionFailed = "precondition-failed"
        case bodyTooLarge = "body-too-large"
        case unsupportedMediaType = "unsupported-media-type"
        case invalidInput = "invalid-input"
        case tooManyRequests = "too-many-requests"
        case internalError = "internal-error"
        case unavailable
    }

    func response(logger: Logger) -> Response {
        if let cause { logger.log(level: cause.level, "\(ErrorRenderer.oneLine(cause.text))", metadata: ["problem": "\(kind.rawValue)"]) }
        var members: [String: WireValue] = [
            "type": .string("urn:symbolon:problem:\(kind.rawValue)"), "title": .string(kind.title), "status": .integer(kind.status.code),
            "detail": .string(detail),
        ]
        // The id under which the request is logged, for whoever asks the operator about it.
        members["instance"] = logger.requestID.map { .string("urn:symbolon:request:\($0)") }
        if !errors.isEmpty {
            members["errors"] = .array(errors.map { .object(["field": .string($0.field), "detail": .string($0.detail)]) })
        }
        var headers = headers
        headers[.cacheControl] = "no-store"
        // A body that was not read must not be taken for the next request.
        if closes { headers[.connection] = "close" }
        var response = Response.json(members, status: kind.status, headers: headers)
        response.headers[.contentType] = "application/problem+json"
        return response
    }
}

extension Problem.Kind {
    var status: HTTPResponse.Status {
        switch self {
        case .malformedRequest: .badRequest
        case .unauthorized: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .conflict: .conflict
        case .preconditionFailed: .preconditionFailed
        case .bodyTooLarge: .contentTooLarge
        case .unsupportedMediaType: .unsupportedMediaType
        case .invalidInput: .unprocessableContent
        case .tooManyRequests: .tooManyRequests
        case .internalError: .internalServerError
        case .unavailable: .serviceUnavailable
        }
    }

    var title: String {
        switch self {
        case .malformedRequest: "The request cannot be read"
        case .unauthorized: "A key is needed"
        case .forbidden: "The key may not do this"
        case .notFound: "There is nothing here"
        case .methodNotAllowed: "The method is not for this address"
        case .conflict: "Another request is in the way"
        case .preconditionFailed: "It has changed meanwhile"
        case .bodyTooLarge: "The body is too large"
        case .unsupportedMediaType: "The body is in another form"
        case .invalidInput: "The input must be mended"
        case .tooManyRequests: "Too many requests"
        case .internalError: "Something went wrong here"
        case .unavailable: "Not now"
        }
    }
}
