import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

extension Scene {
    /// A scene of the dialect that has single sign-on, with a storefront.
    static func runSSO(
        storefront: String? = "https://store.example", lifetime: Duration? = nil, _ body: @escaping @Sendable (Scene) async throws -> Void
    ) async throws {
        let settings = TenantSettings(ssoTokenLifetime: lifetime, storefrontURL: storefront)
        try await run(.xoxoday, Setup(settings: settings), body)
    }

    func companyToken() async throws -> TokenAnswer { try await pair(scopes: ["user_session", "profile_read", "points_read"]) }

    func userToken(of user: User? = nil) async throws -> TokenAnswer { try await pair(scopes: ["profile_read", "points_read"], as: user) }

    /// A one-time token: with the account's token for whom it names, with a user's for that user. Throws `OAuthError`.
    func mint(
        _ token: TokenAnswer, for input: String? = "ada@first.example", as tokenType: TokenType? = nil, landingPage: String? = nil,
        data: String? = nil
    ) async throws -> PlainSecret {
        let tokenType = tokenType ?? token.tokenType
        let minted = try await MintSSOToken(engine: engine)(
            MintSSOToken.Request(
                tokenType: tokenType, userInput: tokenType == .company ? input : nil, landingPage: landingPage,
                thirdPartyData: data.map { Array($0.utf8) }),
            token: PlainSecret(token.accessToken), at: site, origin: .local)
        world.secrets.add(minted.value)
        return minted
    }

    /// `nil`: it was refused.
    func redeem(_ token: PlainSecret) async throws -> RedeemSSOToken.Arrival? {
        switch try await RedeemSSOToken(engine: engine)(token, at: site, origin: .local) {
        case .signedIn(let arrival): arrival
        case .refused: nil
        }
    }

    /// The code the storefront got with the address somebody lands on.
    func handoffCode(_ arrival: RedeemSSOToken.Arrival?) throws -> PlainSecret {
        let location = try #require(arrival?.location)
        let match = try #require(location.firstMatch(of: /handoff_code=([A-Za-z0-9_-]+)/))
        return PlainSecret(String(match.1))
    }

    /// Who came, by a hand-off code. Throws `OAuthError`.
    func visitor(_ code: PlainSecret, key: PlainSecret) async throws -> RedeemHandoff.Visitor {
        try await RedeemHandoff(engine: engine)(code, key: key, at: site, origin: .local)
    }

    func adminKey(of tenant: Tenant? = nil) async throws -> PlainSecret {
        try await ChangeAdminKeys(engine: engine).create(name: "store", tenant: tenant, lifetime: nil, by: .server).0
    }

    /// A key that ended a second ago.
    func expiredAdminKey() async throws -> PlainSecret {
        let (secret, key) = try await ChangeAdminKeys(engine: engine).create(name: "store", tenant: tenant, lifetime: nil, by: .server)
        let id = key.id.rawValue
        try await world.inspect { session in
            try session.execute("UPDATE admin_key SET expires_at = clock_timestamp() - interval '1 second' WHERE id = \(id)")
        }
        return secret
    }
}
