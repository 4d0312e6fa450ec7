import Broker
import Foundation
import Model
import TestSupport
import Testing

@Suite("fetching the logos of platforms", .database)
struct LogoFetcherTests {
    @Test("a missing logo is fetched at the start, once, and served from here")
    func fetchesOnce() async throws {
        let site = try LoopbackSite(["/a.png": .init(body: LoopbackSite.png), "/b.png": .init(body: LoopbackSite.png)])
        defer { site.close() }
        try await World.run { world in
            let tenant = try await world.tenant()
            let first = try await world.platform(name: "First", logoURL: site.url("/a.png"), in: tenant).platform
            try await Self.fetching(world) { logos in
                let logo = try await Self.logo(of: first, in: tenant, world: world)
                #expect(logo.mediaType == "image/png")
                #expect(logo.content == LoopbackSite.png)
                for _ in 0..<5 { logos.request(first, of: tenant) }
                // Wishes are served in order: once the second logo is here, the first was asked for again or never will be.
                let second = try await world.platform(name: "Second", logoURL: site.url("/b.png"), in: tenant).platform
                logos.request(second, of: tenant)
                _ = try await Self.logo(of: second, in: tenant, world: world)
            }
            try await Self.fetching(world) { logos in
                let third = try await world.platform(name: "Third", logoURL: site.url("/b.png"), in: tenant).platform
                logos.request(first, of: tenant)
                logos.request(third, of: tenant)
                _ = try await Self.logo(of: third, in: tenant, world: world)
            }
            #expect(site.requests == ["/a.png", "/b.png", "/b.png"])
        }
    }

    @Test("outside of a sandbox no loopback address is called, even if one was registered")
    func obeysTheGuard() async throws {
        let site = try LoopbackSite(["/a.png": .init(body: LoopbackSite.png)])
        defer { site.close() }
        try await World.run { world in
            let tenant = try await world.tenant()
            let platform = try await world.platform(logoURL: site.url("/a.png"), in: tenant).platform
            let id = tenant.id.rawValue
            try await world.inspect { session in try session.execute("UPDATE tenant SET sandbox = false WHERE id = \(id)", rows: 1) }
            try await Self.fetching(world) { _ in try await Self.logged("a logo could not be fetched", in: world) }
            #expect(site.requests.isEmpty)
            let kept = try await FindLogo(engine: world.engine)(clientID: platform.clientID, at: try await world.site(tenant))
            #expect(kept == nil)
        }
    }

    @Test(
        "what is no image, too large, an error or elsewhere is not kept",
        arguments: [
            ("/text", LoopbackSite.Page(body: Array("<svg onload=alert(1)>".utf8)), "a logo is not an image"),
            ("/svg", .init(type: "image/svg+xml", body: Array("<svg/>".utf8)), "a logo is not an image"),
            ("/empty", .init(body: []), "a logo is not an image"),
            ("/error", .init(status: "500 No", body: LoopbackSite.png), "a logo is not an image"),
            ("/large", .init(body: LoopbackSite.png + [UInt8](repeating: 0, count: 256 * 1024)), "a logo could not be fetched"),
            ("/moved", .init(status: "302 Found", headers: "Location: /a.png\r\n", body: LoopbackSite.png), "a logo"),
        ])
    func refuses(_ path: String, _ page: LoopbackSite.Page, _ reason: String) async throws {
        let site = try LoopbackSite([path: page, "/a.png": .init(body: LoopbackSite.png)])
        defer { site.close() }
        try await World.run { world in
            let tenant = try await world.tenant()
            let platform = try await world.platform(logoURL: site.url(path), in: tenant).platform
            try await Self.fetching(world) { _ in try await Self.logged(reason, in: world) }
            #expect(site.requests == [path])
            let kept = try await FindLogo(engine: world.engine)(clientID: platform.clientID, at: try await world.site(tenant))
            #expect(kept == nil)
        }
    }

    @Test("256 KiB is not too large")
    func keepsTheLargest() async throws {
        let body = LoopbackSite.png + [UInt8](repeating: 0, count: 256 * 1024 - LoopbackSite.png.count)
        let site = try LoopbackSite(["/a.png": .init(body: body)])
        defer { site.close() }
        try await World.run { world in
            let tenant = try await world.tenant()
            let platform = try await world.platform(logoURL: site.url("/a.png"), in: tenant).platform
            try await Self.fetching(world) { _ in
                let logo = try await Self.logo(of: platform, in: tenant, world: world)
                #expect(logo.content.count == 256 * 1024)
            }
        }
    }

    private static func fetching(_ world: World, _ body: (LogoFetcher) async throws -> Void) async throws {
        let logos = LogoFetcher(engine: world.engine, client: OutgoingClient(), logger: world.log.logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await logos.run() }
            try await body(logos)
            group.cancelAll()
        }
        await world.settle()
    }

    /// Waits for it; the test's own time limit is the end of patience.
    private static func logo(of platform: Platform, in tenant: Tenant, world: World) async throws -> PlatformLogo {
        let site = try await world.site(tenant)
        for _ in 0..<3000 {
            if let logo = try await FindLogo(engine: world.engine)(clientID: platform.clientID, at: site) { return logo }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw POSIXError(.ETIMEDOUT)
    }

    private static func logged(_ text: String, in world: World) async throws {
        for _ in 0..<3000 {
            if world.log.text.contains(text) { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw POSIXError(.ETIMEDOUT)
    }
}
