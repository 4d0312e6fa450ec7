import Foundation
import Model
import Secrets

/// Seals the keys of endpoints, each for its own row and column, and opens them again.
struct WebhookSeal {
    let tenant: Tenant.ID
    let keys: KeyRing

    /// A fresh key and how it is shown, once: `whsec_` and its base64 (Standard Webhooks).
    static func freshSecret() throws(SecretsError) -> (key: [UInt8], shown: PlainSecret) {
        let key = try SecureRandom.bytes(32)
        return (key, PlainSecret("whsec_" + Data(key).base64EncodedString()))
    }

    func sealSecret(_ key: [UInt8], endpoint: UUID) throws(SecretsError) -> [UInt8] {
        try keys.seal(key, context: context("webhook_endpoint", "secret_sealed", endpoint))
    }

    func openSecret(_ sealed: [UInt8], endpoint: UUID) throws(SecretsError) -> [UInt8] {
        try keys.open(sealed, context: context("webhook_endpoint", "secret_sealed", endpoint))
    }

    func sealAPIKey(_ text: String, endpoint: UUID) throws(SecretsError) -> [UInt8] {
        try keys.seal(Array(text.utf8), context: context("webhook_endpoint", "api_key_sealed", endpoint))
    }

    func openAPIKey(_ sealed: [UInt8], endpoint: UUID) throws(SecretsError) -> [UInt8] {
        try keys.open(sealed, context: context("webhook_endpoint", "api_key_sealed", endpoint))
    }

    func sealOldSecret(_ key: [UInt8], row: UUID) throws(SecretsError) -> [UInt8] {
        try keys.seal(key, context: context("webhook_old_secret", "secret_sealed", row))
    }

    func openOldSecret(_ sealed: [UInt8], row: UUID) throws(SecretsError) -> [UInt8] {
        try keys.open(sealed, context: context("webhook_old_secret", "secret_sealed", row))
    }

    private func context(_ table: String, _ column: String, _ row: UUID) -> EnvelopeContext {
        EnvelopeContext(table: table, column: column, row: row, tenant: tenant.rawValue)
    }
}
