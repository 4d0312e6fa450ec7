import Broker
import Dialects
import Foundation
import Model
import OAuth
import Secrets
import TestSupport
import Testing

/// A tenant with an account, its administrator and a platform, before both listeners: tokens are had and asked about by HTTP.
@dynamicMemberLookup
struct OffboardingDesk: Sendable {
    let desk: Desk
    let site: TenantSite
    let account: Account
    let user: User

    subscript<Value>(dynamicMember path: KeyPath<Desk, Value>) -> Value { desk[keyPath: path] }

    static func run(
        _ dialect: Dialect, scopes: [String] = [], grantTypes: [GrantType] = [],
        _ body: @escaping @Sendable (OffboardingDesk) async throws -> Void
    ) async throws {
        try await World.run { world in
            let tenant = try await world.tenant(dialect)
            let account = try await world.account(in: tenant)
            let user = try await world.user(in: [account], of: tenant)
            let platform = try await world.platform(
                redirectURIs: grantTypes == [.clientCredentials] ? [] : [World.redirectURI], scopes: scopes, grantTypes: grantTypes,
                in: tenant)
            let (key, _) = try await world.adminKey(for: tenant, name: "back end")
            let site = try await world.site(tenant)
            try await world.serving { tester in
                try await body(
                    OffboardingDesk(
                        desk: Desk(world: world, tester: tester, tenant: tenant, platform: platform, key: key), site: site,
                        account: account,
                        user: user))
            }
            await world.settle()
        }
    }

    func call(
        _ method: String, _ path: String, _ json: String? = nil, headers: [(String, String)] = []
    ) async throws -> HTTPTester.Answer { try await desk.call(method, path, json, headers: headers) }

    func send(_ method: String, _ path: String, _ json: String? = nil, key: String?) async throws -> HTTPTester.Answer {
        try await desk.send(method, path, json, key: key)
    }

    func code() async throws -> PlainSecret {
        try await desk.world.code(for: desk.platform.platform, account: account, user: user, in: desk.tenant)
    }

    func pair() async throws -> TokenAnswer { try await desk.world.exchange(try await code(), by: desk.platform, in: desk.tenant) }

    func refresh(_ answer: TokenAnswer) async throws -> TokenAnswer {
        try await desk.world.refresh(try #require(answer.refreshToken).text, by: desk.platform, at: site)
    }

    /// By the vendor's own question, over HTTP (RFC 7662).
    func isLive(_ token: String) async throws -> Bool {
        let answer = try await desk.tester.send(
            "POST", "/t/\(desk.tenant.slug)/oauth/introspect",
            headers: [("Authorization", "Bearer \(desk.key)"), ("Content-Type", "application/x-www-form-urlencoded")],
            body: "token=\(token.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")")
        #expect(answer.status == 200, "\(answer.body)")
        return answer.json["active"] == "1" || answer.json["active"] == "true"
    }
}
