import Foundation
import Model
import Secrets
import Storage

/// The keys of one endpoint in clear, for as long as a delivery takes.
struct WebhookKeys: Sendable {
    /// The present one first, then replaced ones that still sign.
    let secrets: [[UInt8]]
    let apiKey: String?

    /// Throws where a value was sealed for another row or under an unknown key.
    init(opening sealed: SealedWebhookKeys, tenant: Tenant.ID, keys: KeyRing) throws(SecretsError) {
        let seal = WebhookSeal(tenant: tenant, keys: keys)
        var secrets = [try seal.openSecret(sealed.secret, endpoint: sealed.endpointID.rawValue)]
        for old in sealed.oldSecrets { secrets.append(try seal.openOldSecret(old.secret, row: old.id)) }
        let apiKey = try sealed.apiKey.map { sealedKey throws(SecretsError) in
            String(decoding: try seal.openAPIKey(sealedKey, endpoint: sealed.endpointID.rawValue), as: UTF8.self)
        }
        self.init(secrets: secrets, apiKey: apiKey)
    }

    init(secrets: [[UInt8]], apiKey: String?) {
        self.secrets = secrets
        self.apiKey = apiKey
    }

    /// A name for a key that tells nothing of it: the first bytes of its SHA-256.
    static func name(of key: [UInt8]) throws(SecretsError) -> String {
        try sha256(key).prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
