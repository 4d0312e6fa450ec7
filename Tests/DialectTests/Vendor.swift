import Broker
import Dialects
import Foundation
import Model
import TestSupport
import Testing

/// One tenant of a dialect with an account, an administrator and a platform, reached over real sockets.
struct Vendor: Sendable {
    let world: World
    let tester: HTTPTester
    let dialect: DialectCase
    let tenant: Tenant
    let account: Account
    let user: User
    let platform: RegisterPlatform.Registered

    static let email = "ada@first.example"

    var base: String { "/t/\(tenant.slug)" }

    static func run(_ dialect: DialectCase, _ body: @escaping @Sendable (Vendor) async throws -> Void) async throws {
        try await World.run(dialects: [dialect.dialect]) { world in
            try await world.serving { tester in try await body(try await Vendor(dialect, world: world, tester: tester)) }
            await world.settle()
        }
    }

    init(_ dialect: DialectCase, world: World, tester: HTTPTester) async throws {
        self.world = world
        self.tester = tester
        self.dialect = dialect
        tenant = try await world.tenant(dialect.dialect)
        account = try await world.account(in: tenant)
        user = try await world.user(Self.email, in: [account], of: tenant)
        platform = try await world.platform(scopes: dialect.platformScopes, in: tenant)
    }

    func anotherPlatform() async throws -> RegisterPlatform.Registered {
        try await world.platform(name: "Another", scopes: dialect.platformScopes, in: tenant)
    }

    func authorization(of platform: RegisterPlatform.Registered? = nil, state: String? = nil) -> String {
        base + dialect.authorization((platform ?? self.platform).platform.clientID, state)
    }

    /// The consent page of somebody who signs in on the way to it.
    func consentPage(
        in browser: TestBrowser, as email: String = Vendor.email, for platform: RegisterPlatform.Registered? = nil, state: String? = nil
    ) async throws -> HTTPTester.Answer {
        try await browser.signIn(at: authorization(of: platform, state: state), email: email, base: base)
    }

    /// A code, had the way a platform gets one: somebody signs in and allows.
    func code(as email: String = Vendor.email, for platform: RegisterPlatform.Registered? = nil, state: String? = nil) async throws
        -> String
    {
        let browser = tester.browser()
        let page = try await consentPage(in: browser, as: email, for: platform, state: state)
        return try code(in: try await browser.decide("allow", on: page.body, base: base))
    }

    func code(in answer: HTTPTester.Answer) throws -> String {
        let location = try #require(answer["Location"])
        let query = try #require(URLComponents(string: location)?.queryItems)
        let code = try #require(query.first { $0.name == "code" }?.value)
        world.secrets.add(code)
        return code
    }

    func exchange(
        _ code: String, by platform: RegisterPlatform.Registered? = nil, changing: ([(String, String)]) -> [(String, String)] = { $0 }
    ) async throws -> HTTPTester.Answer {
        let platform = platform ?? self.platform
        let parameters = changing(dialect.tokenParameters(platform.platform.clientID, platform.secret.value, code))
        let (type, body) = try dialect.encode(parameters)
        let answer = try await tester.send("POST", base + dialect.tokenPath, headers: [("Content-Type", type)], body: body)
        if let token = answer.json["access_token"] { world.secrets.add(token) }
        return answer
    }

    /// A token, all the way.
    func token(as email: String = Vendor.email, for platform: RegisterPlatform.Registered? = nil) async throws -> String {
        try #require(try await exchange(try await code(as: email, for: platform), by: platform).json["access_token"])
    }

    func validate(_ token: String, method: String? = nil) async throws -> HTTPTester.Answer {
        try await tester.send(
            method ?? dialect.validateMethods[0], base + dialect.validatePath, headers: [("Authorization", "\(dialect.scheme) \(token)")])
    }

    func disconnect(_ token: String) async throws -> HTTPTester.Answer {
        try await tester.send("POST", base + dialect.disconnectPath, headers: [("Authorization", "\(dialect.scheme) \(token)")])
    }
}
