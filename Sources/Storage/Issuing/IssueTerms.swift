package import Model
package import OAuth

/// What requests for tokens have in common that can be decided together: one tenant, one grant type, one set of rules.
package struct IssueTerms: Sendable, Hashable {
    /// How long something lives, by whose grant it comes of. `nil`: until it is ended.
    package struct Lifetime: Sendable, Hashable {
        package let company: Duration?
        package let user: Duration?

        package init(company: Duration?, user: Duration?) {
            self.company = company
            self.user = user
        }
    }

    /// Of the refresh tokens that go with them, where the dialect has any.
    package struct Refresh: Sendable, Hashable {
        /// `nil`: none for these grants.
        package let lifetime: Lifetime
        /// However often it is refreshed.
        package let familyLifetime: Duration?

        package init(lifetime: Lifetime, familyLifetime: Duration?) {
            self.lifetime = lifetime
            self.familyLifetime = familyLifetime
        }
    }

    package let tenantID: Tenant.ID
    /// What the request named the tenant by, where that was only guessed: it must lead there.
    package let site: SiteName?
    /// The name of the dialect whose rules these are: for a tenant that has another one by now, nothing is issued.
    package let dialect: String
    package let grantType: GrantType
    /// The only one the requests may get; `nil`: either.
    package let tokenType: TokenType?
    /// Whether the clients say that they are public.
    package let isPublic: Bool
    package let accessLifetime: Lifetime
    package let refresh: Refresh?

    package init(
        tenantID: Tenant.ID, site: SiteName?, dialect: String, grantType: GrantType, tokenType: TokenType?, isPublic: Bool,
        accessLifetime: Lifetime, refresh: Refresh?
    ) {
        self.tenantID = tenantID
        self.site = site
        self.dialect = dialect
        self.grantType = grantType
        self.tokenType = tokenType
        self.isPublic = isPublic
        self.accessLifetime = accessLifetime
        self.refresh = refresh
    }
}
