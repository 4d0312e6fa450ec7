import Dialects
package import Model
package import Storage

/// Finds the tenant a request is for, by host or by slug. A disabled tenant is as absent as an unknown one.
package struct FindSite: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    package func callAsFunction(slug: String) async throws -> TenantSite? { try await visit(slug: slug)?.site }

    /// `host` as the request names it; its port does not count.
    package func callAsFunction(host: String) async throws -> TenantSite? { try await visit(host: host)?.site }

    /// The same, with proof that the primary was read since this was asked.
    package func visit(slug: String) async throws -> SiteVisit? { try await visit(.slug(slug)) }

    package func visit(host: String) async throws -> SiteVisit? { try await visit(Self.name(ofHost: host)) }

    private func visit(_ name: SiteName) async throws -> SiteVisit? {
        guard let (tenant, moment) = try await engine.storage.live.tenant(name), let site = try site(tenant) else { return nil }
        return SiteVisit(site: site, moment: moment)
    }

    /// Where a slug led the last time. `nil`: that is not remembered.
    package func guess(slug: String) -> SiteGuess? { guess(.slug(slug)) }

    package func guess(host: String) -> SiteGuess? { guess(Self.name(ofHost: host)) }

    private func guess(_ name: SiteName) -> SiteGuess? {
        let live = engine.storage.live
        guard let tenant = live.guess(name), let site = try? site(tenant) else { return nil }
        return SiteGuess(site: site, name: name, live: live)
    }

    /// Tells, on another thread, of a read of the primary that began now. Of a tenant that has no moment it failed, or there is no such tenant.
    package func read(_ tenants: some Collection<Tenant.ID>, then: @escaping @Sendable ([Tenant.ID: ReadMoment]) -> Void) {
        engine.storage.live.wait(for: tenants) { outcome in then((try? outcome.get()) ?? [:]) }
    }

    private static func name(ofHost host: String) -> SiteName { .host(withoutPort(host.lowercased())) }

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

/// A site as one request probably came to it: nothing of it may be told before the guess is confirmed.
package struct SiteGuess: Sendable {
    package let site: TenantSite
    let name: SiteName
    let live: LiveReads

    /// Whether the request came to this site, as it was guessed.
    package func isRight(at moment: ReadMoment) -> Bool { live.leads(name, to: site.tenant, at: moment) }
}

/// Proof that the primary was read since somebody asked: for those who ask about a token.
package typealias ReadMoment = Moment
