import Foundation
package import Model
import Secrets
import Storage

/// Gives a platform a further secret, so that the old one can be replaced without an outage, or disables one.
package struct ChangePlatformSecrets: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// The plain secret is in this answer and never again. Throws `InputError`.
    package func add(
        to clientID: String, lifetime: Duration?, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> (PlainSecret, PlatformSecret) {
        let secret = PlainSecret(try SecureRandom.hex(bytes: 32))
        let hash = try engine.keys.hash(secret, as: .clientSecret, tenant: tenant.id.rawValue)
        let stored = try await engine.storage.transaction(tenant: tenant.id) { stores in
            let platform = try Self.find(clientID, in: stores)
            guard !platform.isPublic else { throw InputError("client-id", "\(clientID) is public and has no secrets") }
            let stored = try stores.platformSecrets.insert(hash, platform: platform.id, lifetime: lifetime)
            try Self.tell("added", stored.id, expiresAt: stored.expiresAt, of: platform, by: actor, stores)
            try stores.audit(
                "platform.secret_added", by: actor, target: .init("platform", clientID),
                detail: ["secret_id": .string(stored.id.description)], origin: origin)
            return stored
        }
        return (secret, stored)
    }

    /// Throws `InputError`.
    package func disable(
        _ id: PlatformSecret.ID, of clientID: String, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            let platform = try Self.find(clientID, in: stores)
            guard try stores.platformSecrets.disable(id, platform: platform.id) else {
                throw InputError("secret", "the platform has no live secret \(id)")
            }
            try Self.tell("disabled", id, expiresAt: nil, of: platform, by: actor, stores)
            try stores.audit(
                "platform.secret_disabled", by: actor, target: .init("platform", clientID),
                detail: ["secret_id": .string(id.description)], origin: origin)
        }
    }

    private static func tell(
        _ change: String, _ id: PlatformSecret.ID, expiresAt: Date?, of platform: Platform, by actor: AuditEntry.Actor, _ stores: Stores
    ) throws {
        var data: [String: EventValue] = ["change": .string(change), "secret_id": .string(id.description)]
        data["expires_at"] = expiresAt.map { .string(WebhookTime.text($0)) }
        try stores.tell(.platformSecretRotated, platform: platform, account: nil, cause: try stores.cause(actor), data)
    }

    private static func find(_ clientID: String, in stores: Stores) throws -> Platform {
        guard let platform = try stores.platforms.find(clientID: clientID) else {
            throw InputError("client-id", "there is no platform \(clientID)")
        }
        return platform
    }
}
