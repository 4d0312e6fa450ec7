import Broker
import Dialects
import Foundation
import HTTPTypes
import Model
import TestSupport
import Testing

@testable import BrokerHTTP

/// A path and a method, as routers and documents are compared by.
private struct Place: Hashable, CustomStringConvertible {
    let method: String
    let path: String

    var description: String { "\(method) \(path)" }

    init(_ operation: DocumentedOperation) {
        method = operation.method.rawValue
        path = operation.path.split(separator: "/").map { $0.hasPrefix("{") ? ":" + $0.dropFirst().dropLast() : String($0) }
            .joined(separator: "/")
    }

    init(_ method: String, _ path: String) {
        self.method = method
        self.path = path.split(separator: "/").joined(separator: "/")
    }

    /// An address there, all that varies being the same.
    func address(with id: String) -> String {
        "/" + path.split(separator: "/").map { $0.hasPrefix(":") ? id : String($0) }.joined(separator: "/")
    }
}

extension PathTable {
    /// HEAD goes with GET.
    fileprivate var places: Set<Place> {
        Set(entries.flatMap { entry in entry.methods.filter { $0 != "HEAD" }.map { Place($0, entry.path) } })
    }

    /// Whether nothing was added past the table.
    fileprivate var isWhole: Bool {
        let known = Set(entries.map { Place("", $0.path) })
        // The router writes what varies in braces.
        return router.routes.allSatisfy { route in
            known.contains(Place("", route.path.description.replacing("{", with: ":").replacing("}", with: "")))
        }
    }
}

@Suite("the OpenAPI documents and the routes", .database)
struct DocumentTests {
    /// What people visit, what is there for a balancer under a second name, and style: not for programs.
    private static let openPages: Set<String> = [
        "health/alive", "healthz", "reference", "webhooks", "favicon.ico", StyleRoute.fileName,
    ]

    @Test("the management document has every route of the listener and no other")
    func management() async throws {
        try await World.run { world in
            let documented = ManagementDocument.operations(of: world.engine)
            #expect(Set(documented.map(\.id)).count == documented.count, "two operations have one id")
            #expect(Set(documented.map(Place.init)).count == documented.count, "two operations have one place")
            let open = try OpenRouter(engine: world.engine, version: "test").paths()
            let (tenants, root) = (AdminRouter(engine: world.engine).paths, RootRouter(engine: world.engine).paths)
            #expect(open.isWhole && tenants.isWhole && root.isWhole)
            let pages = open.places.filter { place in
                Self.openPages.contains(place.path) || place.path.hasPrefix("webhooks/:tenant")
            }
            #expect(pages.count > Self.openPages.count)
            let routes = open.places.subtracting(pages).union(tenants.places).union(root.places)
            #expect(Set(documented.map(Place.init)) == routes)
        }
    }

    @Test("the running management listener answers what the document has, and 405 with the methods it has to any other method")
    func runningManagement() async throws {
        try await Desk.run { desk in
            let places = Set(ManagementDocument.operations(of: desk.world.engine).map(Place.init))
            for (path, methods) in Dictionary(grouping: places, by: \.path).mapValues({ Set($0.map(\.method)) }) {
                let address = Place("GET", path.replacing(":slug", with: desk.tenant.slug)).address(with: AdminRoute.nobody)
                for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "QUERY"] {
                    // A member nobody knows: nothing is carried out.
                    let body = method == "GET" ? nil : #"{"stranger":1}"#
                    let answer = try await desk.tester.send(
                        method, address, headers: [("Authorization", "Bearer \(desk.key)"), ("Content-Type", "application/json")],
                        body: body, management: true)
                    if methods.contains(method) {
                        #expect(answer.status != 405 && !answer.body.contains("this address leads nowhere"), "\(method) \(address)")
                        // Nothing seals here, so the audit log may be behind.
                        #expect(answer.status < 500 || address == "/health/audit", "\(method) \(address): \(answer.body)")
                    } else {
                        let allowed = Set((answer["Allow"] ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
                        #expect(answer.status == 405, "\(method) \(address)")
                        #expect(allowed.subtracting(["HEAD"]) == methods, "\(method) \(address)")
                    }
                }
            }
        }
    }

    /// Pages of tenants.
    private static let pages: Set<String> = ["", "sign-in", "sign-out", "consent", "logos/:client_id", "reference", StyleRoute.fileName]
    private static let pageTrees = [
        "access-and-security", "applications", "oauth_applications", "personal-access-tokens", "personal_access_tokens",
    ]

    private static func isPage(_ place: Place) -> Bool {
        pages.contains(place.path) || pageTrees.contains { place.path == $0 || place.path.hasPrefix($0 + "/") }
    }

    @Test("a dialect's document has every endpoint of its tenants and no other", arguments: Dialect.all.map(\.name))
    func site(_ name: String) async throws {
        let dialect = try #require(DialectList().find(name))
        try await World.run { world in
            let pages = try PageRenderer(engine: world.engine)
            let logos = LogoFetcher(engine: world.engine, client: OutgoingClient(), logger: world.log.logger)
            let paths = try DialectRouter(
                engine: world.engine, pages: pages, errors: ErrorRenderer(pages: pages), logos: logos, version: "test"
            ).paths(of: dialect)
            #expect(paths.isWhole)
            let documented = SiteDocument.operations(of: dialect)
            #expect(Set(documented.map(\.id)).count == documented.count, "two operations have one id")
            #expect(Set(documented.map(Place.init)) == paths.places.filter { !Self.isPage($0) })
            #expect(dialect.endpoints.allSatisfy { !Self.isPage(Place("GET", $0.path)) && $0.path != DocumentRoute.path })
        }
    }

    @Test("a tenant serves its dialect's document with its own address, and what it says", arguments: Dialect.all.map(\.name))
    func servedSite(_ name: String) async throws {
        let dialect = try #require(DialectList().find(name))
        try await Front.run(dialect) { front in
            let served = try await front.tester.get(front.base + "/openapi.json")
            #expect(served.status == 200 && served["Content-Type"] == "application/json")
            let made = try SiteDocument.text(of: dialect, version: "test", server: World.publicURL + front.base)
            #expect(served.body == made)
            let places = Set(SiteDocument.operations(of: dialect).map(Place.init))
            for (path, methods) in Dictionary(grouping: places, by: \.path).mapValues({ Set($0.map(\.method)) }) {
                let address = front.base + Place("GET", path).address(with: AdminRoute.nobody)
                for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "QUERY"] {
                    let answer = try await front.tester.send(method, address)
                    #expect((answer.status == 405) == !methods.contains(method), "\(method) \(address): \(answer.status)")
                    #expect(answer.status < 500, "\(method) \(address): \(answer.body)")
                }
            }
        }
    }

    @Test("both references are pages of the document, with every operation")
    func references() async throws {
        try await Front.run(.standard) { front in
            let management = try await front.tester.send("GET", "/reference", management: true)
            let site = try await front.tester.get(front.base + "/reference")
            for (page, ids) in [
                (management, ManagementDocument.operations(of: front.world.engine).map(\.id)),
                (site, SiteDocument.operations(of: .standard).map(\.id)),
            ] {
                #expect(page.status == 200 && page["Content-Type"] == "text/html; charset=utf-8")
                #expect(page["Content-Security-Policy"]?.hasPrefix("default-src 'none'; style-src 'self'") == true)
                #expect(!page.body.contains("<script"))
                for id in ids { #expect(page.body.contains(#"<article class="operation" id="\#(id)">"#), "\(id)") }
            }
        }
    }
}
