package import OAuth

/// What a platform asks of a person (RFC 6749 §4.1.1), as the dialect's wire form was read.
package struct AuthorizationRequest: Sendable {
    package let clientID: String
    package let parameters: Result<OAuthParameters, OAuthError>

    /// `parameters` may be a refusal: whether it can be sent back to the platform is for the use case to say.
    package init(clientID: String, parameters: Result<OAuthParameters, OAuthError>) {
        self.clientID = clientID
        self.parameters = parameters
    }
}
