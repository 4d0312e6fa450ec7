import Dialects
import Model
package import Storage

/// Finds the tenant a request is for, by host or by slug. A disabled tenant is as absent as an unknown one.
package struct FindSite: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    package func callAsFunction(slug: String) async throws -> TenantSite? { try await visit(slug: slug)?.site }

    /// `host` as the request names it; its port does not count.
    package func callAsFunction(host: String) async throws -> TenantSite? { try await visit(host: host)?.site }

    /// The same, with proof that the primary was read since this was asked.
    package func visit(slug: String) async throws -> SiteVisit? { try visit(try await engine.storage.live.tenant(slug: slug)) }

    package func visit(host: String) async throws -> SiteVisit? {
        try visit(try await engine.storage.live.tenant(host: Self.withoutPort(host.lowercased())))
    }

    private func visit(_ found: (Tenant, Moment)?) throws -> SiteVisit? {
        guard let (tenant, moment) = found, let site = try site(tenant) else { return nil }
        return SiteVisit(site: site, moment: moment)
    }

    private func site(_ tenant: Tenant) throws -> TenantSite? {
        guard tenant.disabledAt == nil else { return nil }
        guard let dialect = engine.dialects.find(tenant.dialect) else {
            throw ServerFault.unknownDialect(tenant.dialect, tenant: tenant.slug)
        }
        return TenantSite(tenant: tenant, dialect: dialect, publicURL: engine.publicURL)
    }

    private static func withoutPort(_ host: String) -> String {
        guard let colon = host.lastIndex(of: ":"), host[host.index(after: colon)...].allSatisfy(\.isNumber) else { return host }
        return String(host[..<colon])
    }
}

/// A site as one request came to it.
package struct SiteVisit: Sendable {
    package let site: TenantSite
    /// What memory holds of the tenant is good as of then.
    package let moment: Moment
}

/// Proof that the primary was read since somebody asked: for those who ask about a token.
package typealias ReadMoment = Moment
