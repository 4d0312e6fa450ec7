package import OAuth

/// An error about to be told to a program.
package struct WireError: Sendable {
    package let error: OAuthError
    /// The endpoint that was called.
    package let useCase: Endpoint.UseCase?
    /// Whether the request carried an `Authorization` header.
    package let sentAuthorization: Bool

    package init(_ error: OAuthError, useCase: Endpoint.UseCase?, sentAuthorization: Bool) {
        self.error = error
        self.useCase = useCase
        self.sentAuthorization = sentAuthorization
    }
}

/// Status and members of an error answer.
package struct WireErrorAnswer: Sendable {
    package var status: Int
    package var members: [String: WireValue]

    package init(status: Int, members: [String: WireValue]) {
        self.status = status
        self.members = members
    }

    /// As RFC 6749 §5.2 and RFC 6750 §3.1 have it.
    package init(standard error: WireError) {
        self.init(
            // RFC 6585 §4.
            status: error.error.cause == .tooManyFailures ? 429 : error.error.code.status,
            members: ["error": .string(error.error.code.rawValue), "error_description": .string(error.error.description)])
    }
}
