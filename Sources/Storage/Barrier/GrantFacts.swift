import Foundation
import Model

/// What the tokens of a grant have in common.
struct GrantFacts: Sendable {
    let account: Account
    let platform: Platform
    let user: User?
    let roles: [String]
    /// As the first of its tokens has them: most have the same, and share them.
    let scopes: [String]
}
