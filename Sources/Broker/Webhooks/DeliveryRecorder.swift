import Logging
import Model
import Postgres
import Storage

/// Writes what came of attempts: for each tenant one transaction at a time, which takes everything that has come in meanwhile.
actor DeliveryRecorder {
    /// What is known once an endpoint was served.
    struct Entry: Sendable {
        let endpoint: WebhookEndpoint
        let results: [DeliveryResult]
        /// Of the attempts that were made.
        let verdicts: [DeliveryVerdict]
        let release: EndpointRelease
    }

    private struct Waiting {
        let entry: Entry
        let done: CheckedContinuation<Void, Never>
    }

    private static let mostAtOnce = 200
    /// Shorter than what is left of a lease: whoever gives up leaves the endpoint to the next who claims it.
    private static let patience = Duration.seconds(10)

    private let storage: Storage
    private let turns: Turns
    private let logger: Logger
    private var waiting: [Tenant.ID: [Waiting]] = [:]
    private var busy: Set<Tenant.ID> = []

    init(storage: Storage, turns: Turns, logger: Logger) {
        self.storage = storage
        self.turns = turns
        self.logger = logger
    }

    /// Returns once it is written, or cannot be.
    func record(_ entry: Entry, tenant: Tenant.ID) async {
        await withCheckedContinuation { continuation in
            waiting[tenant, default: []].append(Waiting(entry: entry, done: continuation))
            guard busy.insert(tenant).inserted else { return }
            Task { await self.write(tenant) }
        }
    }

    private func write(_ tenant: Tenant.ID) async {
        while let all = waiting.removeValue(forKey: tenant), !all.isEmpty {
            // One entry for an endpoint: one that was claimed anew meanwhile may bring the same delivery again.
            var endpoints: Set<WebhookEndpoint.ID> = []
            var (batch, rest): ([Waiting], [Waiting]) = ([], [])
            for one in all {
                if batch.count < Self.mostAtOnce, endpoints.insert(one.entry.endpoint.id).inserted {
                    batch.append(one)
                } else {
                    rest.append(one)
                }
            }
            if !rest.isEmpty { waiting[tenant] = rest }
            await write(batch.map(\.entry), tenant: tenant)
            for one in batch { one.done.resume() }
        }
        busy.remove(tenant)
    }

    private func write(_ entries: [Entry], tenant: Tenant.ID) async {
        let end = ContinuousClock.now + Self.patience
        while true {
            do {
                try await turns.take { [storage] in
                    try await storage.transaction(tenant: tenant) { stores in try Self.write(entries, in: stores) }
                }
                return
            } catch {
                logger.warning("what came of deliveries could not be written", metadata: ["error": "\(error)", "tenant": "\(tenant)"])
                // After an unknown outcome nothing is written twice: at worst the deliveries are made again when the lease ends.
                if case PostgresError.outcomeUnknown = error { return }
                // One that cannot be written must not keep the others from it.
                guard isTemporarilyUnavailable(error) else {
                    if entries.count > 1 { for entry in entries { await write([entry], tenant: tenant) } }
                    return
                }
                guard ContinuousClock.now < end else { return }
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    private static func write(_ entries: [Entry], in stores: Stores) throws {
        // Endpoints first, as whoever enables one does.
        try noteHealth(entries, in: stores)
        let results = entries.flatMap(\.results)
        if !results.isEmpty { try stores.deliveryRuns.record(results) }
        try disable(entries, in: stores)
        try stores.deliveryRuns.release(entries.map(\.release))
    }

    private static func noteHealth(_ entries: [Entry], in stores: Stores) throws {
        let answering = entries.filter { $0.endpoint.failingSince != nil && $0.verdicts.contains(where: \.hasArrived) }.map(\.endpoint.id)
        let failing = entries.filter { entry in
            entry.endpoint.failingSince == nil && !entry.verdicts.isEmpty && !entry.verdicts.contains(where: \.hasArrived)
        }.map(\.endpoint.id)
        guard !(answering + failing).isEmpty else { return }
        try stores.deliveryRuns.setFailing(failing, answering: answering)
    }

    private static func disable(_ entries: [Entry], in stores: Stores) throws {
        for entry in entries {
            guard let disabling = entry.verdicts.compactMap(\.disabling).first else { continue }
            let isDone =
                if let since = disabling.since {
                    try stores.webhookEndpoints.disableFailing(entry.endpoint.id, since: since, at: entry.endpoint.url)
                } else {
                    try stores.webhookEndpoints.disable(entry.endpoint.id, reason: disabling.reason, at: entry.endpoint.url)
                }
            if isDone { try stores.recordDisabling(of: entry.endpoint, reason: disabling.reason) }
        }
    }
}
