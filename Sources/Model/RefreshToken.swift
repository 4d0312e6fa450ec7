/// A refresh token whose turn it was: just used, or used before and presented again within the grace.
package struct RefreshToken: Sendable, Hashable {
    package typealias ID = Identifier<RefreshToken>

    package let id: ID
    package let family: TokenFamily
    package let scopes: [String]

    package init(id: ID, family: TokenFamily, scopes: [String]) {
        self.id = id
        self.family = family
        self.scopes = scopes
    }
}

/// Why a refresh token could not be used. Only `replayed` leaves a mark: everything else about the request was right.
package enum RefreshRefusal: Sendable, Hashable {
    case unknown
    case otherPlatform
    case otherTokenType
    case expired
    /// The grant, its account, its user or their membership is not live, or the family is revoked.
    case notLive
    /// The platform's scope changed, it was disabled, or the secret that obtained the token was.
    case outdated
    /// A sibling was used first.
    case retired
    /// Used before, but the one before the present, and the grace is not over: `successors` were given for it so far.
    case inGrace(RefreshToken, successors: Int)
    case replayed(TokenFamily.ID, Grant.ID)
}
