import Dialects
package import Foundation
package import Model
import Secrets
import Storage

/// What is on record about tokens, and ending one.
package struct ManageTokens: Sendable {
    /// Which tokens are listed.
    package struct Filter: Sendable {
        package var kind: TokenRecord.Kind?
        package var state: TokenRecord.State?
        package var grant: Grant.ID?
        package var clientID: String?
        package var accountID: String?

        package init() {}
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// The newest first, at most `limit`, after a place in that order. Throws `InputError`.
    package func page(_ filter: Filter, after place: PagePlace? = nil, limit: Int, in tenant: Tenant) async throws -> [TokenRecord] {
        let endsWithSecret = endsWithSecret(tenant)
        return try await engine.storage.transaction(tenant: tenant.id) { stores in
            var rows = TokenRecordFilter()
            (rows.kind, rows.state, rows.grant) = (filter.kind, filter.state, filter.grant)
            rows.platform = try stores.platformID(filter.clientID)
            rows.account = try stores.accountID(filter.accountID)
            return try stores.tokenRecords.page(rows, endsWithSecret: endsWithSecret, after: place, limit: limit)
        }
    }

    /// Throws `NotFound`.
    package func find(_ id: UUID, in tenant: Tenant) async throws -> TokenRecord {
        let endsWithSecret = endsWithSecret(tenant)
        return try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.tokenRecords.find(id, endsWithSecret: endsWithSecret).orNotFound(id)
        }
    }

    /// What this token is, wherever it was found. Throws `NotFound`, which does not name it.
    package func find(_ token: PlainSecret, in tenant: Tenant) async throws -> TokenRecord {
        let (hashes, endsWithSecret) = (try hashes(token, tenant), endsWithSecret(tenant))
        return try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.tokenRecords.find(hashes, endsWithSecret: endsWithSecret).orNotFound("like this one")
        }
    }

    /// Ends one token: of a refresh token the whole family, its access tokens with it. Throws `NotFound`.
    package func revoke(
        _ id: UUID, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> Touched {
        let endsWithSecret = endsWithSecret(tenant)
        return try await engine.storage.transaction(tenant: tenant.id) { stores in
            let record = try stores.tokenRecords.find(id, endsWithSecret: endsWithSecret).orNotFound(id)
            return try stores.revoke(record, by: actor, origin: origin)
        }
    }

    /// The same of a token by its value. Throws `NotFound`.
    package func revoke(
        _ token: PlainSecret, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> Touched {
        let (hashes, endsWithSecret) = (try hashes(token, tenant), endsWithSecret(tenant))
        return try await engine.storage.transaction(tenant: tenant.id) { stores in
            let record = try stores.tokenRecords.find(hashes, endsWithSecret: endsWithSecret).orNotFound("like this one")
            return try stores.revoke(record, by: actor, origin: origin)
        }
    }

    private func endsWithSecret(_ tenant: Tenant) -> Bool { engine.dialects.find(tenant.dialect)?.rules.tokensEndWithSecret == true }

    private func hashes(_ token: PlainSecret, _ tenant: Tenant) throws -> TokenRecordHashes {
        let tenant = tenant.id.rawValue
        return TokenRecordHashes(
            access: try engine.keys.candidateHashes(token, as: .accessToken, tenant: tenant),
            refresh: try engine.keys.candidateHashes(token, as: .refreshToken, tenant: tenant),
            personal: try engine.keys.candidateHashes(token, as: .personalAccessToken, tenant: tenant))
    }
}

extension Stores {
    fileprivate func revoke(_ record: TokenRecord, by actor: AuditEntry.Actor, origin: RequestOrigin) throws -> Touched {
        var touched = Touched()
        switch (record.kind, record.grantID, record.familyID) {
        case (.access, let grant?, _):
            // Whoever exchanges or refreshes comes before or after, never between.
            try grants.lock(grant)
            let id = AccessToken.ID(rawValue: record.id)
            touched = try touchedTokens(of: .accessToken(id, of: grant))
            _ = try accessTokens.revoke(id, grant: grant)
        case (.refresh, let grant?, let family?):
            try grants.lock(grant)
            touched = try touchedTokens(of: .family(family, of: grant))
            _ = try refreshTokens.revokeFamily(family)
        default:
            guard let user = record.userID else { break }
            touched.personalAccessTokens = record.state == .live || record.state == .asleep ? 1 : 0
            if try !personalAccessTokens.revoke(PersonalAccessToken.ID(rawValue: record.id), user: user) {
                touched.personalAccessTokens = 0
            }
        }
        try audit(
            "\(record.kind.action)_token.revoked", by: actor,
            target: record.grantID.map { .init("grant", $0.description) }
                ?? .init("personal_access_token", record.id.uuidString.lowercased()),
            detail: touched.detail.merging(["token_id": .string(record.id.uuidString.lowercased())]) { first, _ in first }, origin: origin)
        return touched
    }
}

extension TokenRecord.Kind {
    /// As the audit log writes it.
    fileprivate var action: String {
        switch self {
        case .access: "access"
        case .refresh: "refresh"
        case .personal: "personal_access"
        }
    }
}

extension Optional<TokenRecord> {
    fileprivate func orNotFound(_ id: some CustomStringConvertible) throws(NotFound) -> TokenRecord {
        guard let self else { throw NotFound("token", id) }
        return self
    }
}
