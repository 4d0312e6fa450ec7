import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import OAuth

/// Turns an error into an answer: a page for somebody who reads pages, JSON for a program (STYLE 4).
package struct ErrorRenderer: Sendable {
    private let pages: PageRenderer

    init(pages: PageRenderer) { self.pages = pages }

    func response(
        to error: any Error, request: Request, site: TenantSite?, useCase: Endpoint.UseCase? = nil, logger: Logger
    ) -> Response {
        let isAuthorized = request.headers[.authorization] != nil
        let answer = Answer(error, scheme: site?.dialect.wire.authorizationScheme ?? "Bearer", isAuthorized: isAuthorized)
        Self.note(answer, logger)
        // A body that was not read must not be taken for the next request.
        var headers = answer.headers
        if answer.closes { headers[.connection] = "close" }
        let wantsPage = useCase?.isForPeople != false && request.headers[.accept]?.contains("text/html") == true
        if wantsPage {
            return pages.message(
                answer.heading, answer.message, status: answer.status, site: site, headers: headers, requestID: logger.requestID)
        }
        let (members, status) = Self.told(answer, site: site, useCase: useCase, isAuthorized: isAuthorized, requestID: logger.requestID)
        headers[.cacheControl] = "no-store"
        return .json(members, status: status, headers: headers)
    }

    /// A fault of ours as a program is told of it: status, header fields that go with it, JSON.
    func fault(_ error: any Error, site: TenantSite, useCase: Endpoint.UseCase, isAuthorized: Bool, logger: Logger) -> (
        status: Int, fields: HTTPFields, body: [UInt8]
    ) {
        let answer = Answer(error, scheme: site.dialect.wire.authorizationScheme, isAuthorized: isAuthorized)
        Self.note(answer, logger)
        let (members, status) = Self.told(answer, site: site, useCase: useCase, isAuthorized: isAuthorized, requestID: logger.requestID)
        return (status.code, answer.headers, WireValue.object(members).bytes)
    }

    private static func note(_ answer: Answer, _ logger: Logger) {
        guard let detail = answer.detail else { return }
        logger.log(level: answer.level, "\(oneLine(detail))", metadata: ["error.code": "\(answer.code)"])
    }

    private static func told(
        _ answer: Answer, site: TenantSite?, useCase: Endpoint.UseCase?, isAuthorized: Bool, requestID: String?
    ) -> ([String: WireValue], HTTPResponse.Status) {
        guard let oauthError = answer.oauthError, let wire = site?.dialect.wire else {
            return (["error": .string(answer.code), "error_description": .string(answer.message)], answer.status)
        }
        let told = told(WireError(oauthError, useCase: useCase, sentAuthorization: isAuthorized), wire: wire, requestID: requestID)
        return (told.members, HTTPResponse.Status(code: told.status))
    }

    /// An error as a dialect's programs are told.
    static func told(_ error: WireError, wire: Wire, requestID: String?) -> WireErrorAnswer {
        var told = wire.errorResponse(error)
        // Of a client that is there and one that is not, a failed authentication is the same to the byte (SECURITY 1 row 70).
        if wire.errorsCarryID, error.error.code != .invalidClient, let requestID { told.members["error_id"] = .string(requestID) }
        return told
    }

    /// What an error is told as, if it is the protocol's or a fault of ours. `nil`: of the surface itself, or nobody is told.
    static func oauthError(of error: any Error) -> OAuthError? {
        switch error {
        case let error as OAuthError: error
        case is SurfaceError, is NotFound, is HTTPError, is ChannelError, is IOError: nil
        // The database is away, so nothing can be written about it either.
        case _ where isTemporarilyUnavailable(error): nil
        default: .serverError
        }
    }

    /// A detail may hold what a client sent: it must not begin a line of its own in the log.
    static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}

extension Logger {
    /// The id under which this request is logged.
    var requestID: String? { self[metadataKey: "hb.request.id"].map { "\($0)" } }
}

