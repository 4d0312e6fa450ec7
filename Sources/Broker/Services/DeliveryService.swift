package import Logging
import Model
import ServiceLifecycle
package import Storage

/// Delivers what is due: claims endpoints, serves each, and gives them back. At shutdown it claims nothing more and ends what it began.
package struct DeliveryService: Service {
    private static let batch = 50
    /// Longer than an attempt and its record can take; what a killed process held is due again after it.
    private static let lease = Duration.seconds(30)
    /// How often it looks by itself: for what has become due, and should no signal come.
    private static let period = Duration.seconds(1)

    private let queue: WorkerQueue
    private let outbox: Outbox
    private let run: DeliveryRun
    private let lanes: DeliveryLanes
    private let logger: Logger

    /// `capacity`: how many endpoints are served at once. `connections`: how many of the database's connections it may hold meanwhile.
    package init(
        engine: Engine, queue: WorkerQueue, outbox: Outbox, client: OutgoingClient, capacity: Int = 500, connections: Int = 3,
        logger: Logger
    ) {
        self.queue = queue
        self.outbox = outbox
        let turns = Turns(connections)
        run = DeliveryRun(
            engine: engine, sender: WebhookSender(engine: engine, client: client, places: AttemptPlaces(2 * capacity)),
            recorder: DeliveryRecorder(storage: engine.storage, turns: turns, logger: logger), turns: turns, logger: logger)
        lanes = DeliveryLanes(capacity: capacity)
        self.logger = logger
    }

    package func run() async throws {
        await withDiscardingTaskGroup { group in
            await withTaskGroup(of: Void.self) { watch in
                // Only the claiming ends at shutdown; what was begun goes on to its end in the outer group.
                let stop = StopFlag()
                watch.addTask {
                    try? await gracefulShutdown()
                    stop.set()
                    outbox.deliveries.signal()
                }
                while !stop.isSet, !Task.isCancelled {
                    let claims = await claim()
                    for (tenant, ours) in Dictionary(grouping: claims, by: \.tenantID) {
                        let places = ours.map { ($0.lease, lanes.enter(slow: $0.isSlow)) }
                        let placeOf = Dictionary(places) { first, _ in first }
                        group.addTask {
                            await run.serve(ours, of: tenant) { claim in
                                if let place = placeOf[claim.lease] { lanes.leave(place) }
                                outbox.deliveries.signal()
                            }
                        }
                    }
                    if claims.isEmpty { await outbox.deliveries.wait(atMost: Self.period) }
                }
                watch.cancelAll()
            }
        }
    }

    private func claim() async -> [EndpointClaim] {
        let free = lanes.free
        var claims: [EndpointClaim] = []
        do {
            for (slow, places) in [(false, free.quick), (true, free.slow)] where places > 0 {
                claims += try await queue.claimEndpoints(slow: slow, limit: min(places, Self.batch), lease: Self.lease)
            }
        } catch {
            if !Task.isCancelled { logger.warning("deliveries could not be claimed", metadata: ["error": "\(error)"]) }
            try? await Task.sleep(for: .milliseconds(200))
        }
        return claims
    }
}
