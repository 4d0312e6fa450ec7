import Foundation
import Model
import OAuth
import Postgres
import TestSupport
import Testing

@testable import Storage

extension Sample {
    /// A quick job of each grant type, for this sample's rows.
    enum Job: String, CaseIterable, Sendable {
        case exchange, replacingExchange, refresh, clientToken
    }

    /// `tenant`: the one the statements name.
    func job(_ kind: Job, of tenant: Tenant.ID? = nil) throws -> any IssueJob {
        let hour = IssueTerms.Lifetime(company: .seconds(3600), user: .seconds(3600))
        let grantType: GrantType =
            switch kind {
            case .exchange, .replacingExchange: .authorizationCode
            case .refresh: .refreshToken
            case .clientToken: .clientCredentials
            }
        let terms = IssueTerms(
            tenantID: tenant ?? tenantID, site: nil, dialect: "xref", grantType: grantType, tokenType: nil, isPublic: false,
            accessLifetime: hour, refresh: kind == .clientToken ? nil : IssueTerms.Refresh(lifetime: hour, familyLifetime: nil))
        let order = IssueOrder(
            clientID: platform.clientID, secretHashes: [hashes.secret], scopes: [], accessToken: try .fresh(), refreshToken: try .fresh(),
            sourceAddress: nil, requestID: nil)
        return switch kind {
        case .exchange, .replacingExchange:
            CodeExchangeJob(
                terms, order, key: UUID(), hashes: [hashes.code], redirectURI: nil, challenge: nil, accountApprovers: [],
                replaced: kind == .exchange ? .none : .all)
        case .refresh: RefreshJob(terms, order, key: UUID(), hashes: [hashes.refresh], secretMustLive: true)
        case .clientToken: ClientTokenJob(terms, order, key: UUID(), subject: .company, account: nil)
        }
    }

    /// A platform's own token as memory decides it: memory as of now, of the tenant the statement names.
    func installedJob(of tenant: Tenant.ID, in stores: Stores) throws -> InstalledTokenJob {
        let named = try job(.clientToken, of: tenant)
        let number: Int? = try stores.session.value("SELECT number FROM registry.tenant_revision WHERE tenant_id = \(tenant)")
        let stamp: UUID? = try stores.session.value("SELECT stamp FROM registry.tenant_revision WHERE tenant_id = \(tenant)")
        let revision = Revision(number: try #require(number), stamp: try #require(stamp))
        var memory = TenantMemory(
            BarrierReply(tenantID: tenant.rawValue, revision: revision, clockOffset: .zero, clock: Date(), changes: []))
        let client = InstalledClient(
            platformID: platform.id.rawValue, secretID: secretID.rawValue, generation: platform.generation, grantID: grantID.rawValue,
            accountID: UUID(), publicID: "one", scopes: ["read"], platformScopes: ["read"], goodUntil: .distantFuture)
        let hash = try TokenHash.fresh()
        memory.insert { InstalledClientEntry(hash, client, table: &$0) }
        let found = memory.find(hash, as: InstalledClientEntry.self)
        let entry = try #require(found)
        return try #require(InstalledTokenJob(named.common, named.order, key: UUID(), entry, in: memory))
    }

    /// Makes each of them a plain case.
    func prepareJobs(in world: World) async throws {
        let (tenant, platform) = (tenantID, platform.id)
        try await world.asSuperuser { session in
            try session.execute(
                """
                UPDATE platform SET grant_types = '{authorization_code,refresh_token,client_credentials}'
                WHERE tenant_id = \(tenant) AND id = \(platform)
                """)
            try session.execute("UPDATE platform_secret SET last_used_at = clock_timestamp() WHERE tenant_id = \(tenant)")
        }
    }
}
