package import Logging
import Model
import ServiceLifecycle
import Storage

/// Tells platforms of client secrets that will soon end: once for each secret.
package struct SecretExpiryNotice: Service {
    /// How long before.
    package static let notice = Duration.seconds(7 * 86_400)

    private let engine: Engine
    private let period: Duration
    private let logger: Logger

    package init(engine: Engine, period: Duration = .seconds(15 * 60), logger: Logger) {
        self.engine = engine
        self.period = period
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await look()
                try? await Task.sleep(for: period)
            }
        }
    }

    /// One tenant after the other, each behind its wall.
    private func look() async {
        do {
            let tenants = try await engine.storage.registry { stores in try stores.tenants.all() }
            for tenant in tenants where tenant.disabledAt == nil && !Task.isCancelled { await look(at: tenant) }
        } catch {
            if !Task.isCancelled { logger.warning("the tenants could not be listed", metadata: ["error": "\(error)"]) }
        }
    }

    private func look(at tenant: Tenant) async {
        do {
            try await engine.storage.transaction(tenant: tenant.id) { stores in try Self.tell(in: stores) }
        } catch {
            guard !Task.isCancelled else { return }
            logger.warning("secrets that end could not be looked up", metadata: ["error": "\(error)", "tenant": "\(tenant.slug)"])
        }
    }

    private static func tell(in stores: Stores) throws {
        for ending in try stores.platformSecrets.claimEnding(within: notice) {
            guard let platform = try stores.platforms.find(ending.platformID) else { continue }
            var data: [String: EventValue] = [
                "secret_id": .string(ending.id.description), "expires_at": .string(WebhookTime.text(ending.expiresAt)),
                "still_used": .bool(ending.isStillUsed),
            ]
            data["last_used_at"] = ending.lastUsedAt.map { .string(WebhookTime.text($0)) }
            try stores.tell(.platformSecretExpiring, platform: platform, account: nil, cause: .server, data)
        }
    }
}
