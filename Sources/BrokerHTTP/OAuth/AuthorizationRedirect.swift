import Broker
import Dialects
import HTTPTypes
import Hummingbird
import OAuth
import Secrets

/// The answer that sends a person back to the platform (RFC 6749 §4.1.2).
enum AuthorizationRedirect {
    static func response(_ reply: AuthorizationReply, site: TenantSite) -> Response {
        let wire = site.dialect.wire
        var parameters: [(name: String, value: String)] = []
        switch reply.content {
        case .code(let code):
            for parameter in wire.redirectOrder {
                switch parameter {
                case .code: parameters.append(("code", code.value))
                case .state: if let state = reply.state { parameters.append(("state", state)) }
                }
            }
        case .error(let code, let description):
            parameters.append(("error", wire.redirectErrorCode(code).rawValue))
            if wire.describesRedirectErrors { parameters.append(("error_description", description)) }
            if let state = reply.state { parameters.append(("state", state)) }
        }
        // In answers that succeed and in those that do not (RFC 9207 §2).
        if wire.sendsIssuer { parameters.append(("iss", site.baseURL)) }
        let location = RedirectURI.appending(parameters, to: reply.redirectURI, plusForSpace: wire.redirectsWithPlus)
        var headers: HTTPFields = [.location: location, .cacheControl: "no-store"]
        headers.set("Referrer-Policy", to: "no-referrer")
        return Response(status: HTTPResponse.Status(code: wire.redirectStatus), headers: headers)
    }
}
