/// A path of the vendor and the use case it reaches. `:name` in a path is a parameter.
package struct Endpoint: Sendable, Hashable {
    /// What an endpoint is for.
    package enum UseCase: Sendable, Hashable {
        /// A person allows or denies a platform (RFC 6749 §3.1). The client is named by `client_id`, in the path or in the query.
        case authorize
        /// Codes for tokens (RFC 6749 §3.2).
        case token
        /// A platform asks whom its token stands for.
        case validate
        /// A platform ends the connection its token belongs to.
        case disconnect
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
    package static func token(_ path: String) -> Endpoint { Endpoint(.token, at: path, methods: ["POST"]) }
    package static func validate(_ path: String, methods: [String]) -> Endpoint { Endpoint(.validate, at: path, methods: methods) }
    package static func disconnect(_ path: String) -> Endpoint { Endpoint(.disconnect, at: path, methods: ["POST"]) }
}
