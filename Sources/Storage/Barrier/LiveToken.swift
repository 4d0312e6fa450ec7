package import Model

/// A token that is good: one a platform was given, or one a person made.
package enum LiveToken: Sendable {
    case granted(AccessToken)
    case personal(PersonalAccessToken)
}
