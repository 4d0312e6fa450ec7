import Broker
import Dialects
import Model
import TestSupport
import Testing

@Suite("finding the tenant of a request", .database)
struct FindSiteTests {
    @Test(
        "by host, without its port and whatever its case",
        arguments: ["login.vendor.example", "LOGIN.Vendor.Example", "login.vendor.example:8443", "login.vendor.example:"])
    func byHost(_ host: String) async throws {
        try await World.run { world in
            let tenant = try await world.tenant(publicURL: "https://login.vendor.example")
            let site = try #require(try await FindSite(engine: world.engine)(host: host))
            #expect(site.tenant.id == tenant.id)
            #expect(site.baseURL == "https://login.vendor.example")
            #expect(site.basePath == "")
            #expect(site.origin == "https://login.vendor.example")
            #expect(site.isSecure)
        }
    }

    @Test(
        "no other host",
        arguments: [
            "vendor.example", "x.login.vendor.example", "login.vendor.example.", "login.vendor.example@evil.example", "", ":80",
            "login.vendor.example:80x", "symbolon.test",
        ])
    func noOtherHost(_ host: String) async throws {
        try await World.run { world in
            _ = try await world.tenant(publicURL: "https://login.vendor.example")
            #expect(try await FindSite(engine: world.engine)(host: host) == nil)
        }
    }

    @Test("by slug, under the server's own URL unless the tenant has one")
    func bySlug() async throws {
        try await World.run { world in
            let plain = try await world.tenant(slug: "plain-one")
            let site = try await world.site(plain)
            #expect(site.baseURL == "http://symbolon.test/t/plain-one")
            #expect(site.basePath == "/t/plain-one")
            #expect(site.origin == "http://symbolon.test")
            #expect(!site.isSecure)
            let own = try await world.site(try await world.tenant(slug: "own", publicURL: "https://login.vendor.example/oauth/"))
            #expect(own.baseURL == "https://login.vendor.example/oauth")
            #expect(own.basePath == "/oauth")
            for slug in ["Plain-one", "plain-one ", "", "none"] { #expect(try await FindSite(engine: world.engine)(slug: slug) == nil) }
        }
    }

    @Test("a disabled tenant is absent, and back when it is woken")
    func disabled() async throws {
        try await World.run { world in
            let tenant = try await world.tenant(publicURL: "https://login.vendor.example")
            let find = FindSite(engine: world.engine)
            for disabled in [true, false] {
                try await SetDisabled(engine: world.engine)(disabled, .tenant, in: tenant, by: .server)
                #expect(try await (find(slug: tenant.slug) == nil) == disabled)
                #expect(try await (find(host: "login.vendor.example") == nil) == disabled)
            }
        }
    }

    @Test("a tenant whose dialect this binary does not speak is our fault, not an unknown address")
    func unknownDialect() async throws {
        try await World.run { world in
            let tenant = try await world.tenant()
            let other = Engine(
                storage: world.storage, keys: world.engine.keys, passwords: world.engine.passwords, dialects: DialectList([.plain]),
                publicURL: World.publicURL)
            await #expect(throws: ServerFault.self) { try await FindSite(engine: other)(slug: tenant.slug) }
        }
    }
}
