import Dialects
import HTTPTypes
import OAuth

/// What an endpoint answers when it refuses, as the dialect writes it.
struct EndpointErrors {
    let dialect: Dialect
    let useCase: Endpoint.UseCase

    /// By status, each with what its bodies have in common.
    var answers: [OperationAnswer] {
        var samples: [Int: [[String: WireValue]]] = [:]
        var headers: [Int: [String]] = [:]
        for error in errors {
            for sentAuthorization in [true, false] {
                let told = ErrorRenderer.told(
                    WireError(error, useCase: useCase, sentAuthorization: sentAuthorization), wire: dialect.wire, requestID: "i")
                samples[told.status, default: []].append(told.members)
                headers[told.status, default: []] += Self.headers(of: error)
            }
        }
        return samples.map { status, members in
            OperationAnswer(
                status: HTTPResponse.Status(code: status), description: Self.description(of: status), mediaType: "application/json",
                schema: .inferred(from: members, listing: ["error"]), headers: headers[status] ?? [])
        } + surface
    }

    /// What may be wrong with a request, whichever endpoint it is for.
    private var surface: [OperationAnswer] {
        let told = Schema.named(
            "Refusal", .object([.always("error", .one(of: ["invalid_request", "not_found"])), .always("error_description", .string)]))
        return [
            (400, "The request cannot be read."), (404, "There is nothing here, or the tenant is asleep."),
            (413, "The body is larger than 64 KiB."), (415, "The body has a Content-Encoding."),
        ].map { status, description in
            OperationAnswer(
                status: HTTPResponse.Status(code: status), description: description, mediaType: "application/json", schema: told)
        }
    }

    private var errors: [OAuthError] { (Self.always + own).map { OAuthError($0.code, "d", cause: $0.cause) } }

    private typealias Refusal = (code: OAuthErrorCode, cause: OAuthError.Cause?)

    private static let always: [Refusal] = [(.serverError, nil), (.temporarilyUnavailable, nil)]
    private static let client: [Refusal] = [
        (.invalidRequest, nil), (.invalidClient, nil), (.temporarilyUnavailable, .tooManyFailures), (.unauthorizedClient, nil),
    ]
    private static let bearer: [Refusal] = [
        (.invalidRequest, nil), (.invalidToken, nil), (.invalidToken, .noToken), (.invalidToken, .passwordWasReset),
        (.insufficientScope, nil), (.unauthorizedClient, nil),
    ]

    private var own: [Refusal] {
        switch useCase {
        case .token:
            Self.client + [(.invalidGrant, nil), (.unsupportedGrantType, nil), (.invalidScope, nil), (.invalidRequest, .tooManyRefreshes)]
        case .introspect: Self.client + Self.bearer
        case .revoke, .explain: Self.client
        case .validate, .describeAccess, .disconnect: Self.bearer
        case .mintSSOToken: Self.bearer
        case .mintUserToken: Self.bearer + [(.invalidScope, nil)]
        case .redeemHandoff: Self.bearer + [(.invalidGrant, nil)]
        case .authorize, .prompt, .metadata, .redeemSSOToken, .verifyWebhook: []
        }
    }

    private static func headers(of error: OAuthError) -> [String] {
        switch error.code {
        case .temporarilyUnavailable: ["Retry-After"]
        case .invalidToken, .insufficientScope, .invalidClient: ["WWW-Authenticate"]
        default: []
        }
    }

    private static func description(of status: Int) -> String {
        switch status {
        case 400: "The request is refused."
        case 401: "Whoever calls has not said who they are, or not credibly."
        case 403: "The token is good, but not for this."
        case 429: "Too many wrong secrets: again after `Retry-After` seconds."
        case 503: "Not now: again after `Retry-After` seconds."
        default: "Something went wrong here."
        }
    }
}
