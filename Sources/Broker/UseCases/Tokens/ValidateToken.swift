package import Model
import OAuth
import Secrets
package import Storage

/// Says what an access token stands for, as of a read of the primary that begins after the request (DESIGN.md, data rule 3).
package struct ValidateToken: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// `moment`: such a read, if the caller has waited for one. Throws `OAuthError.invalidToken`.
    package func callAsFunction(_ token: PlainSecret, at site: TenantSite, as moment: Moment? = nil) async throws -> VerifiedToken {
        let presented = try prepare(token, at: site).presented
        let live = engine.storage.live
        let begun = if let moment { moment } else { try await live.moment(of: site.tenant.id) }
        if let begun, let found = try await presented.find(in: live, at: begun) { return found }
        return try await engine.storage.transaction(tenant: site.tenant.id) { stores in try presented.verify(in: stores) }
    }

    /// A question ready to be answered: its hashes are worked out.
    package struct Prepared: Sendable {
        let presented: PresentedToken
    }

    package func prepare(_ token: PlainSecret, at site: TenantSite) throws -> Prepared {
        Prepared(presented: try PresentedToken(token, at: site, keys: engine.keys))
    }

    /// The answer from memory alone, without awaiting anything. `nil`: it takes longer.
    package func recall(_ prepared: Prepared, at moment: ReadMoment) throws -> VerifiedToken? {
        try prepared.presented.recall(in: engine.storage.live, at: moment)
    }

    /// Reads what was asked about, so that it may be recalled. Tells on another thread.
    package func fill(_ prepared: Prepared, at moment: ReadMoment, then: @escaping @Sendable () -> Void) {
        prepared.presented.fill(in: engine.storage.live, at: moment, then: then)
    }
}
