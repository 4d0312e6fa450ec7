/// For whom a token acts: the whole account, or one user in it.
package enum TokenType: String, Sendable, CaseIterable {
    case company, user
}
