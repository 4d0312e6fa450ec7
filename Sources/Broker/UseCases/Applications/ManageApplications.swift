import Dialects
package import Model
package import OAuth
import Secrets
import Storage

/// What the administrators of an account do about its own applications, where the dialect has such roles.
package struct ManageApplications: Sendable {
    /// As typed.
    package struct Input: Sendable {
        package var name: String
        package var description: String?
        package var url: String?
        package var redirectURIs: [String]
        package var grantType: GrantType
        package var scope: [ScopeRecord]

        package init(
            name: String, description: String? = nil, url: String? = nil, redirectURIs: [String] = [],
            grantType: GrantType = .authorizationCode, scope: [ScopeRecord]
        ) {
            self.name = name
            self.description = description
            self.url = url
            self.redirectURIs = redirectURIs
            self.grantType = grantType
            self.scope = scope
        }
    }

    /// An application as it is listed.
    package struct Entry: Sendable {
        package let platform: Platform
        package let secrets: [PlatformSecret]
        package let scope: [ScopeRecord]
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// The accounts in which this person registers applications.
    package func accounts(of session: BrowserSession, at site: TenantSite) async throws -> [Account] {
        try await engine.storage.transaction(tenant: site.tenant.id) { stores in try Self.managed(session, site, stores) }
    }

    package func list(account: Account, at site: TenantSite) async throws -> [Entry] {
        try await engine.storage.transaction(tenant: site.tenant.id) { stores in
            try stores.platforms.all(ownedBy: account.id).map {
                Entry(
                    platform: $0, secrets: try stores.platformSecrets.all(platform: $0.id),
                    scope: try stores.scopeRecords.all(platform: $0.id))
            }
        }
    }

    /// The secret is in this answer and never again. A client that acts by itself acts as whoever registers it. Throws `InputError`.
    package func register(
        _ input: Input, account publicID: String, session: BrowserSession, at site: TenantSite, origin: RequestOrigin
    ) async throws -> RegisterPlatform.Registered? {
        guard let account = try await accounts(of: session, at: site).first(where: { $0.publicID == publicID }) else { return nil }
        let registered = try await RegisterPlatform(engine: engine)(
            RegisterPlatform.Input(
                name: try FieldCheck.name(input.name, field: "name", limit: .applicationName), description: input.description,
                url: input.url,
                redirectURIs: input.redirectURIs,
                grantTypes: [input.grantType], scopeRecords: input.scope, ownerAccountID: account.publicID),
            in: site.tenant, by: .user(session.user.id), origin: origin)
        if registered.platform.actsByItself {
            try await InstallPlatform(engine: engine)(
                registered.platform.clientID, account: account.publicID, user: session.user.email, approvedBy: session.user.email,
                in: site.tenant, by: .user(session.user.id), origin: origin)
        }
        return registered
    }

    /// A further secret for an application; `nil` when this person has no such application to manage.
    package func addSecret(
        to clientID: String, session: BrowserSession, at site: TenantSite, origin: RequestOrigin
    ) async throws -> PlainSecret? {
        guard try await manages(clientID, session, site, asItself: true) else { return nil }
        return try await ChangePlatformSecrets(engine: engine).add(
            to: clientID, lifetime: nil, in: site.tenant, by: .user(session.user.id), origin: origin
        ).secret
    }

    /// `false` when this person has no such application to manage. Throws `InputError` when it has no such live secret.
    package func disableSecret(
        _ id: PlatformSecret.ID, of clientID: String, session: BrowserSession, at site: TenantSite, origin: RequestOrigin
    ) async throws -> Bool {
        guard try await manages(clientID, session, site, asItself: false) else { return false }
        try await ChangePlatformSecrets(engine: engine).disable(
            id, of: clientID, in: site.tenant, by: .user(session.user.id), origin: origin)
        return true
    }

    /// `false` when this person has no such application to manage.
    package func setDisabled(
        _ disabled: Bool, _ clientID: String, session: BrowserSession, at site: TenantSite, origin: RequestOrigin
    ) async throws -> Bool {
        guard try await manages(clientID, session, site, asItself: !disabled) else { return false }
        try await SetDisabled(engine: engine)(
            disabled, .platform(clientID: clientID), in: site.tenant, by: .user(session.user.id), origin: origin)
        return true
    }

    /// Another scope for an application: its tokens end and everybody is asked again. `false` when this person does not manage it.
    package func setScope(
        _ scope: [ScopeRecord], of clientID: String, session: BrowserSession, at site: TenantSite, origin: RequestOrigin
    ) async throws -> Bool {
        guard try await manages(clientID, session, site, asItself: true) else { return false }
        try await ChangePlatformScope(engine: engine)(
            scope, of: clientID, in: site.tenant, by: .user(session.user.id), origin: origin)
        return true
    }

    /// An application of an account this person manages; `nil` when there is no such. `asItself`: for what lets the application do more, and
    /// then, where it acts as somebody, only as that person.
    func find(
        _ clientID: String, session: BrowserSession, at site: TenantSite, asItself: Bool
    ) async throws -> Platform? {
        try await engine.storage.transaction(tenant: site.tenant.id) { stores in
            guard let platform = try stores.platforms.find(clientID: clientID), let owner = platform.ownerAccountID,
                try Self.managed(session, site, stores).contains(where: { $0.id == owner })
            else { return nil }
            guard asItself, platform.actsByItself else { return platform }
            return try stores.grants.live(platform: platform.id).allSatisfy { $0.userID == session.user.id } ? platform : nil
        }
    }

    private func manages(_ clientID: String, _ session: BrowserSession, _ site: TenantSite, asItself: Bool) async throws -> Bool {
        try await find(clientID, session: session, at: site, asItself: asItself) != nil
    }

    private static func managed(_ session: BrowserSession, _ site: TenantSite, _ stores: Stores) throws -> [Account] {
        // A platform's word let them in: they have not said themselves who they are.
        guard session.accountID == nil else { return [] }
        return try stores.memberships.live(user: session.user.id)
            .filter { !site.dialect.rules.applicationManagers.filter($0.roles.contains).isEmpty }.map(\.account)
    }
}
