import Dialects
package import Model
package import OAuth
import Secrets
import Storage

/// Says in plain words what a failed call meant, to the tenant and to the platform whose call it was.
package struct ExplainFailure: Sendable {
    /// A failure and its words.
    package struct Explained: Sendable {
        package let failure: TokenFailure
        package let text: FailureText

        init(_ failure: TokenFailure) {
            self.failure = failure
            text = FailureText(of: failure)
        }
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    package func find(_ id: TokenFailure.ID, in tenant: Tenant) async throws -> Explained {
        try? await engine.failures.flush(into: engine.storage)
        let failure = try await engine.storage.transaction(tenant: tenant.id) { stores in try stores.tokenFailures.find(id) }
        guard let failure else { throw NotFound("token failure", id) }
        return Explained(failure)
    }

    /// The latest first.
    package func page(
        _ filter: TokenFailureFilter, after place: PagePlace? = nil, limit: Int, in tenant: Tenant
    ) async throws -> [Explained] {
        try? await engine.failures.flush(into: engine.storage)
        return try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.tokenFailures.page(filter, after: place, limit: limit).map(Explained.init)
        }
    }

    /// To a platform that proves who it is, of its own calls only: of any other it is told what it is told of none. Throws `OAuthError`.
    package func callAsFunction(
        _ id: TokenFailure.ID?, by credentials: ClientCredentials, at site: TenantSite, origin: RequestOrigin
    ) async throws -> Explained {
        let proof = try ClientAuthentication(credentials, at: site, keys: engine.keys)
        let engine = engine
        let failure = try await engine.limitingFailures(of: credentials.clientID, at: site, origin: origin) {
            try? await engine.failures.flush(into: engine.storage)
            return try await engine.storage.transaction(tenant: site.tenant.id) { stores in
                let client = try proof.verify(in: stores)
                // A public client has proved nothing.
                guard !client.platform.isPublic else {
                    throw OAuthError(.unauthorizedClient, "a public client may not ask", .clientIsPublic)
                        .called(by: client.platform, as: .platform)
                }
                return try id.flatMap { try stores.tokenFailures.find($0) }.flatMap { Self.ofPlatform($0, client.platform) }
            }
        }
        guard let failure else { throw NotFound("token failure", id?.description ?? "of this id") }
        return Explained(failure)
    }

    /// `nil` where it was not this platform's call. Nothing is told of what is another's, nor from where somebody tried.
    private static func ofPlatform(_ failure: TokenFailure, _ platform: Platform) -> TokenFailure? {
        guard failure.facts.platformID == platform.id.rawValue, [.nobody, .platform, .bearer].contains(failure.facts.caller) else {
            return nil
        }
        var reason = failure.reason
        switch FailureReason(rawValue: reason) {
        case .codeOtherClient: reason = FailureReason.codeUnknown.rawValue
        case .refreshTokenOtherClient: reason = FailureReason.refreshTokenUnknown.rawValue
        default: break
        }
        return TokenFailure(
            id: failure.id, failedAt: failure.failedAt, endpoint: failure.endpoint, error: failure.error, reason: reason,
            description: failure.description, facts: failure.facts, clientID: failure.clientID, accountID: failure.accountID,
            resourceServerID: nil, sourceAddress: nil)
    }
}
