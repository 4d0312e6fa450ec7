import Dialects
import Model
import OAuth
import Storage

/// Reads an authorization request against what the platform registered (RFC 6749 §4.1.2.1). Stores nothing.
package struct CheckAuthorization: Sendable {
    private let engine: Engine
    /// Longer than any client's; an answer must still fit into a URL.
    private static let maximumStateLength = 4096

    package init(engine: Engine) { self.engine = engine }

    package func callAsFunction(_ request: AuthorizationRequest, at site: TenantSite) async throws -> AuthorizationCheck {
        let clientID = request.clientID
        let platform = try await engine.storage.transaction(tenant: site.tenant.id) { stores in
            try stores.platforms.find(clientID: clientID)
        }
        guard let platform, platform.disabledAt == nil else { return .unknownPlatform }
        switch request.parameters {
        case .success(let parameters): return check(request, parameters, of: platform, at: site)
        case .failure(let error):
            // Only a redirect URI that no parameter names can be trusted when the parameters can't be.
            guard site.dialect.rules.redirectMatch == .registered, let uri = platform.redirectURIs.first else {
                return .refuse(error.description)
            }
            return sendBack(error, to: uri, state: request.stateOfRefusal)
        }
    }

    private func check(
        _ request: AuthorizationRequest, _ parameters: OAuthParameters, of platform: Platform, at site: TenantSite
    ) -> AuthorizationCheck {
        let rules = site.dialect.rules
        let choice = RedirectChoice(platform: platform, rules: rules, isSandbox: site.tenant.isSandbox)
        let named = choice.named(by: parameters)
        guard let redirectURI = choice.choose(named) else {
            return .refuse(
                named == nil ? "the parameter redirect_uri is missing" : "the redirect URI is not one this platform has registered")
        }
        let state = parameters["state"]
        if let state, state.utf8.count > Self.maximumStateLength {
            return sendBack(.invalidRequest("the state is longer than \(Self.maximumStateLength) bytes"), to: redirectURI, state: nil)
        }
        do throws(OAuthError) {
            guard platform.grantTypes.contains(.authorizationCode) else {
                throw OAuthError(.unauthorizedClient, "this client may not ask people")
            }
            try Self.checkResponse(parameters, rules: rules)
            let challenge = try CodeChallenge.read(parameters)
            guard challenge != nil || !platform.requiresPKCE else {
                throw .invalidRequest("code challenge required: send code_challenge with code_challenge_method=S256")
            }
            let scopes = try Self.scopes(try request.scopes.get(), of: platform, rules: rules)
            return .proceed(
                CheckedAuthorization(
                    platform: platform, redirectURI: redirectURI, redirectURIWasSent: named != nil, scopes: scopes, state: state,
                    tokenType: rules.tokenType(ofGrantWith: scopes, tenantRule: site.tenant.settings.grantSubject), challenge: challenge,
                    insistsOnConsent: parameters["prompt"] == "consent"))
        } catch {
            return sendBack(error, to: redirectURI, state: state)
        }
    }

    private static func checkResponse(_ parameters: OAuthParameters, rules: Rules) throws(OAuthError) {
        guard rules.responseType == .code else { return }
        switch parameters["response_type"] {
        case "code": break
        case nil: throw .invalidRequest("the parameter response_type is missing")
        default: throw OAuthError(.unsupportedResponseType, "response_type must be code")
        }
        guard ["query", nil].contains(parameters["response_mode"]) else { throw .invalidRequest("response_mode must be query") }
    }

    private static func scopes(_ asked: [String], of platform: Platform, rules: Rules) throws(OAuthError) -> [String] {
        switch rules.scopes {
        case .fixed: return platform.scopes
        case .requested where asked.isEmpty: return platform.scopes
        case .required where asked.isEmpty: throw .invalidScope("the parameter scope is missing")
        case .requested, .required: break
        }
        var scopes: [String] = []
        for name in asked.map({ rules.scopeAliases[$0] ?? $0 }) where !scopes.contains(name) {
            guard let registered = platform.scopes.first(where: { $0.utf8.elementsEqual(name.utf8) }) else {
                throw .invalidScope("the scope names something this client has not registered")
            }
            scopes.append(registered)
        }
        return scopes
    }

    private func sendBack(_ error: OAuthError, to redirectURI: String, state: String?) -> AuthorizationCheck {
        .sendBack(
            AuthorizationReply(redirectURI: redirectURI, state: state, content: .error(code: error.code, description: error.description)))
    }
}
