import Dialects
package import Model
import OAuth
import Secrets
import Storage

/// Says what a token may do: what the person's roles and its scope both allow, computed anew at each request, so that a role lost
/// is lost at once.
package struct DescribeAccess: Sendable {
    /// The account one works in, by its id on the wire, and the header that named it.
    package struct WorkingAccount: Sendable {
        package let header: String
        package let id: String

        package init(header: String, id: String) {
            self.header = header
            self.id = id
        }
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// The actions, in order. Throws `invalid_token`, or `invalid_request` for an account the person is not in.
    package func callAsFunction(
        _ token: PlainSecret, in working: WorkingAccount?, at site: TenantSite
    ) async throws -> (VerifiedToken, [String]) {
        let presented = try PresentedToken(token, at: site, keys: engine.keys)
        return try await engine.storage.transaction(tenant: site.tenant.id) { stores in
            let verified = try presented.verify(in: stores)
            guard let actions = try Self.actions(of: verified, in: working?.id, at: site, stores) else {
                throw OAuthError.invalidRequest("Invalid \(working?.header.lowercased() ?? "account") header")
            }
            return (verified, actions)
        }
    }

    /// `nil` when the person is not in that account. Empty where the dialect has no such actions.
    static func actions(of token: VerifiedToken, in account: String?, at site: TenantSite, _ stores: Stores) throws -> [String]? {
        var (accountID, roles) = (token.account.publicID, token.roles)
        if let account, account != accountID {
            // An account's own application stays in that account.
            if case .granted(let granted) = token, granted.platform.ownerAccountID != nil { return nil }
            guard let user = token.user, let membership = try stores.memberships.live(user: user.id, account: account) else { return nil }
            (accountID, roles) = (account, membership.roles)
        }
        guard let access = site.dialect.rules.recordAccess else { return [] }
        let scope =
            switch token {
            case .granted(let token): try stores.scopeRecords.all(platform: token.platform.id)
            case .personal(let token): try stores.scopeRecords.all(token: token.id)
            }
        return access.allowed(roles: roles, scope: scope, in: accountID).map(\.description).sorted()
    }
}