/// An error as it is told and logged.
private struct Answer {
    let status: HTTPResponse.Status
    let code: String
    let heading: String
    let message: String
    var headers: HTTPFields = [:]
    var closes = false
    /// What a program is told in its vendor's form.
    var oauthError: OAuthError?
    /// For the log only.
    var detail: String?
    var level = Logger.Level.info

    init(_ error: any Error, scheme: String, isAuthorized: Bool) {
        switch error {
        case let error as OAuthError: self.init(error, scheme: scheme, isAuthorized: isAuthorized)
        case let error as SurfaceError: self.init(error)
        case is NotFound: self.init(SurfaceError.notFound)
        case let error as HTTPError where error.status == .notFound: self.init(SurfaceError.notFound)
        case is ChannelError, is IOError:
            // The client is gone, and with it whoever would read the answer.
            self.init(OAuthError.temporarilyUnavailable, scheme: scheme, isAuthorized: isAuthorized)
            detail = "the client hung up: \(error)"
            level = .debug
        case _ where isTemporarilyUnavailable(error):
            self.init(.temporarilyUnavailable, scheme: scheme, isAuthorized: isAuthorized)
            detail = "\(error)"
            level = .warning
        default:
            self.init(.serverError, scheme: scheme, isAuthorized: isAuthorized)
            detail = "\(error)"
            level = .error
        }
    }

    private init(_ error: OAuthError, scheme: String, isAuthorized: Bool) {
        status = HTTPResponse.Status(code: error.code.status)
        oauthError = error
        code = error.code.rawValue
        message = error.description
        detail = error.detail
        switch error.code {
        case .temporarilyUnavailable:
            heading = "Please try again in a moment"
            headers[.retryAfter] = error.cause == .tooManyFailures ? "10" : "1"
        case .serverError: heading = "Something went wrong"
        default: heading = "This request cannot be carried out"
        }
        // No token at all gets no error code (RFC 6750 §3.1); a client that tried a header is told which is right (RFC 6749 §5.2).
        if error.code == .invalidToken || error.code == .insufficientScope {
            headers[.wwwAuthenticate] = isAuthorized ? #"\#(scheme) error="\#(error.code.rawValue)""# : scheme
        } else if error.code == .invalidClient, isAuthorized {
            headers[.wwwAuthenticate] = #"Basic realm="symbolon""#
        }
    }

    private init(_ error: SurfaceError) {
        switch error {
        case .notFound:
            (status, code, heading, message) = (.notFound, "not_found", "There is nothing here", "this address leads nowhere")
        case .methodNotAllowed(let allowed):
            let list = allowed.joined(separator: ", ")
            (status, code, heading) = (.methodNotAllowed, "invalid_request", "This address is not for browsing")
            message = "use \(list)"
            headers[.allow] = list
        case .bodyTooLarge:
            (status, code, heading, message) = (.contentTooLarge, "invalid_request", "Too much", "the body is larger than 64 KiB")
            closes = true
        case .unsupportedEncoding:
            (status, code, heading) = (.unsupportedMediaType, "invalid_request", "This cannot be read")
            message = "send the body without a Content-Encoding"
            closes = true
        case .forbidden(let reason):
            (status, code, heading, message) = (.forbidden, "access_denied", "This form cannot be accepted", reason)
        case .notForYou(let reason):
            (status, code, heading, message) = (.forbidden, "access_denied", "This page is not for you", reason)
        case .badForm(let reason):
            (status, code, heading, message) = (.badRequest, "invalid_request", "This request cannot be carried out", reason)
        case .keyNeeded:
            (status, code, heading) = (.unauthorized, "invalid_token", "A key is needed")
            message = "sign in with a live key of the management API as the password; the user name does not matter"
            headers[.wwwAuthenticate] = #"Basic realm="symbolon management", charset="UTF-8""#
        }
    }
}
