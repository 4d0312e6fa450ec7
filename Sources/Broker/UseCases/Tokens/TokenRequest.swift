package import Model
package import OAuth

/// A request to the token endpoint, as the dialect's wire form was read.
package struct TokenRequest: Sendable {
    package let grantType: GrantType
    package let credentials: ClientCredentials
    /// The only one the endpoint gives. `nil`: either.
    package let tokenType: TokenType?
    /// Empty: none was named.
    package let scopes: [String]
    package let parameters: OAuthParameters

    package init(
        grantType: GrantType, credentials: ClientCredentials, tokenType: TokenType? = nil, scopes: [String] = [],
        parameters: OAuthParameters
    ) {
        self.grantType = grantType
        self.credentials = credentials
        self.tokenType = tokenType
        self.scopes = scopes
        self.parameters = parameters
    }
}
