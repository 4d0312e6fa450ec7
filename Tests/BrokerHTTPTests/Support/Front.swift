import Broker
import Dialects
import Foundation
import Model
import TestSupport
import Testing

/// One Xref tenant with an account, an administrator and a platform, served over real sockets.
struct Front: Sendable {
    let world: World
    let tester: HTTPTester
    let tenant: Tenant
    let account: Account
    let user: User
    let platform: RegisterPlatform.Registered
    let base: String

    static let email = "ada@first.example"

    static func run(
        publicURL: String = World.publicURL, tenantURL: String? = nil, _ body: @escaping @Sendable (Front) async throws -> Void
    ) async throws {
        try await World.run(publicURL: publicURL) { world in
            let tenant = try await world.tenant(publicURL: tenantURL)
            let account = try await world.account(in: tenant)
            let user = try await world.user(in: [account], of: tenant)
            let platform = try await world.platform(in: tenant)
            try await world.serving { tester in
                try await body(
                    Front(
                        world: world, tester: tester, tenant: tenant, account: account, user: user, platform: platform,
                        base: "/t/\(tenant.slug)"))
            }
            await world.settle()
        }
    }

    var authorization: String { "\(base)/oauth/open-api/\(platform.platform.clientID)" }

    /// A consent page in this browser, with its fields.
    func consent(
        in browser: TestBrowser, as email: String = Front.email, state: String? = nil
    ) async throws -> (page: HTTPTester.Answer, fields: [String: String]) {
        let page = try await browser.signIn(at: authorization + (state.map { "?state=\($0)" } ?? ""), email: email, base: base)
        return (page, TestBrowser.hiddenFields(of: page.body, action: "/consent"))
    }

    func code() async throws -> String {
        try await world.code(for: platform.platform, account: account, user: user, in: tenant).value
    }

    func exchange(_ code: String) async throws -> HTTPTester.Answer {
        let answer = try await tester.postJSON(
            "\(base)/oauth/tokens",
            ["client_id": platform.platform.clientID, "client_secret": platform.secret.value, "code": code])
        if let token = answer.json["access_token"] { world.secrets.add(token) }
        return answer
    }

    func token() async throws -> String { try #require(try await exchange(try await code()).json["access_token"]) }

    func validate(_ token: String) async throws -> HTTPTester.Answer {
        try await tester.send("POST", "\(base)/auth", headers: [("Authorization", "Token \(token)")])
    }

    /// Runs a body that must leave every table as it is.
    func storingNothing(_ body: () async throws -> Void) async throws {
        let before = try await world.rowCounts()
        try await body()
        #expect(try await world.rowCounts() == before)
    }
}
