package import Model
import Storage

/// Ends what a platform has: its grants and tokens, or the platform itself.
package struct EndPlatform: Sendable {
    /// What ended, or would.
    package struct Toll: Sendable {
        package var touched: Touched
        /// Client secrets that were not disabled.
        package var secrets = 0
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// What deleting it would end. Throws `NotFound`.
    package func preview(_ clientID: String, in tenant: Tenant) async throws -> Toll {
        try await engine.storage.transaction(tenant: tenant.id) { stores in try Self.toll(of: try stores.platform(clientID), stores) }
    }

    /// Ends every grant and token of the platform, which stays registered: people can allow it again. Throws `NotFound`, and
    /// `Unfinished` once `most` grants have ended.
    package func revoke(
        _ clientID: String, precondition: Precondition<PlatformEntry>? = nil, as revoker: Grant.Revoker = .operator, most: Int = .max,
        in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> Touched {
        let (platform, touched) = try await engine.storage.transaction(tenant: tenant.id) { stores in
            let platform = try stores.lockPlatform(clientID)
            try precondition?(try stores.entry(of: platform))
            let touched = try stores.touchedGrants(of: .platform(platform.id))
            // One row, and nothing it had is good any more.
            _ = try stores.platforms.raiseGeneration(clientID: clientID)
            try stores.audit(
                "platform.revoked", by: actor, target: .init("platform", clientID), detail: touched.detail, origin: origin.withoutClaim)
            return (platform, touched)
        }
        try await engine.endGrants(
            of: platform, before: platform.generation + 1, reason: "platform_revoked", as: revoker, most: most, in: tenant, by: actor,
            origin: origin)
        try await engine.carriedOut(origin, in: tenant)
        return touched
    }

    /// Deletes the platform: its tokens, grants, secrets and webhook endpoints end, and nobody finds it any more. Its client id is never
    /// given again. Of one that was deleted and did not come to its end, the rest. Throws `NotFound`,
    /// and `Unfinished` once `most` grants have ended.
    package func delete(
        _ clientID: String, precondition: Precondition<PlatformEntry>? = nil, as revoker: Grant.Revoker = .operator, most: Int = .max,
        in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> Toll {
        let unclaimed = origin.withoutClaim
        let (platform, toll) = try await engine.storage.transaction(tenant: tenant.id) { stores in
            try Self.begin(clientID, precondition, by: actor, origin: unclaimed, stores)
        }
        try await engine.endGrants(
            of: platform, before: .max, reason: "platform_deleted", as: revoker, most: most, in: tenant, by: actor, origin: unclaimed)
        let endpoints = try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.webhookEndpoints.all(platform: platform.id)
        }
        let webhooks = ManageWebhookEndpoints(engine: engine)
        for endpoint in endpoints { try await webhooks.delete(endpoint.id, in: tenant, by: actor, origin: unclaimed) }
        try await engine.carriedOut(origin, in: tenant)
        return toll
    }

    private static func begin(
        _ clientID: String, _ precondition: Precondition<PlatformEntry>?, by actor: AuditEntry.Actor, origin: RequestOrigin,
        _ stores: Stores
    ) throws -> (Platform, Toll) {
        let target = AuditEntry.Target("platform", clientID)
        guard let platform = try stores.platforms.lock(clientID: clientID) else {
            guard let platform = try stores.platforms.lockUnfinished(clientID: clientID) else { throw NotFound("platform", clientID) }
            let toll = try toll(of: platform, stores)
            try stores.audit("platform.deletion_resumed", by: actor, target: target, detail: toll.detail, origin: origin)
            return (platform, toll)
        }
        try precondition?(try stores.entry(of: platform))
        let toll = try toll(of: platform, stores)
        _ = try stores.platforms.delete(platform.id)
        _ = try stores.platformSecrets.disableAll(platform: platform.id)
        try stores.platformLogos.delete(platform: platform.id)
        try stores.audit("platform.deleted", by: actor, target: target, detail: toll.detail, origin: origin)
        return (platform, toll)
    }

    private static func toll(of platform: Platform, _ stores: Stores) throws -> Toll {
        var touched = try stores.touchedGrants(of: .platform(platform.id))
        touched.webhookEndpoints = CappedCount(try stores.webhookEndpoints.all(platform: platform.id).count)
        let secrets = try stores.platformSecrets.all(platform: platform.id).filter { $0.disabledAt == nil }.count
        return Toll(touched: touched, secrets: secrets)
    }
}

extension EndPlatform.Toll {
    fileprivate var detail: [String: EventValue] {
        secrets == 0 ? touched.detail : touched.detail.merging(["secrets": .integer(secrets)]) { first, _ in first }
    }
}
