/// What a tenant has other than its dialect says. `nil` means: as the dialect has it.
package struct TenantSettings: Sendable, Hashable {
    /// Whose a grant is, where the dialect leaves it to the tenant.
    package var grantSubject: TokenType?
    /// How long the refresh token before the present one is still answered: at most 5 minutes.
    package var refreshGrace: Duration?
    /// One second to 14 days.
    package var ssoTokenLifetime: Duration?
    /// Where people go whom an SSO token signed in. `nil`: to a page of ours.
    package var storefrontURL: String?

    package init(
        grantSubject: TokenType? = nil, refreshGrace: Duration? = nil, ssoTokenLifetime: Duration? = nil, storefrontURL: String? = nil
    ) {
        self.grantSubject = grantSubject
        self.refreshGrace = refreshGrace
        self.ssoTokenLifetime = ssoTokenLifetime
        self.storefrontURL = storefrontURL
    }
}
