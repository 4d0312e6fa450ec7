import Model

/// What the tokens of a grant have in common.
struct GrantFacts: Sendable {
    let facts: AccessToken.Facts
    /// As the first of its tokens has them: most have the same, and share them.
    let scopes: [String]
}
