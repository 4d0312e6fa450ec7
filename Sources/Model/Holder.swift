/// On what grants, tokens and sessions hang.
package enum Holder: Sendable, Hashable {
    case account(Account.ID)
    case platform(Platform.ID)
    /// What is this person's own, not the accounts' grants they approved.
    case user(User.ID)
    case grants([Grant.ID])
    /// The tokens of one family of a grant.
    case family(TokenFamily.ID, of: Grant.ID)
    /// One access token of a grant.
    case accessToken(AccessToken.ID, of: Grant.ID)
}
