package import Model
import Storage

/// What is on record about grants.
package struct ManageGrants: Sendable {
    /// Which grants are listed.
    package struct Filter: Sendable {
        package var accountID: String?
        package var clientID: String?
        package var user: User.ID?
        package var state: GrantRecord.State?

        package init() {}
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// The newest first, at most `limit`, after a place in that order. Throws `InputError`.
    package func page(_ filter: Filter, after place: PagePlace? = nil, limit: Int, in tenant: Tenant) async throws -> [GrantRecord] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.grantRecords.page(
                account: try stores.accountID(filter.accountID), platform: try stores.platformID(filter.clientID), user: filter.user,
                state: filter.state, after: place, limit: limit)
        }
    }

    /// Throws `NotFound`.
    package func find(_ id: Grant.ID, in tenant: Tenant) async throws -> GrantRecord {
        try await engine.storage.transaction(tenant: tenant.id) { stores in try stores.grantRecord(id) }
    }

    /// What revoking it would end. Throws `NotFound`.
    package func preview(_ id: Grant.ID, in tenant: Tenant) async throws -> Touched {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            _ = try stores.grantRecord(id)
            return try stores.touchedGrants(of: .grants([id]))
        }
    }

    /// Leaves a live grant with these of its scopes. Throws `NotFound` and `InputError`.
    package func narrow(
        _ id: Grant.ID, to scopes: [String], precondition: Precondition<GrantRecord>? = nil, in tenant: Tenant,
        by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> GrantRecord {
        let wanted = try FieldCheck.scopes(scopes)
        return try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.grants.lock(id)
            let record = try stores.grantRecord(id)
            try precondition?(record)
            guard record.state != .revoked else { throw InputError("scopes", "the grant is revoked") }
            guard !wanted.isEmpty else { throw InputError("scopes", "must name at least one; revoke the grant to end it") }
            guard wanted.allSatisfy(record.grant.scopes.contains) else {
                throw InputError("scopes", "must be among those the grant has: only whoever allowed it can allow more")
            }
            let left = record.grant.scopes.filter(wanted.contains)
            guard left != record.grant.scopes, let account = try stores.accounts.find(record.grant.accountID),
                let platform = try stores.platforms.find(record.grant.platformID), try stores.grants.narrow(id, to: left)
            else { return record }
            // A code from before would bring back what was just taken.
            try stores.authorizationCodes.expireAll(grant: id)
            try stores.tell(
                .grantScopesChanged, platform: platform, account: account, cause: try stores.cause(actor), ["scopes": .list(left)])
            try stores.audit(
                "grant.scopes_changed", by: actor, target: .init("grant", id.description), before: ["scopes": .list(record.grant.scopes)],
                after: ["scopes": .list(left)], origin: origin)
            return try stores.grantRecord(id)
        }
    }
}

extension Stores {
    func grantRecord(_ id: Grant.ID) throws -> GrantRecord {
        guard let record = try grantRecords.find(id) else { throw NotFound("grant", id) }
        return record
    }

    /// Of a filter. Throws `InputError`.
    func accountID(_ publicID: String?) throws -> Account.ID? {
        try publicID.map { publicID in
            guard let account = try accounts.find(publicID: publicID) else {
                throw InputError("account_id", "there is no account \(publicID.prefix(64))")
            }
            return account.id
        }
    }

    func platformID(_ clientID: String?) throws -> Platform.ID? {
        try clientID.map { clientID in
            guard let platform = try platforms.find(clientID: clientID) else {
                throw InputError("client_id", "there is no platform \(clientID.prefix(64))")
            }
            return platform.id
        }
    }
}
