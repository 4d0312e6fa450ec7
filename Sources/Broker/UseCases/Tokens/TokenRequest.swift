package import Model
package import OAuth

/// A request to the token endpoint, as the dialect's wire form was read.
package struct TokenRequest: Sendable {
    package let grantType: GrantType
    package let clientID: String
    package let clientSecret: PlainSecret
    package let parameters: OAuthParameters

    package init(grantType: GrantType, clientID: String, clientSecret: PlainSecret, parameters: OAuthParameters) {
        self.grantType = grantType
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.parameters = parameters
    }
}
