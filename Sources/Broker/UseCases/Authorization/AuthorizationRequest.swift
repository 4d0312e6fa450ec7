package import OAuth

/// What a platform asks of a person (RFC 6749 §4.1.1), as the dialect's wire form was read.
package struct AuthorizationRequest: Sendable {
    package let clientID: String
    package let parameters: Result<OAuthParameters, OAuthError>
    /// Empty: none was named.
    package let scopes: Result<[String], OAuthError>
    /// The state, where the other parameters cannot be read but it can.
    package let stateOfRefusal: String?

    /// `parameters` may be a refusal: whether it can be sent back to the platform is for the use case to say.
    package init(
        clientID: String, parameters: Result<OAuthParameters, OAuthError>, scopes: Result<[String], OAuthError> = .success([]),
        stateOfRefusal: String? = nil
    ) {
        self.clientID = clientID
        self.parameters = parameters
        self.scopes = scopes
        self.stateOfRefusal = stateOfRefusal
    }
}
