import Dialects
import HTTPTypes
import Model

extension Endpoint {
    /// The words for it: the id of the operation, and what it does.
    private var words: (id: String, summary: String, description: String) {
        switch useCase {
        case .authorize: ("authorize", "Ask a person", "People are sent here: signed in if need be, they allow or deny the platform.")
        case .prompt: ("prompt", "Where people are asked", "The address they are asked at.")
        case .token(nil): ("issueToken", "Exchange a code or a refresh token for tokens", "")
        case .token(.company): ("issueCompanyToken", "Exchange a code or a refresh token for the account's tokens", "")
        case .token(.user): ("issueUserToken", "Exchange a code or a refresh token for a user's tokens", "")
        case .validate: ("validateToken", "Ask whom a token stands for", "Every answer is as of now: what was revoked is refused at once.")
        case .describeAccess: ("describeAccess", "Ask what a token may do in an account", "")
        case .introspect:
            ("introspectToken", "Ask about a token", "RFC 7662. For clients, resource servers, and holders of a key of the management API.")
        case .revoke: ("revokeToken", "Give a token up", "RFC 7009.")
        case .metadata: ("getMetadata", "What this server can do", "RFC 8414.")
        case .disconnect: ("disconnect", "End the connection", "For the whole account the token stands for: all its tokens end.")
        case .mintSSOToken(.company):
            ("issueSSOToken", "Sign in somebody of the account", "The token is for one use, in the person's browser.")
        case .mintSSOToken(.user): ("issueOwnSSOToken", "Sign in the token's user", "The token is for one use, in the person's browser.")
        case .redeemSSOToken: ("redeemSSOToken", "Bring an SSO token", "The person's browser comes here.")
        case .redeemHandoff: ("redeemHandoff", "Ask who came", "The storefront's back end asks once, by a key of the management API.")
        case .mintUserToken: ("issueTokenForUser", "Make a user's tokens from the account's", "")
        case .explain:
            ("explainFailure", "Ask what a failed call meant", "By the id its answer carried in `X-Request-Id`; for calls of one's own.")
        case .verifyWebhook: ("verifyWebhook", "Answer a webhook's handshake", "The link comes in the event `webhook.verify`.")
        }
    }

    /// The ways in, by the names of the document's security schemes.
    private var security: [String] {
        switch useCase {
        // A client may say who it is in the body.
        case .token, .revoke: [SiteDocument.client, ""]
        case .explain: [SiteDocument.client]
        case .introspect: [SiteDocument.client, SiteDocument.key, ""]
        case .redeemHandoff: [SiteDocument.key]
        case .validate, .describeAccess, .disconnect, .mintSSOToken, .mintUserToken: [SiteDocument.token]
        case .authorize, .prompt, .metadata, .redeemSSOToken, .verifyWebhook: []
        }
    }

    private var tag: String {
        switch useCase {
        case .authorize, .prompt: "authorization"
        case .mintSSOToken, .redeemSSOToken, .redeemHandoff: "single sign-on"
        case .metadata: "metadata"
        case .explain: "failures"
        case .verifyWebhook: "webhooks"
        default: "tokens"
        }
    }

    /// One operation for each method.
    func documented(in dialect: Dialect) -> [DocumentedOperation] {
        let request = EndpointRequest(dialect: dialect, endpoint: self)
        var answers = EndpointAnswers(dialect: dialect, endpoint: self).answers + EndpointErrors(dialect: dialect, useCase: useCase).answers
        for index in answers.indices { answers[index].headers.append("X-Request-Id") }
        let path = path.split(separator: "/").map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }
        return methods.compactMap { HTTPRequest.Method($0) }.map { method in
            DocumentedOperation(
                id: words.id, method: method, path: "/" + path.joined(separator: "/"), tag: tag, summary: words.summary,
                description: words.description, parameters: request.parameters, body: method == .get ? nil : request.body,
                answers: answers, sharedAnswers: [], security: security)
        }
    }
}
