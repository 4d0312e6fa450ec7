package import Broker
package import Dialects
package import Model
import OAuth
import Secrets
import Storage

extension World {
    /// A browser in which this user has signed in. `confinedTo`: by an SSO token, for that account.
    package func session(of user: User, confinedTo account: Account? = nil, in tenant: Tenant) async throws -> BrowserSession {
        let cookie = PlainSecret(try SecureRandom.hex(bytes: 16))
        let cookieHash = try engine.keys.hash(cookie, as: .browserSession, tenant: tenant.id.rawValue)
        try await storage.transaction(tenant: tenant.id) { stores in
            try stores.browserSessions.insert(cookieHash, user: user.id, account: account?.id, lifetime: .seconds(3600))
        }
        guard let session = try await FindBrowserSession(engine: engine)(cookie, at: try await site(tenant)) else {
            throw InputError("session", "is not live")
        }
        return session
    }

    /// An authorization code, as if this user had allowed the platform for the account. `scopes`: those asked for; where they are left
    /// out, all that the dialect wants named. `session`: the browser they do it in, instead of a new one.
    package func code(
        for platform: Platform, account: Account, user: User, in tenant: Tenant, state: String? = nil, scopes: [String]? = nil,
        challenge: String? = nil, session: BrowserSession? = nil
    ) async throws -> PlainSecret {
        let site = try await site(tenant)
        var session = session
        if session == nil { session = try await self.session(of: user, in: tenant) }
        guard let session else { throw InputError("session", "is not live") }
        let rules = site.dialect.rules
        var parameters = [("response_type", "code")]
        if let state { parameters.append(("state", state)) }
        if rules.requiresRedirectURI { parameters.append(("redirect_uri", platform.redirectURIs[0])) }
        if let challenge { parameters += [("code_challenge", challenge), ("code_challenge_method", "S256")] }
        let request = AuthorizationRequest(
            clientID: platform.clientID, parameters: .success(try OAuthParameters(parameters)),
            scopes: .success(scopes ?? (rules.scopes == .required ? platform.scopes : [])))
        guard case .proceed(let checked) = try await CheckAuthorization(engine: engine)(request, at: site) else {
            throw InputError("request", "was refused")
        }
        let prompt = try await PrepareConsent(engine: engine)(checked, session: session, at: site)
        let outcome = try await DecideAuthorization(engine: engine)(
            .allow(accountID: account.publicID), on: prompt.sealedRequest, session: session, at: site, origin: .local)
        guard case .reply(let reply) = outcome, case .code(let code) = reply.content else { throw InputError("decision", "gave no code") }
        secrets.add(code.value)
        return code
    }

    /// Exchanges a code. Throws `OAuthError`.
    package func exchange(
        _ code: PlainSecret, by platform: RegisterPlatform.Registered, in tenant: Tenant, tokenType: TokenType? = nil,
        verifier: String? = nil
    ) async throws -> TokenAnswer {
        let site = try await site(tenant)
        var parameters = [("code", code.value)]
        if site.dialect.rules.requiresRedirectURI { parameters.append(("redirect_uri", platform.platform.redirectURIs[0])) }
        if let verifier { parameters.append(("code_verifier", verifier)) }
        return try await issue(.authorizationCode, parameters, by: platform, tokenType: tokenType, at: site)
    }

    /// Exchanges a refresh token. Throws `OAuthError`.
    package func refresh(
        _ token: String, by platform: RegisterPlatform.Registered, scopes: [String] = [], tokenType: TokenType? = nil, at site: TenantSite
    ) async throws -> TokenAnswer {
        try await issue(.refreshToken, [("refresh_token", token)], by: platform, scopes: scopes, tokenType: tokenType, at: site)
    }

    /// A token for the platform itself. Throws `OAuthError`.
    package func clientToken(
        of platform: RegisterPlatform.Registered, scopes: [String] = [], account: String? = nil, at site: TenantSite
    ) async throws -> TokenAnswer {
        try await issue(.clientCredentials, account.map { [("account_id", $0)] } ?? [], by: platform, scopes: scopes, at: site)
    }

    private func issue(
        _ grantType: GrantType, _ parameters: [(String, String)], by platform: RegisterPlatform.Registered, scopes: [String] = [],
        tokenType: TokenType? = nil, at site: TenantSite
    ) async throws -> TokenAnswer {
        let answer = try await IssueToken(engine: engine)(
            TokenRequest(
                grantType: grantType, credentials: platform.credentials, tokenType: tokenType, scopes: scopes,
                parameters: try OAuthParameters(parameters)),
            at: site, origin: .local)
        secrets.add(answer.accessToken)
        if let token = answer.refreshToken { secrets.add(token.text) }
        return answer
    }
}
