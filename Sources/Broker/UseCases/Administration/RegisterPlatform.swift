import Dialects
import Foundation
package import Model
package import OAuth
import Postgres
import Secrets
import Storage

/// Registers a partner platform. Its secrets are shown in this answer and never again.
package struct RegisterPlatform: Sendable {
    /// As typed; checked before anything is stored.
    package struct Input: Sendable {
        /// Under which it is known elsewhere already. `nil`: one is made.
        package var clientID: String?
        package var name: String
        package var description: String?
        package var url: String?
        package var redirectURIs: [String]
        package var webhookURL: String?
        package var logoURL: String?
        package var scopes: [String]
        /// Empty: all that the dialect serves.
        package var grantTypes: [GrantType]
        /// Gets no secret (RFC 6749 §2.1).
        package var isPublic: Bool
        package var requiresPKCE: Bool
        /// What it may do, where the dialect's scopes are made of rules.
        package var scopeRecords: [ScopeRecord]
        /// The id on the wire of the account it belongs to. `nil`: the vendor's own registration.
        package var ownerAccountID: String?

        package init(
            clientID: String? = nil, name: String, description: String? = nil, url: String? = nil, redirectURIs: [String],
            webhookURL: String? = nil, logoURL: String? = nil, scopes: [String] = [], grantTypes: [GrantType] = [], isPublic: Bool = false,
            requiresPKCE: Bool = false, scopeRecords: [ScopeRecord] = [], ownerAccountID: String? = nil
        ) {
            self.clientID = clientID
            self.name = name
            self.description = description
            self.url = url
            self.redirectURIs = redirectURIs
            self.webhookURL = webhookURL
            self.logoURL = logoURL
            self.scopes = scopes
            self.grantTypes = grantTypes
            self.isPublic = isPublic
            self.requiresPKCE = requiresPKCE
            self.scopeRecords = scopeRecords
            self.ownerAccountID = ownerAccountID
        }
    }

    /// The platform with its secrets, this once.
    package struct Registered: Sendable {
        package let platform: Platform
        /// `nil`: it is public, or keeps the one it has.
        package let clientSecret: PlainSecret?
        /// Given where a webhook URL was: the `whsec_` key of Standard Webhooks.
        package let webhookSecret: PlainSecret?
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// `keeping`: the hash of the secret it has elsewhere, instead of a new one. Throws `InputError`.
    package func callAsFunction(
        _ input: Input, keeping kept: TokenHash? = nil, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> Registered {
        guard let rules = engine.dialects.find(tenant.dialect)?.rules else {
            throw ServerFault.unknownDialect(tenant.dialect, tenant: tenant.slug)
        }
        let owner = try await owner(input.ownerAccountID, in: tenant)
        let platform = try PlatformCheck(rules: rules, isSandbox: tenant.isSandbox).check(input, owner: owner)
        let scopeRecords = try Self.scope(input.scopeRecords, rules: rules)
        let secret = platform.isPublic || kept != nil ? nil : PlainSecret(try SecureRandom.hex(bytes: 32))
        let secretHash = try kept ?? secret.map { try engine.keys.hash($0, as: .clientSecret, tenant: tenant.id.rawValue) }
        let webhook = try platform.webhookURL.map { url in try EndpointDraft(url: url, tenant: tenant.id, keys: engine.keys) }
        let asks = engine.dialects.find(tenant.dialect)?.webhooks.needsVerification == true
        do {
            return try await engine.storage.transaction(tenant: tenant.id) { stores in
                let stored = try stores.platforms.insert(platform)
                if let secretHash { _ = try stores.platformSecrets.insert(secretHash, platform: stored.id, lifetime: nil) }
                if !scopeRecords.isEmpty { try stores.scopeRecords.replace(scopeRecords, platform: stored.id) }
                if let webhook { _ = try webhook.insert(for: stored, asks: asks, in: stores) }
                try stores.audit("platform.registered", by: actor, target: .init("platform", stored.clientID), origin: origin)
                return Registered(platform: stored, clientSecret: secret, webhookSecret: webhook?.secret)
            }
        } catch PostgresError.server(.uniqueViolation, "platform_client_id_key", _) {
            throw InputError("client_id", "\(platform.clientID) is taken")
        }
    }

    private func owner(_ publicID: String?, in tenant: Tenant) async throws -> Account.ID? {
        guard let publicID else { return nil }
        guard let account = try await engine.storage.transaction(tenant: tenant.id, { try $0.accounts.find(publicID: publicID) }) else {
            throw InputError("account_id", "there is no account \(publicID)")
        }
        return account.id
    }

    private static func scope(_ records: [ScopeRecord], rules: Rules) throws(InputError) -> [ScopeRecord] {
        guard let access = rules.recordAccess else {
            guard records.isEmpty else { throw InputError("scope_rules", "platforms of this dialect have no scope made of actions") }
            return []
        }
        return try ScopeRecordCheck(access: access).check(records)
    }
}
