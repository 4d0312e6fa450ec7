import Broker
import Foundation
import Model
import Postgres
import TestSupport
import Testing

extension Front {
    /// A tenant whose accounts have applications of their own, and one of their administrators.
    static func runWithApplications(_ body: @escaping @Sendable (Front) async throws -> Void) async throws {
        try await run(.xurrent, Setup(roles: ["account_administrator"]), body)
    }

    func application(_ name: String = "Night Robot", owner: Account? = nil) async throws -> Platform {
        try await world.platform(name: name, owner: owner ?? account, in: tenant).platform
    }

    /// An endpoint that has answered the handshake, where there is one.
    func endpoint(
        of platform: Platform, at url: String = "https://partner.example/hook", in tenant: Tenant? = nil
    ) async throws -> WebhookEndpoint {
        let (endpoint, secret) = try await ManageWebhookEndpoints(engine: world.engine).create(
            .init(url: url, description: "Tickets"), for: platform.clientID, in: tenant ?? self.tenant, by: .server)
        world.secrets.add(secret.value)
        try await world.inspect { session in
            try session.execute("UPDATE webhook_endpoint SET verified_at = now() WHERE id = \(endpoint.id.rawValue)", rows: 1)
        }
        return endpoint
    }

    func test(_ endpoint: WebhookEndpoint, in tenant: Tenant? = nil) async throws -> Delivery.ID {
        try await ManageWebhookEndpoints(engine: world.engine).test(endpoint.id, in: tenant ?? self.tenant, by: .server)
    }

    /// A browser in which somebody has signed in on the way to this path of the tenant, and the page.
    func signedIn(at path: String, as email: String = Front.email) async throws -> (TestBrowser, HTTPTester.Answer) {
        let browser = tester.browser()
        return (browser, try await browser.signIn(at: base + path, email: email, base: base))
    }

    func endpoints(in tenant: Tenant? = nil) async throws -> [WebhookEndpoint] {
        try await ManageWebhookEndpoints(engine: world.engine).list(of: nil, in: tenant ?? self.tenant)
    }

    func deliveries(in tenant: Tenant? = nil) async throws -> [Delivery] {
        try await ManageDeliveries(engine: world.engine).deliveries(.init(), limit: 100, in: tenant ?? self.tenant)
    }

    /// The signing key a page tells; it may stand in no log.
    func toldKey(_ page: HTTPTester.Answer) throws -> String {
        let key = try #require(page.body.firstMatch(of: /whsec_[A-Za-z0-9+\/=]+/).map { String($0.0) })
        world.secrets.add(key)
        return key
    }
}

extension HTTPTester.Answer {
    /// The addresses a page links and posts to.
    var addresses: [String] { body.matches(of: /(?:href|action)="([^"]*)"/).map { String($0.1).replacing("&amp;", with: "&") } }
}
