import Dialects
import Foundation
import Model
import OAuth
import Secrets
import Storage

/// Tokens that are taken over in one transaction.
struct ImportBatch {
    private let stores: Stores
    private let tenant: Tenant
    private let rules: Rules
    private let keys: KeyRing
    private let now: Date
    private var items: [Item] = []
    private var ended: [Ended] = []
    private var report = ImportReport()

    /// One row of which something is left to take over.
    private struct Item {
        let source: ForeignToken
        let application: ImportPlan.Application
        let owner: ImportPlan.Owner
        let tokenType: TokenType
        var scopes: [String]
        let access: [TokenHash]?
        /// Whose row is elsewhere, it is not stored: it says whose family the access token is.
        let refresh: [TokenHash]?

        /// `nil`: the platform is not here yet.
        var key: ImportedGrant? {
            application.platform.map {
                ImportedGrant(platformID: $0.id, accountID: owner.accountID, userID: tokenType == .company ? nil : owner.userID)
            }
        }
    }

    /// One row that was revoked there.
    private struct Ended {
        let access: [TokenHash]
        /// None where the refresh token's own row says what became of it.
        let refresh: [TokenHash]
    }

    init(stores: Stores, tenant: Tenant, rules: Rules, keys: KeyRing) throws {
        self.stores = stores
        self.tenant = tenant
        self.rules = rules
        self.keys = keys
        now = try stores.clock.read()
    }

    mutating func take(_ token: ForeignToken, by plan: ImportPlan) throws {
        if let revokedAt = token.revokedAt, revokedAt <= now {
            let access = try token.access?.hashes(as: .accessToken, keys: keys, tenant: tenant) ?? []
            let refresh = token.isRefreshElsewhere ? nil : try token.refresh?.hashes(as: .refreshToken, keys: keys, tenant: tenant)
            return ended.append(Ended(access: access, refresh: refresh ?? []))
        }
        guard let ownerID = token.ownerID else { return report.skip(.noOwner) }
        guard let owner = plan.owners[ownerID] else { return report.skip(.unknownOwner) }
        guard let application = token.applicationID.flatMap({ plan.applications[$0] }) else { return report.skip(.unknownApplication) }
        let scopes = token.scopes.filter(application.scopes.contains)
        // A token without scopes is limited by none, which is right only where there are none.
        guard !scopes.isEmpty || (token.scopes.isEmpty && application.scopes.isEmpty) else { return report.skip(.noScopeLeft) }
        let tokenType = rules.tokenType(ofGrantWith: scopes, tenantRule: tenant.settings.grantSubject)

        let isAccessLive = token.access != nil && token.accessExpiresAt.map { $0 > now } ?? true
        if token.access != nil, !isAccessLive { report.skip(.expired) }
        let mayRefresh = refreshLifetime(tokenType, application) != nil
        if token.refresh != nil, !mayRefresh, !token.isRefreshElsewhere { report.skip(.noRefreshTokens) }
        let access = isAccessLive ? try token.access?.hashes(as: .accessToken, keys: keys, tenant: tenant) : nil
        var refresh = mayRefresh ? try token.refresh?.hashes(as: .refreshToken, keys: keys, tenant: tenant) : nil
        // Of what has its own row elsewhere nothing is to be said but whose family it is.
        if token.isRefreshElsewhere, access == nil { refresh = nil }
        guard access != nil || refresh != nil else { return }
        items.append(
            Item(
                source: token, application: application, owner: owner, tokenType: tokenType, scopes: scopes, access: access,
                refresh: refresh))
    }

