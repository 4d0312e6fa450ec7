import Broker
import Dialects
import Foundation
import Model
import Secrets
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
    /// As it stands in a query.
    var issuer: String { "\(World.publicURL)\(base)".replacing(":", with: "%3A").replacing("/", with: "%2F") }

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
        // Whoever allowed it before is not asked again where the dialect remembers.
        if page["Location"] != nil { return try code(in: page) }
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
        return keep(try await send(parameters, to: dialect.tokenPath))
    }

    /// A token, all the way.
    func token(as email: String = Vendor.email, for platform: RegisterPlatform.Registered? = nil) async throws -> String {
        try #require(try await exchange(try await code(as: email, for: platform), by: platform).json["access_token"])
    }

    /// A refresh, all of its documented parameters right.
    func refresh(
        _ token: String, by platform: RegisterPlatform.Registered? = nil, changing: ([(String, String)]) -> [(String, String)] = { $0 }
    ) async throws -> HTTPTester.Answer {
        let platform = platform ?? self.platform
        let documented = try #require(dialect.refreshParameters)
        let parameters = documented(platform.platform.clientID, platform.secret.value, token)
        return keep(try await send(changing(parameters), to: dialect.tokenPath))
    }

    /// Whether a token works, as its platform or its bearer can tell.
    func works(_ token: String, for platform: RegisterPlatform.Registered? = nil) async throws -> Bool {
        switch dialect.validation {
        case .endpoint(let path, let methods, _):
            let headers = [("Authorization", "\(dialect.scheme) \(token)")]
            let status = try await tester.send(methods[0], base + path, headers: headers).status
            #expect([200, 401].contains(status))
            return status == 200
        case .introspection(let path):
            let platform = platform ?? self.platform
            let parameters = [("token", token), ("client_id", platform.platform.clientID), ("client_secret", platform.secret.value)]
            let answer = try await send(parameters, to: path)
            #expect(answer.status == 200)
            return answer.json["active"] == "1" || answer.json["active"] == "true"
        }
    }

    /// The id on the wire of the account a good token is for.
    func account(of token: String) async throws -> String {
        try await ValidateToken(engine: world.engine)(PlainSecret(token), at: try await world.site(tenant)).account.publicID
    }

    func disconnect(_ token: String) async throws -> HTTPTester.Answer {
        let path = try #require(dialect.disconnect).path
        return try await tester.send("POST", base + path, headers: [("Authorization", "\(dialect.scheme) \(token)")])
    }

    private func send(_ parameters: [(String, String)], to path: String) async throws -> HTTPTester.Answer {
        let (type, body) = try dialect.encode(parameters)
        return try await tester.send("POST", base + path, headers: [("Content-Type", type)], body: body)
    }

    /// Remembers what is secret in an answer.
    private func keep(_ answer: HTTPTester.Answer) -> HTTPTester.Answer {
        for name in ["access_token", "refresh_token"] {
            if let token = answer.json[name] { world.secrets.add(token) }
        }
        return answer
    }
}
