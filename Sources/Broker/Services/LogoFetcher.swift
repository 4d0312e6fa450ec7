import Foundation
package import Logging
package import Model
import ServiceLifecycle
import Storage

/// Fetches the logos of platforms, each once, through the guarded client: at the start those still missing, later one whose page is shown.
package struct LogoFetcher: Service {
    static let maximumBytes = 256 * 1024
    private static let deadline = Duration.seconds(10)
    /// A platform whose logo can't be had is asked again after 2 seconds, then after twice as long each time, up to this.
    private static let longestPause = 300

    private let engine: Engine
    private let client: OutgoingClient
    private let logger: Logger
    private let wanted: AsyncStream<Wish>
    private let wish: AsyncStream<Wish>.Continuation

    private struct Wish: Sendable {
        let tenant: Tenant
        let platform: Platform
    }

    package init(engine: Engine, client: OutgoingClient, logger: Logger) {
        self.engine = engine
        self.client = client
        self.logger = logger
        // A flood of page views is worth no more than the last few of them.
        (wanted, wish) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1024))
    }

    /// Asks for a logo that a page would have shown. Returns at once.
    package func request(_ platform: Platform, of tenant: Tenant) {
        wish.yield(Wish(tenant: tenant, platform: platform))
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await askForMissing()
            var tries: [Platform.ID: (count: Int, next: ContinuousClock.Instant)] = [:]
            for await wish in wanted {
                let now = ContinuousClock.now
                if let next = tries[wish.platform.id]?.next, now < next { continue }
                if tries.count > 10_000 { tries.removeAll() }
                let count = min((tries[wish.platform.id]?.count ?? 0) + 1, 16)
                tries[wish.platform.id] = (count, now + .seconds(min(1 << count, Self.longestPause)))
                await fetch(wish)
            }
        }
    }

    private func askForMissing() async {
        do {
            let tenants = try await engine.storage.registry { stores in try stores.tenants.all() }
            for tenant in tenants where tenant.disabledAt == nil {
                let platforms = try await engine.storage.transaction(tenant: tenant.id) { stores in try stores.platformLogos.missing() }
                for platform in platforms { request(platform, of: tenant) }
            }
        } catch {
            logger.warning("the missing logos could not be looked up", metadata: ["error": "\(error)"])
        }
    }

    private func fetch(_ wish: Wish) async {
        do {
            guard let address = wish.platform.logoURL else { return }
            let platform = wish.platform.id
            let isKept = try await engine.storage.transaction(tenant: wish.tenant.id) { stores in
                try stores.platformLogos.exists(platform: platform)
            }
            guard !isKept else { return }
            let sandbox = wish.tenant.isSandbox
            let response = try await client.send(
                .get(OutgoingURL(address, sandbox: sandbox), maximumBytes: Self.maximumBytes), sandbox: sandbox, deadline: Self.deadline)
            guard response.status == 200, let type = ImageType.sniff(response.body) else {
                return logger.info(
                    "a logo is not an image", metadata: ["client_id": "\(wish.platform.clientID)", "status": "\(response.status)"])
            }
            let logo = PlatformLogo(mediaType: type.mediaType, content: response.body)
            try await engine.storage.transaction(tenant: wish.tenant.id) { stores in
                try stores.platformLogos.insert(logo, from: address, platform: platform)
            }
        } catch {
            guard !Task.isCancelled else { return }
            logger.info("a logo could not be fetched", metadata: ["client_id": "\(wish.platform.clientID)", "error": "\(error)"])
        }
    }
}
