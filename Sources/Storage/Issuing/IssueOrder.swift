package import Model
package import OAuth

/// What tokens are asked for with, whatever the grant type: who asks, what is to be made, and what is noted of it.
package struct IssueOrder: Sendable {
    /// How long something lives, by whose grant it comes of. `nil`: until it is ended.
    package struct Lifetime: Sendable {
        package let company: Duration?
        package let user: Duration?

        package init(company: Duration?, user: Duration?) {
            self.company = company
            self.user = user
        }
    }

    /// The refresh token that goes with it, where the dialect has any.
    package struct Refresh: Sendable {
        package let hash: TokenHash
        /// `nil`: none for these grants.
        package let lifetime: Lifetime
        /// However often it is refreshed.
        package let familyLifetime: Duration?

        package init(hash: TokenHash, lifetime: Lifetime, familyLifetime: Duration?) {
            self.hash = hash
            self.lifetime = lifetime
            self.familyLifetime = familyLifetime
        }
    }

    package let tenantID: Tenant.ID
    package let clientID: String
    /// `nil`: the client says that it is public.
    package let secretHashes: [TokenHash]?
    package let grantType: GrantType
    /// The only one the request may get; `nil`: either.
    package let tokenType: TokenType?
    /// Empty: none was named.
    package let scopes: [String]
    package let accessToken: TokenHash
    package let accessLifetime: Lifetime
    package let refresh: Refresh?
    package let sourceAddress: String?
    package let requestID: String?

    package init(
        tenantID: Tenant.ID, clientID: String, secretHashes: [TokenHash]?, grantType: GrantType, tokenType: TokenType?, scopes: [String],
        accessToken: TokenHash, accessLifetime: Lifetime, refresh: Refresh?, sourceAddress: String?, requestID: String?
    ) {
        self.tenantID = tenantID
        self.clientID = clientID
        self.secretHashes = secretHashes
        self.grantType = grantType
        self.tokenType = tokenType
        self.scopes = scopes
        self.accessToken = accessToken
        self.accessLifetime = accessLifetime
        self.refresh = refresh
        self.sourceAddress = sourceAddress
        self.requestID = requestID
    }
}
