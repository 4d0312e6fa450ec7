package import Model

/// A path of the vendor and the use case it reaches. `:name` in a path is a parameter.
package struct Endpoint: Sendable, Hashable {
    /// What an endpoint is for.
    package enum UseCase: Sendable, Hashable {
        /// A person allows or denies a platform (RFC 6749 §3.1). The client is named by `client_id`, in the path or in the query.
        case authorize
        /// Where people are asked, if that is another address than the one platforms send them to.
        case prompt
        /// Codes and refresh tokens for tokens (RFC 6749 §3.2), of one token type where the path says so.
        case token(TokenType?)
        /// Somebody asks whom their token stands for.
        case validate
        /// Somebody asks what their token may do in the account they work in.
        case describeAccess
        /// A resource server or a platform asks about a token (RFC 7662).
        case introspect
        /// A platform gives a token up (RFC 7009).
        case revoke
        /// What this server can do (RFC 8414).
        case metadata
        /// A platform ends the connection its token belongs to.
        case disconnect
        /// A platform asks for a one-time token that signs somebody in: whom it names, or whom its token stands for.
        case mintSSOToken(TokenType)
        /// That person's browser brings the one-time token, `:token` in the path.
        case redeemSSOToken
        /// The storefront's back end asks, once, who came.
        case redeemHandoff
        /// A platform makes a user's tokens from the account's.
        case mintUserToken
        /// A webhook endpoint says that it wants to hear, by the link it was sent, `:token` in the path.
        case verifyWebhook
        /// A platform asks what a failed call of its own meant, by the id its answer carried, `:id` in the path.
        case explain
    }

    package let path: String
    package let useCase: UseCase
    /// The HTTP methods it answers, in the order of the `Allow` header.
    package let methods: [String]

    package init(_ useCase: UseCase, at path: String, methods: [String]) {
        self.useCase = useCase
        self.path = path
        self.methods = methods
    }

    package static func authorize(_ path: String) -> Endpoint { Endpoint(.authorize, at: path, methods: ["GET"]) }
    package static func prompt(_ path: String) -> Endpoint { Endpoint(.prompt, at: path, methods: ["GET"]) }
    package static func token(_ path: String, for tokenType: TokenType? = nil) -> Endpoint {
        Endpoint(.token(tokenType), at: path, methods: ["POST"])
    }
    package static func validate(_ path: String, methods: [String]) -> Endpoint { Endpoint(.validate, at: path, methods: methods) }
    package static func describeAccess(_ path: String) -> Endpoint { Endpoint(.describeAccess, at: path, methods: ["GET"]) }
    package static func introspect(_ path: String) -> Endpoint { Endpoint(.introspect, at: path, methods: ["POST"]) }
    package static func revoke(_ path: String) -> Endpoint { Endpoint(.revoke, at: path, methods: ["POST"]) }
    package static func metadata(_ path: String) -> Endpoint { Endpoint(.metadata, at: path, methods: ["GET"]) }
    package static func disconnect(_ path: String) -> Endpoint { Endpoint(.disconnect, at: path, methods: ["POST"]) }
    package static func mintSSOToken(_ path: String, for tokenType: TokenType) -> Endpoint {
        Endpoint(.mintSSOToken(tokenType), at: path, methods: ["POST"])
    }
    package static func redeemSSOToken(_ path: String) -> Endpoint { Endpoint(.redeemSSOToken, at: path, methods: ["GET"]) }
    package static func redeemHandoff(_ path: String) -> Endpoint { Endpoint(.redeemHandoff, at: path, methods: ["POST"]) }
    package static func verifyWebhook(_ path: String) -> Endpoint { Endpoint(.verifyWebhook, at: path, methods: ["GET"]) }
    package static func mintUserToken(_ path: String) -> Endpoint { Endpoint(.mintUserToken, at: path, methods: ["POST"]) }
    package static func explain(_ path: String) -> Endpoint { Endpoint(.explain, at: path, methods: ["GET"]) }

    /// What every tenant has besides, at an address that is no vendor's.
    static let everywhere: [Endpoint] = [.introspect("/oauth/introspect"), .explain("/oauth/errors/:id")]
}

extension Endpoint.UseCase {
    /// Whether a person's browser comes here, rather than a program.
    package var isForPeople: Bool {
        switch self {
        case .authorize, .prompt, .redeemSSOToken: true
        default: false
        }
    }

    /// In a record of what failed there.
    package var name: String {
        switch self {
        case .authorize: "authorize"
        case .prompt: "prompt"
        case .token: "token"
        case .validate: "validate"
        case .describeAccess: "describe_access"
        case .introspect: "introspect"
        case .revoke: "revoke"
        case .metadata: "metadata"
        case .disconnect: "disconnect"
        case .mintSSOToken: "mint_sso_token"
        case .redeemSSOToken: "redeem_sso_token"
        case .redeemHandoff: "redeem_handoff"
        case .mintUserToken: "mint_user_token"
        case .verifyWebhook: "verify_webhook"
        case .explain: "explain"
        }
    }
}

extension Dialect {
    /// The path of the first endpoint for this, if the dialect has one.
    package func path(for useCase: Endpoint.UseCase) -> String? { endpoints.first { $0.useCase == useCase }?.path }
}
