import Dialects
package import Model
import Secrets
import Storage

/// Tokens people make for their own programs, where the dialect has roles that may.
package struct PersonalAccessTokens: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// The accounts in which this person may make tokens.
    package func accounts(of session: BrowserSession, at site: TenantSite) async throws -> [Account] {
        try await engine.storage.transaction(tenant: site.tenant.id) { stores in try Self.allowed(session, site, stores) }
    }

    package func list(of session: BrowserSession, at site: TenantSite) async throws -> [PersonalAccessToken] {
        try await engine.storage.transaction(tenant: site.tenant.id) { stores in
            try stores.personalAccessTokens.live(user: session.user.id)
        }
    }

    /// The token is in this answer and never again; `nil` when the person may make none in this account. Throws `InputError`.
    package func create(
        name: String, scope: [ScopeRecord], account publicID: String, session: BrowserSession, at site: TenantSite, origin: RequestOrigin
    ) async throws -> PlainSecret? {
        let name = try FieldCheck.name(name, field: "name", limit: .applicationName)
        guard let access = site.dialect.rules.recordAccess else { return nil }
        let scope = try ScopeRecordCheck(access: access).check(scope)
        let token = PlainSecret(try SecureRandom.hex(bytes: 32))
        let hash = try engine.keys.hash(token, as: .personalAccessToken, tenant: site.tenant.id.rawValue)
        return try await engine.storage.transaction(tenant: site.tenant.id) { stores in
            guard try stores.hold(session, account: publicID),
                let account = try Self.allowed(session, site, stores).first(where: { $0.publicID == publicID })
            else { return nil }
            let id = try stores.personalAccessTokens.insert(
                hash, name: name, account: account.id, user: session.user.id, lifetime: nil)
            try stores.scopeRecords.insert(scope, token: id)
            try stores.audit(
                "personal_access_token.created", by: .user(session.user.id), target: .init("personal_access_token", id.description),
                detail: ["account_id": .string(account.publicID)], origin: origin)
            return token
        }
    }

    /// `false` when this person has no such live token, or no longer a role that may delete one.
    package func revoke(
        _ id: PersonalAccessToken.ID, session: BrowserSession, at site: TenantSite, origin: RequestOrigin
    ) async throws -> Bool {
        try await engine.storage.transaction(tenant: site.tenant.id) { stores in
            guard session.accountID == nil, try stores.personalAccessTokens.revoke(id, user: session.user.id) else { return false }
            try stores.audit(
                "personal_access_token.revoked", by: .user(session.user.id), target: .init("personal_access_token", id.description),
                origin: origin)
            return true
        }
    }

    private static func allowed(_ session: BrowserSession, _ site: TenantSite, _ stores: Stores) throws -> [Account] {
        // A platform's word let them in: they have not said themselves who they are.
        guard session.accountID == nil else { return [] }
        return try stores.memberships.live(user: session.user.id)
            .filter { !site.dialect.rules.personalAccessTokenRoles.filter($0.roles.contains).isEmpty }.map(\.account)
    }
}
