package import Model

/// A token that is good: one a platform was given, or one a person made.
package enum VerifiedToken: Sendable {
    case granted(AccessToken)
    case personal(PersonalAccessToken)

    package var account: Account {
        switch self {
        case .granted(let token): token.account
        case .personal(let token): token.account
        }
    }

    /// For whom it acts, if it acts for a person.
    package var user: User? {
        switch self {
        case .granted(let token): token.user
        case .personal(let token): token.user
        }
    }

    /// The person's roles in the account.
    package var roles: [String] {
        switch self {
        case .granted(let token): token.roles
        case .personal(let token): token.roles
        }
    }

    /// Until it expires, at the moment it was read; `nil` where it does not or nobody asks.
    package var remaining: Duration? {
        switch self {
        case .granted(let token): token.remaining
        case .personal: nil
        }
    }

    package var tokenType: TokenType {
        switch self {
        case .granted(let token): token.tokenType
        case .personal: .user
        }
    }
}
