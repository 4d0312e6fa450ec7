import Broker
import Dialects
import Foundation
import Model
import OAuth
import Secrets
import TestSupport
import Testing

extension Front {
    /// What a test of another dialect wants of its tenant, person and platform.
    struct Setup: Sendable {
        var roles = ["administrator"]
        var scopes: [String] = []
        var redirectURIs = [World.redirectURI]
        var grantTypes: [GrantType] = []
        var isPublic = false
        var settings: TenantSettings?
        var tenantURL: String?
    }

    static func run(_ dialect: Dialect, _ setup: Setup = Setup(), _ body: @escaping @Sendable (Front) async throws -> Void) async throws {
        try await World.run { world in
            let tenant = try await world.tenant(dialect, publicURL: setup.tenantURL)
            if let settings = setup.settings { try await ChangeTenantSettings(engine: world.engine)(settings, of: tenant, by: .server) }
            let account = try await world.account(in: tenant)
            let user = try await world.user(in: [account], roles: setup.roles, of: tenant)
            let platform = try await world.platform(
                redirectURIs: setup.redirectURIs, scopes: setup.scopes, grantTypes: setup.grantTypes, isPublic: setup.isPublic, in: tenant)
            try await world.serving { tester in
                try await body(
                    Front(
                        world: world, tester: tester, tenant: tenant, account: account, user: user, platform: platform,
                        base: "/t/\(tenant.slug)"))
            }
            await world.settle()
        }
    }

    /// The tokens of a new authorization, had without HTTP.
    func pair(scopes: [String]? = nil) async throws -> TokenAnswer {
        let code = try await world.code(for: platform.platform, account: account, user: user, in: tenant, scopes: scopes)
        return try await world.exchange(code, by: platform, in: tenant)
    }

    /// Posts a form to a path of the tenant.
    func form(_ path: String, _ fields: [(String, String)], headers: [(String, String)] = []) async throws -> HTTPTester.Answer {
        let body = fields.map { "\(PercentEncoding.query($0.0))=\(PercentEncoding.query($0.1))" }.joined(separator: "&")
        return keep(
            try await tester.send(
                "POST", base + path, headers: [("Content-Type", "application/x-www-form-urlencoded")] + headers, body: body))
    }

    /// Posts JSON text to a path of the tenant.
    func json(_ path: String, _ body: String, token: String? = nil, type: String = "application/json") async throws -> HTTPTester.Answer {
        let authorization = token.map { [("Authorization", "Bearer \($0)")] } ?? []
        return keep(try await tester.send("POST", base + path, headers: [("Content-Type", type)] + authorization, body: body))
    }

    var clientFields: [(String, String)] {
        [("client_id", platform.platform.clientID), ("client_secret", platform.secret.value)]
    }

    var basic: (String, String) { Self.basic(platform.platform.clientID, platform.secret.value) }

    static func basic(_ id: String, _ secret: String) -> (String, String) {
        ("Authorization", "Basic " + Data("\(id):\(secret)".utf8).base64EncodedString())
    }

    func adminKey(of tenant: Tenant? = nil) async throws -> String {
        let key = try await ChangeAdminKeys(engine: world.engine).create(name: "store", tenant: tenant, lifetime: nil, by: .server).0
        world.secrets.add(key.value)
        return key.value
    }

    private func keep(_ answer: HTTPTester.Answer) -> HTTPTester.Answer {
        for name in ["access_token", "refresh_token"] { if let secret = answer.json[name] { world.secrets.add(secret) } }
        return answer
    }
}
