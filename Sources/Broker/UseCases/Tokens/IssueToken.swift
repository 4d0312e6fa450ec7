package import Dialects
import Model
import OAuth
import Secrets
import Storage

/// The token endpoint (RFC 6749 §3.2): one transaction that authenticates the client, runs the flow and records the event. The plain success
/// of a grant type is tried first, in one job (`QuickIssue`); whatever is not that is decided step by step.
package struct IssueToken: Sendable {
    private let engine: Engine
    private let triesQuickly: Bool

    /// `triesQuickly`: `false` to compare the two ways.
    package init(engine: Engine, triesQuickly: Bool = true) {
        self.engine = engine
        self.triesQuickly = triesQuickly
    }

    /// Throws `OAuthError`.
    package func callAsFunction(_ request: TokenRequest, at site: TenantSite, origin: RequestOrigin) async throws -> TokenAnswer {
        guard let flow = FlowList.flows[request.grantType], site.dialect.rules.grantTypes.contains(request.grantType) else {
            throw OAuthError(.unsupportedGrantType, "this grant type is not served here").naming(clientID: request.credentials.clientID)
        }
        let engine = engine
        let proof = try ClientAuthentication(request.credentials, at: site, keys: engine.keys)
        let outcome = try await engine.limitingFailures(of: request.credentials.clientID, at: site, origin: origin) {
            if triesQuickly, let answer = try await QuickIssue(engine: engine)(request, at: site, origin: origin) {
                return GrantOutcome.authorized(answer)
            }
            return try await engine.storage.transaction(tenant: site.tenant.id) { stores in
                let client = try proof.verify(in: stores)
                let outcome = try client.calling {
                    guard client.platform.grantTypes.contains(request.grantType) else {
                        throw OAuthError(.unauthorizedClient, "this client may not use this grant type", .grantTypeNotAllowed)
                    }
                    return try flow.run(
                        request, from: client, in: FlowContext(stores: stores, site: site, engine: engine, origin: origin))
                }
                guard case .refused(let error) = outcome else { return outcome }
                return .refused(error.called(by: client.platform, as: .platform))
            }
        }
        switch outcome {
        case .authorized(let answer): return answer
        case .refused(let error): throw error
        }
    }
}
