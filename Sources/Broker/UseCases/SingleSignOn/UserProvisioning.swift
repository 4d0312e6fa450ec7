import Dialects
import Model
import OAuth
import Storage

/// Finds the person a platform names for an account, or registers them in that account and no other.
struct UserProvisioning {
    let stores: Stores
    let platform: Platform
    let origin: RequestOrigin

    /// Throws `insufficient_scope` for an account's token that no longer has the scope which makes it one.
    static func check(_ token: AccessToken, rules: Rules) throws(OAuthError) {
        guard case .accountWithScope(let scope) = rules.grantSubject, token.tokenType == .company, !token.scopes.contains(scope) else {
            return
        }
        throw OAuthError(.insufficientScope, "this needs the scope \(scope)")
    }

    /// Throws `invalid_request` for what is no address, and `unauthorized_client` for a person the account has no say over.
    func user(named text: String, in account: Account) throws -> User {
        guard let email = EmailAddress(text) else { throw OAuthError.invalidRequest("user_input must be an e-mail address") }
        if let user = try stores.users.find(email) { return try member(user, of: account) }
        if let user = try stores.users.insertUnlessTaken(email) { return try register(user, in: account) }
        // Somebody registered the address meanwhile.
        guard let user = try stores.users.find(email) else { throw PersonNotThere.gone }
        return try member(user, of: account)
    }

    /// Somebody known elsewhere is not taken into this account by a platform's word alone.
    private func member(_ user: User, of account: Account) throws -> User {
        guard try stores.memberships.live(user: user.id, account: account.publicID) != nil else {
            throw OAuthError(
                .unauthorizedClient, "this person cannot be signed in for this account", .personNotMember, detail: "no live membership")
        }
        return user
    }

    private func register(_ user: User, in account: Account) throws -> User {
        try stores.memberships.upsert(account: account.id, user: user.id, roles: [])
        try stores.tell(.userProvisioned, platform: platform, account: account, cause: .platform, ["user": .string(user.email)])
        try stores.audit(
            "user.provisioned", by: .platform(platform.id), target: .init("user", user.id.description),
            detail: ["account_id": .string(account.publicID)], origin: origin)
        return user
    }

    /// An address that is taken and has nobody: the other registration was undone.
    private enum PersonNotThere: Error { case gone }
}
