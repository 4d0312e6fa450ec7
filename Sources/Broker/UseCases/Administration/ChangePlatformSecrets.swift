package import Foundation
package import Model
import Secrets
import Storage

/// Gives a platform a further secret, so that the old one can be replaced without an outage, sets when one ends, or disables one.
package struct ChangePlatformSecrets: Sendable {
    /// The one in use and the one that takes its place.
    package static let maximumLive = 2
    /// Ten years.
    package static let longestLifetime = Duration.seconds(3650 * 86_400)

    /// A secret that was made, this once with its value.
    package struct Added: Sendable {
        package let secret: PlainSecret
        package let stored: PlatformSecret
        /// Those that end sooner for it.
        package let expiring: [PlatformSecret]
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// `expiringOthersAfter`: the live ones end then, those that end before as they did. Throws `InputError` and `NotFound`.
    package func add(
        to clientID: String, lifetime: Duration?, expiringOthersAfter overlap: Duration? = nil, in tenant: Tenant,
        by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> Added {
        if let lifetime { try Self.check(lifetime, atLeast: .seconds(1), field: "expires_in_seconds") }
        if let overlap { try Self.check(overlap, atLeast: .zero, field: "expire_others_in_seconds") }
        let secret = PlainSecret(try SecureRandom.hex(bytes: 32))
        let hash = try engine.keys.hash(secret, as: .clientSecret, tenant: tenant.id.rawValue)
        return try await engine.storage.transaction(tenant: tenant.id) { stores in
            let platform = try stores.lockPlatform(clientID)
            guard !platform.isPublic else { throw InputError("secrets", "\(clientID) is public and has no secrets") }
            let expiring = try overlap.map { try stores.platformSecrets.expireAll(platform: platform.id, after: $0) } ?? []
            guard try stores.platformSecrets.countLive(platform: platform.id) < Self.maximumLive else {
                throw InputError("secrets", "\(Self.maximumLive) may live at a time: disable the one that is no longer used first")
            }
            let stored = try stores.platformSecrets.insert(hash, platform: platform.id, lifetime: lifetime)
            try Self.tell("added", stored, of: platform, by: actor, stores)
            for old in expiring { try Self.tell("expiring", old, of: platform, by: actor, stores) }
            var detail: [String: EventValue] = ["secret_id": .string(stored.id.description)]
            if !expiring.isEmpty { detail["expiring"] = .list(expiring.map(\.id.description)) }
            try stores.audit("platform.secret_added", by: actor, target: .init("platform", clientID), detail: detail, origin: origin)
            return Added(secret: secret, stored: stored, expiring: expiring)
        }
    }

    /// One that is disabled already stays so. Throws `NotFound`.
    @discardableResult
    package func disable(
        _ id: PlatformSecret.ID, of clientID: String, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> PlatformSecret {
        try await change(id, of: clientID, to: "disabled", in: tenant, by: actor, origin: origin) { stores, platform, _ in
            _ = try stores.platformSecrets.disable(id, platform: platform.id)
        }
    }

    /// Sets when a live secret ends; `nil`: never. Its tokens live on. Throws `InputError` and `NotFound`.
    @discardableResult
    package func expire(
        _ id: PlatformSecret.ID, of clientID: String, at expiresAt: Date?, in tenant: Tenant, by actor: AuditEntry.Actor,
        origin: RequestOrigin = .local
    ) async throws -> PlatformSecret {
        try await change(id, of: clientID, to: "expiring", in: tenant, by: actor, origin: origin) { stores, platform, _ in
            if let expiresAt {
                let ahead = expiresAt.timeIntervalSince(try stores.clock.read())
                guard ahead >= 0, ahead <= Double(Self.longestLifetime.components.seconds) else {
                    throw InputError("expires_at", "must lie ahead, by ten years at most: to end it at once disable it")
                }
            }
            guard try stores.platformSecrets.setExpiry(expiresAt, of: id, platform: platform.id) != nil else {
                throw InputError("expires_at", "can only be set while the secret lives")
            }
        }
    }

    /// The same, so long from now by the tenant's clock. Throws `InputError` and `NotFound`.
    @discardableResult
    package func expire(
        _ id: PlatformSecret.ID, of clientID: String, after lifetime: Duration, in tenant: Tenant, by actor: AuditEntry.Actor,
        origin: RequestOrigin = .local
    ) async throws -> PlatformSecret {
        try Self.check(lifetime, atLeast: .seconds(1), field: "expires_in_seconds")
        let now = try await engine.storage.transaction(tenant: tenant.id) { stores in try stores.clock.read() }
        return try await expire(
            id, of: clientID, at: now.addingTimeInterval(Double(lifetime.components.seconds)), in: tenant, by: actor, origin: origin)
    }

    private func change(
        _ id: PlatformSecret.ID, of clientID: String, to change: String, in tenant: Tenant, by actor: AuditEntry.Actor,
        origin: RequestOrigin, _ body: @escaping @Sendable (Stores, Platform, PlatformSecret) throws -> Void
    ) async throws -> PlatformSecret {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            let platform = try stores.lockPlatform(clientID)
            guard let before = try stores.platformSecrets.find(id, platform: platform.id) else { throw NotFound("secret", id) }
            try body(stores, platform, before)
            guard let after = try stores.platformSecrets.find(id, platform: platform.id) else { throw NotFound("secret", id) }
            if after != before { try Self.tell(change, after, of: platform, by: actor, stores) }
            try stores.audit(
                "platform.secret_\(change)", by: actor, target: .init("platform", clientID),
                detail: ["secret_id": .string(id.description)], before: before.auditMembers, after: after.auditMembers, origin: origin)
            return after
        }
    }

    private static func check(_ lifetime: Duration, atLeast shortest: Duration, field: String) throws(InputError) {
        guard lifetime >= shortest, lifetime <= longestLifetime else {
            throw InputError(field, "must be \(shortest.components.seconds) to \(longestLifetime.components.seconds)")
        }
    }

    private static func tell(
        _ change: String, _ secret: PlatformSecret, of platform: Platform, by actor: AuditEntry.Actor, _ stores: Stores
    ) throws {
        var data: [String: EventValue] = ["change": .string(change), "secret_id": .string(secret.id.description)]
        data["expires_at"] = secret.expiresAt.map { .string(WebhookTime.text($0)) }
        try stores.tell(.platformSecretRotated, platform: platform, account: nil, cause: try stores.cause(actor), data)
    }
}

extension PlatformSecret {
    /// What the audit log says of it: when it ends, nothing of what it is.
    fileprivate var auditMembers: [String: EventValue] {
        var members: [String: EventValue] = ["disabled": .bool(disabledAt != nil)]
        members["expires_at"] = expiresAt.map { .string(RFC3339.text($0)) }
        return members
    }
}
