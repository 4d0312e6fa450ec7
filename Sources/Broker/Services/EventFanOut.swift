import Dialects
package import Logging
import Model
import ServiceLifecycle
package import Storage

/// Gives each event to the endpoints that are to hear of it: one delivery for each.
package struct EventFanOut: Service {
    private static let batch = 200
    private static let lease = Duration.seconds(30)
    /// How often it looks by itself, should no signal come.
    private static let period = Duration.seconds(1)

    private let engine: Engine
    private let queue: WorkerQueue
    private let outbox: Outbox
    private let logger: Logger

    package init(engine: Engine, queue: WorkerQueue, outbox: Outbox, logger: Logger) {
        self.engine = engine
        self.queue = queue
        self.outbox = outbox
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                if await !step() { await outbox.events.wait(atMost: Self.period) }
            }
        }
    }

    /// Whether there may be more.
    private func step() async -> Bool {
        do {
            let claimed = try await queue.claimEvents(limit: Self.batch, lease: Self.lease)
            for (tenant, events) in Dictionary(grouping: claimed, by: \.tenantID) { await serve(events.map(\.eventID), of: tenant) }
            return claimed.count == Self.batch
        } catch {
            if !Task.isCancelled { logger.warning("events could not be claimed", metadata: ["error": "\(error)"]) }
            return false
        }
    }

    /// What fails for one tenant is that tenant's: its events are due again when the lease ends.
    private func serve(_ events: [Event.ID], of tenant: Tenant.ID, isLastTry: Bool = false) async {
        do {
            try await fanOut(events, of: tenant)
            outbox.deliveries.signal()
        } catch {
            guard !Task.isCancelled else { return }
            logger.warning(
                "events could not be given to their endpoints", metadata: ["error": "\(error)", "tenant": "\(tenant)"])
            if !isLastTry, isTemporarilyUnavailable(error) { await serve(events, of: tenant, isLastTry: true) }
        }
    }

    private func fanOut(_ events: [Event.ID], of tenantID: Tenant.ID) async throws {
        let dialects = engine.dialects
        try await engine.storage.transaction(tenant: tenantID) { stores in
            let dialect = try stores.tenants.find(tenantID).flatMap { dialects.find($0.dialect) }
            let unasked = try stores.deliveryRuns.fanOut(events, needsVerification: dialect?.webhooks.needsVerification == true)
            for id in unasked {
                guard let endpoint = try stores.webhookEndpoints.find(id), let platform = try stores.platforms.find(endpoint.platformID)
                else { continue }
                try stores.beginHandshake(with: endpoint, of: platform)
            }
        }
    }
}
