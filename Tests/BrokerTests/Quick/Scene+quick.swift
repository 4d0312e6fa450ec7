import Broker
import Dialects
import Model
import OAuth
import Secrets
import Storage
import TestSupport

/// Which way a request takes.
enum Way: Sendable, CaseIterable {
    case quick, stepByStep
}

extension Scene {
    /// A request to the token endpoint. Throws `OAuthError`, and `NotPlain` where the quick way gives no answer.
    func issue(
        _ grantType: GrantType, _ parameters: [(String, String)], scopes: [String] = [], tokenType: TokenType? = nil,
        credentials: ClientCredentials? = nil, by way: Way
    ) async throws -> TokenAnswer {
        let request = TokenRequest(
            grantType: grantType, credentials: credentials ?? platform.credentials, tokenType: tokenType, scopes: scopes,
            parameters: try OAuthParameters(parameters))
        switch way {
        case .stepByStep: return try await IssueToken(engine: engine, triesQuickly: false)(request, at: site, origin: .test)
        case .quick:
            guard let answer = try await QuickIssue(engine: engine)(request, at: site, origin: .test) else { throw NotPlain() }
            return answer
        }
    }

    func exchange(_ code: PlainSecret, scopes: [String] = [], tokenType: TokenType? = nil, by way: Way) async throws -> TokenAnswer {
        var parameters = [("code", code.value)]
        if site.dialect.rules.requiresRedirectURI { parameters.append(("redirect_uri", platform.platform.redirectURIs[0])) }
        return try await issue(.authorizationCode, parameters, scopes: scopes, tokenType: tokenType, by: way)
    }

    func refresh(_ answer: TokenAnswer, scopes: [String] = [], by way: Way) async throws -> TokenAnswer {
        try await issue(.refreshToken, [("refresh_token", answer.refreshToken?.text ?? "")], scopes: scopes, by: way)
    }

    /// Installs the platform, which acts by itself, in the account.
    func install() async throws {
        _ = try await InstallPlatform(engine: engine)(
            platform.platform.clientID, account: account.publicID, approvedBy: user.email, in: tenant, by: .server)
    }

    /// That the secret is in use was noted: a first request notes it, and is no plain case.
    func noteSecret() async throws {
        let id = platform.platform.id.rawValue
        try await world.inspect { session in
            try session.execute("UPDATE platform_secret SET last_used_at = clock_timestamp() WHERE platform_id = \(id)")
        }
    }
}

/// The quick way gave no answer.
struct NotPlain: Error {}

extension RequestOrigin {
    static let test = RequestOrigin(address: "192.0.2.7", requestID: "request-1")
}

extension Dialect {
    /// Every dialect whose tokens say nothing of themselves, and one whose company tokens end with their approver's.
    static let quick = all.filter { $0.rules.accessTokenText == nil } + [plain, silentXoxoday]

    /// Xoxoday's, but for what a token says of itself and how often it may be refreshed.
    static let silentXoxoday: Dialect = {
        var rules = xoxoday.rules
        rules.accessTokenText = nil
        rules.maximumRefreshesAnHour = nil
        return Dialect(name: "silent", endpoints: xoxoday.endpoints, wire: xoxoday.wire, rules: rules)
    }()
}
