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
        case .success(let parameters): return check(parameters, of: platform, rules: site.dialect.rules)
        case .failure(let error):
            // Only a redirect URI that no parameter names can be trusted when the parameters can't be.
            guard site.dialect.rules.redirectMatch == .registered, let uri = platform.redirectURIs.first else {
                return .refuse(error.description)
            }
            return sendBack(error, to: uri, state: request.stateOfRefusal)
        }
    }

    private func check(_ parameters: OAuthParameters, of platform: Platform, rules: Rules) -> AuthorizationCheck {
        let sent = rules.redirectMatch == .registered ? nil : parameters["redirect_uri"]
        guard let redirectURI = registered(sent, of: platform) else {
            return .refuse("the redirect URI is not one this platform has registered")
        }
        let state = parameters["state"]
        if let state, state.utf8.count > Self.maximumStateLength {
            return sendBack(.invalidRequest("the state is longer than \(Self.maximumStateLength) bytes"), to: redirectURI, state: nil)
        }
        return .proceed(
            CheckedAuthorization(
                platform: platform, redirectURI: redirectURI, redirectURIWasSent: sent != nil, scopes: platform.scopes, state: state))
    }

    /// Byte for byte one of the registered ones (RFC 9700 §2.1); the only one when none was sent.
    private func registered(_ sent: String?, of platform: Platform) -> String? {
        if let sent { return platform.redirectURIs.first { $0.utf8.elementsEqual(sent.utf8) } }
        return platform.redirectURIs.count == 1 ? platform.redirectURIs[0] : nil
    }

    private func sendBack(_ error: OAuthError, to redirectURI: String, state: String?) -> AuthorizationCheck {
        .sendBack(
            AuthorizationReply(
                redirectURI: redirectURI, state: state, content: .error(code: error.code.rawValue, description: error.description)))
    }
}
