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
        package var name: String
        package var description: String?
        package var url: String?
        package var redirectURIs: [String]
        package var webhookURL: String?
        package var logoURL: String?
        package var scopes: [String]
        /// Empty: all that the dialect serves.
        package var grantTypes: [GrantType]

        package init(
            name: String, description: String? = nil, url: String? = nil, redirectURIs: [String], webhookURL: String? = nil,
            logoURL: String? = nil, scopes: [String] = [], grantTypes: [GrantType] = []
        ) {
            self.name = name
            self.description = description
            self.url = url
            self.redirectURIs = redirectURIs
            self.webhookURL = webhookURL
            self.logoURL = logoURL
            self.scopes = scopes
            self.grantTypes = grantTypes
        }
    }

    /// The platform with its secrets, this once.
    package struct Registered: Sendable {
        package let platform: Platform
        package let clientSecret: PlainSecret
        /// Given where a webhook URL was: the `whsec_` key of Standard Webhooks.
        package let webhookSecret: PlainSecret?
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Throws `InputError`.
    package func callAsFunction(_ input: Input, in tenant: Tenant, by actor: AuditEntry.Actor) async throws -> Registered {
        guard let rules = engine.dialects.find(tenant.dialect)?.rules else {
            throw ServerFault.unknownDialect(tenant.dialect, tenant: tenant.slug)
        }
        let platform = try Self.check(input, rules: rules, isSandbox: tenant.isSandbox)
        let secret = PlainSecret(try SecureRandom.hex(bytes: 32))
        let secretHash = try engine.keys.hash(secret, as: .clientSecret, tenant: tenant.id.rawValue)
        let webhook = try platform.webhookURL.map { url in try NewWebhookEndpoint(url: url, tenant: tenant.id, keys: engine.keys) }
        return try await engine.storage.transaction(tenant: tenant.id) { stores in
            let stored = try stores.platforms.insert(platform)
            _ = try stores.platformSecrets.insert(secretHash, platform: stored.id, lifetime: nil)
            if let webhook {
                try stores.webhookEndpoints.insert(webhook.id, platform: stored.id, url: webhook.url, sealedSecret: webhook.sealedSecret)
            }
            try stores.audit("platform.registered", by: actor, target: .init("platform", stored.clientID), origin: .local)
            return Registered(platform: stored, clientSecret: secret, webhookSecret: webhook?.secret)
        }
    }

    private static func check(_ input: Input, rules: Rules, isSandbox: Bool) throws -> NewPlatform {
        try RedirectRule.check(input.redirectURIs, rules: rules, isSandbox: isSandbox)
        let grantTypes = input.grantTypes.isEmpty ? rules.grantTypes : input.grantTypes
        guard grantTypes.allSatisfy(rules.grantTypes.contains) else {
            throw InputError("grant-types", "must be among \(rules.grantTypes.map(\.rawValue).joined(separator: ", "))")
        }
        return NewPlatform(
            clientID: try SecureRandom.hex(bytes: 16),
            name: try FieldCheck.name(input.name, field: "name"),
            description: try FieldCheck.text(input.description, field: "description", maximum: 1000),
            url: try FieldCheck.webAddress(input.url, field: "url"),
            redirectURIs: input.redirectURIs,
            logoURL: try OutgoingAddress.check(input.logoURL, field: "logo-url", isSandbox: isSandbox),
            webhookURL: try OutgoingAddress.check(input.webhookURL, field: "webhook-url", isSandbox: isSandbox),
            scopes: try FieldCheck.scopes(input.scopes),
            grantTypes: grantTypes)
    }
}

/// A first webhook endpoint: the key that signs for it must be read back, so it is sealed for its row.
private struct NewWebhookEndpoint {
    let id: UUID
    let url: String
    let secret: PlainSecret
    let sealedSecret: [UInt8]

    init(url: String, tenant: Tenant.ID, keys: KeyRing) throws {
        id = try SecureRandom.uuid()
        self.url = url
        let key = try SecureRandom.bytes(32)
        secret = PlainSecret("whsec_" + Data(key).base64EncodedString())
        sealedSecret = try keys.seal(
            key, context: EnvelopeContext(table: "webhook_endpoint", column: "secret_sealed", row: id, tenant: tenant.rawValue))
    }
}