    /// What would be taken over.
    mutating func counted() throws -> ImportReport {
        let known = try known()
        _ = count(ended, known)
        let keys = Set(items.filter { isFresh($0, known) }.compactMap(\.key))
        let grants = keys.isEmpty ? [] : try stores.imports.liveGrants(Array(keys))
        _ = count(items, known, Dictionary(grants.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first }))
        return report
    }

    /// Takes it over. `made`: the grants this run made before, by whose scopes its tokens are not limited. Returns those it made now.
    mutating func stored(widening made: [ImportedGrant: Grant.ID]) throws -> (ImportReport, made: [ImportedGrant: Grant.ID]) {
        var known = try known()
        // Grants are locked before tokens, as everywhere.
        let grants = try openGrants(items.filter { isFresh($0, known) }, widening: made)
        let revoked = count(ended, known)
        let fresh = count(items, known, grants)
        var refreshes: [TokenHash: ImportedToken] = [:]
        for item in fresh where !item.source.isRefreshElsewhere {
            guard let hash = unknown(item.refresh, in: known.refresh) else { continue }
            refreshes[hash] = try token(hash, item, grants, expiresAt: end(of: item), familyExpiresAt: familyEnd)
        }
        if !refreshes.isEmpty {
            for made in try stores.imports.insertRefreshTokens(Array(refreshes.values)) { known.refresh[made.hash] = made }
        }
        var accesses: [TokenHash: ImportedToken] = [:]
        for item in fresh {
            guard let hash = unknown(item.access, in: known.access) else { continue }
            var imported = try token(hash, item, grants, expiresAt: item.source.accessExpiresAt, familyExpiresAt: nil)
            imported.familyID = item.refresh?.lazy.compactMap { known.refresh[$0]?.familyID }.first
            accesses[hash] = imported
        }
        if !accesses.isEmpty { try stores.imports.insertAccessTokens(Array(accesses.values)) }
        if !revoked.access.isEmpty { _ = try stores.imports.revokeAccessTokens(revoked.access) }
        if !revoked.families.isEmpty { _ = try stores.imports.revokeFamilies(revoked.families) }
        return (report, grants.filter(\.value.isNew).mapValues(\.id))
    }

    // MARK: What is here

    private struct Known {
        var access: [TokenHash: KnownToken]
        var refresh: [TokenHash: KnownToken]
    }

    private func known() throws -> Known {
        let access = try stores.imports.knownAccessTokens(items.flatMap { $0.access ?? [] } + ended.flatMap(\.access))
        let refresh = try stores.imports.knownRefreshTokens(items.flatMap { $0.refresh ?? [] } + ended.flatMap(\.refresh))
        return Known(
            access: Dictionary(access.map { ($0.hash, $0) }, uniquingKeysWith: { first, _ in first }),
            refresh: Dictionary(refresh.map { ($0.hash, $0) }, uniquingKeysWith: { first, _ in first }))
    }

    /// The hash to store, if none of them is here.
    private func unknown(_ hashes: [TokenHash]?, in known: [TokenHash: KnownToken]) -> TokenHash? {
        guard let hashes, !hashes.contains(where: { known[$0] != nil }) else { return nil }
        return hashes.first
    }

    private func isFresh(_ item: Item, _ known: Known) -> Bool {
        unknown(item.access, in: known.access) != nil
            || !item.source.isRefreshElsewhere && unknown(item.refresh, in: known.refresh) != nil
    }

    /// Counts the rows, and says what is to be stored: with the scopes their grants have here, where there are such.
    private mutating func count(_ items: [Item], _ known: Known, _ grants: [ImportedGrant: OpenedGrant]) -> [Item] {
        items.compactMap { item in
            var fresh = item
            if let grant = item.key.flatMap({ grants[$0] }) { fresh.scopes = item.scopes.filter(grant.scopes.contains) }
            let hasNoScopeLeft = fresh.scopes.isEmpty && !item.scopes.isEmpty
            let refresh = item.source.isRefreshElsewhere ? nil : item.refresh
            if item.access != nil { count(unknown(item.access, in: known.access), hasNoScopeLeft, \.accessTokens) }
            if refresh != nil { count(unknown(refresh, in: known.refresh), hasNoScopeLeft, \.refreshTokens) }
            guard isFresh(item, known) else { return nil }
            if hasNoScopeLeft { report.skip(.noScopeLeft) }
            return hasNoScopeLeft ? nil : fresh
        }
    }

    private mutating func count(_ unknown: TokenHash?, _ hasNoScopeLeft: Bool, _ path: WritableKeyPath<ImportReport, ImportReport.Count>) {
        if unknown == nil {
            report[keyPath: path].alreadyThere += 1
        } else if !hasNoScopeLeft {
            report[keyPath: path].imported += 1
        }
    }

    /// Counts the rows that were revoked there, and says what of them is live here.
    private mutating func count(_ ended: [Ended], _ known: Known) -> (access: [TokenHash], families: [TokenFamily.ID]) {
        var (accesses, families): (Set<TokenHash>, Set<TokenFamily.ID>) = ([], [])
        for row in ended {
            let access = row.access.compactMap { known.access[$0] }.filter { !$0.isRevoked }.map(\.hash)
            let family = row.refresh.compactMap { known.refresh[$0] }.filter { !$0.isRevoked }.compactMap(\.familyID)
            if access.isEmpty, family.isEmpty { report.skip(.revoked) } else { report.revoked += 1 }
            accesses.formUnion(access)
            families.formUnion(family)
        }
        return (Array(accesses), Array(families))
    }

    // MARK: What is made

    private mutating func openGrants(
        _ items: [Item], widening made: [ImportedGrant: Grant.ID]
    ) throws -> [ImportedGrant: OpenedGrant] {
        var consents: [ImportedGrant: ImportedConsent] = [:]
        for item in items {
            guard let key = item.key else { throw InputError("applications", "is not registered") }
            var consent =
                consents[key]
                ?? ImportedConsent(
                    scopes: [], approvedBy: item.owner.userID, approvedAt: item.source.createdAt,
                    isApproverMissing: !rules.mayApprove(item.tokenType, with: item.owner.roles))
            consent.scopes += item.scopes.filter { !consent.scopes.contains($0) }
            consents[key] = consent
        }
        guard !consents.isEmpty else { return [:] }
        let opened = try stores.imports.openGrants(
            consents.map { ($0.key, $0.value) }, widened: consents.keys.compactMap { made[$0] })
        report.grants = opened.count(where: \.isNew)
        return Dictionary(opened.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private func token(
        _ hash: TokenHash, _ item: Item, _ grants: [ImportedGrant: OpenedGrant], expiresAt: Date?, familyExpiresAt: Date?
    ) throws -> ImportedToken {
        guard let grant = item.key.flatMap({ grants[$0] }) else { throw InputError("applications", "is not registered") }
        return ImportedToken(
            hash: hash, grantID: grant.id, tokenType: item.tokenType, scopes: item.scopes, obtainedBy: item.owner.userID,
            generation: grant.generation, secretID: item.application.secretID, issuedAt: item.source.createdAt, expiresAt: expiresAt,
            familyExpiresAt: familyExpiresAt)
    }

    // MARK: Lifetimes

    /// The other server's refresh tokens had no end, or one it does not tell: from now on they have ours.
    private func end(of item: Item) -> Date? {
        [refreshLifetime(item.tokenType, item.application).map(after), familyEnd].compactMap { $0 }.min()
    }

    private var familyEnd: Date? { rules.refreshFamilyLifetime.map(after) }

    private func refreshLifetime(_ tokenType: TokenType, _ application: ImportPlan.Application) -> Duration? {
        if let platform = application.platform, !platform.grantTypes.contains(.refreshToken) { return nil }
        return rules.refreshTokenLifetime?[tokenType]
    }

    private func after(_ lifetime: Duration) -> Date { now.addingTimeInterval(Double(lifetime.components.seconds)) }
}
