import Broker
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import OAuth

extension Problem {
    init(_ error: any Error) {
        switch error {
        case let error as InputError:
            self.init(
                kind: .invalidInput, detail: error.description,
                errors: [FieldError(field: error.field, detail: error.message)])
        case let error as Unfinished: self.init(kind: .unavailable, detail: error.description, headers: [.retryAfter: "1"])
        case let error as NotFound: self.init(kind: .notFound, detail: error.description)
        case let error as AdminRefusal: self.init(error)
        case let error as IdempotencyRefusal: self.init(error)
        case let error as SurfaceError: self.init(error)
        case let error as OAuthError where error.code == .invalidRequest:
            self.init(kind: .malformedRequest, detail: error.description)
        case let error as HTTPError where error.status == .notFound: self.init(SurfaceError.notFound)
        case is ChannelError, is IOError:
            // The client is gone, and with it whoever would read the answer.
            self.init(kind: .unavailable, detail: "the connection was lost", cause: ("the client hung up: \(error)", .debug))
        case _ where isTemporarilyUnavailable(error):
            self.init(
                kind: .unavailable, detail: "the server cannot do this now: try again in a moment", headers: [.retryAfter: "1"],
                cause: ("\(error)", .warning))
        default:
            self.init(
                kind: .internalError, detail: "the server could not carry this out; its log says why", cause: ("\(error)", .error))
        }
    }

    private init(_ error: AdminRefusal) {
        switch error {
        case .unauthorized(let detail):
            self.init(kind: .unauthorized, detail: detail, headers: [.wwwAuthenticate: "Bearer"])
        case .forbidden(let permission):
            self.init(kind: .forbidden, detail: "this key may not do this: it takes the permission \(permission)")
        case .preconditionFailed:
            self.init(
                kind: .preconditionFailed,
                detail: "it is no longer as the If-Match says: read it again, and send the change with its present ETag")
        case .tooManyRequests(let seconds):
            self.init(
                kind: .tooManyRequests, detail: "this key has sent too many requests: again in \(seconds) s",
                headers: [.retryAfter: "\(seconds)"])
        case .malformed(let detail, nil): self.init(kind: .malformedRequest, detail: detail)
        case .malformed(let detail, let field?):
            self.init(kind: .malformedRequest, detail: "\(field): \(detail)", errors: [FieldError(field: field, detail: detail)])
        case .unsupportedMediaType:
            self.init(kind: .unsupportedMediaType, detail: "the Content-Type must be application/json")
        }
    }

    private init(_ error: IdempotencyRefusal) {
        switch error {
        case .otherRequest:
            let detail = "was sent before with another request: use a new key for this one"
            self.init(
                kind: .invalidInput, detail: "Idempotency-Key: \(detail)", errors: [FieldError(field: "Idempotency-Key", detail: detail)])
        case .underWay:
            self.init(
                kind: .conflict, detail: "the first request with this Idempotency-Key is still being carried out",
                headers: [.retryAfter: "1"])
        case .answerLost:
            self.init(
                kind: .conflict,
                detail: "the first request with this Idempotency-Key was carried out and its answer was lost: read what it changed")
        }
    }

    private init(_ error: SurfaceError) {
        switch error {
        case .notFound: self.init(kind: .notFound, detail: "this address leads nowhere")
        case .methodNotAllowed(let allowed):
            let list = allowed.joined(separator: ", ")
            self.init(kind: .methodNotAllowed, detail: "use \(list)", headers: [.allow: list])
        case .bodyTooLarge: self.init(kind: .bodyTooLarge, detail: "the body is larger than 64 KiB", closes: true)
        case .unsupportedEncoding:
            self.init(kind: .unsupportedMediaType, detail: "send the body without a Content-Encoding", closes: true)
        case .keyNeeded: self.init(kind: .malformedRequest, detail: "a key is needed")
        case .forbidden(let reason), .notForYou(let reason), .badForm(let reason):
            self.init(kind: .malformedRequest, detail: reason)
        }
    }
}
