import Model
import Storage

/// What ends with a platform, or with a scope of it: in batches, so that no transaction holds many grants for long. What they change is no
/// longer good before the first of them, so one that is cut short leaves only records behind, and the next call goes on with those. The request
/// counts as carried out after the last of them, so that it can be sent again until then.
extension Engine {
    static let grantsAtOnce = 500

    /// Takes from the platform's grants all scopes it does not have itself; a grant that is left with none ends. Throws `Unfinished` when
    /// there are more than `most`.
    func endScopes(
        of platform: Platform, as revoker: Grant.Revoker, most: Int, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin
    ) async throws {
        try await inBatches(most, in: tenant) { stores, limit in
            try stores.endScopes(of: platform, limit: limit, as: revoker, by: actor, origin: origin.withoutClaim)
        }
    }

    /// Ends every grant of the platform that was allowed before this generation. Throws `Unfinished` when there are more than `most`.
    func endGrants(
        of platform: Platform, before generation: Int, reason: String, as revoker: Grant.Revoker, most: Int, in tenant: Tenant,
        by actor: AuditEntry.Actor, origin: RequestOrigin
    ) async throws {
        try await inBatches(most, in: tenant) { stores, limit in
            let held = try stores.grants.lock(platform: platform.id, before: generation, limit: limit)
            try stores.end(held, of: platform, reason: reason, as: revoker, by: actor, origin: origin.withoutClaim)
            return held.count
        }
    }

    /// `batch` is given how many grants it may take at most, and returns how many it took.
    private func inBatches(_ most: Int, in tenant: Tenant, _ batch: @escaping @Sendable (Stores, _ limit: Int) throws -> Int) async throws {
        var done = 0
        while true {
            try Task.checkCancellation()
            let (left, before) = (most - done, done)
            let taken = try await storage.transaction(tenant: tenant.id) { stores in
                guard left > 0 else {
                    // Taken back by the throw: it only shows whether there is another.
                    if try batch(stores, 1) > 0 { throw Unfinished(done: before) }
                    return 0
                }
                return try batch(stores, min(left, Self.grantsAtOnce))
            }
            done += taken
            guard taken == min(max(left, 1), Self.grantsAtOnce) else { return }
        }
    }
}

extension Engine {
    /// The last transaction of a request of many: it counts as carried out, and is not any more to be sent again.
    func carriedOut(_ origin: RequestOrigin, in tenant: Tenant) async throws {
        guard let claim = origin.idempotency else { return }
        try await storage.transaction(tenant: tenant.id) { stores in try claim.apply(in: stores) }
    }
}

extension Stores {
    /// Returns how many grants there were in this batch.
    fileprivate func endScopes(
        of platform: Platform, limit: Int, as revoker: Grant.Revoker, by actor: AuditEntry.Actor, origin: RequestOrigin
    ) throws -> Int {
        // Another change may have come in between: what counts is what the platform has now.
        guard let scopes = try platforms.hold(platform.id)?.scopes, !scopes.isEmpty else { return 0 }
        let held = try grants.lock(platform: platform.id, beyond: scopes, limit: limit)
        let emptied = held.filter { !$0.grant.scopes.contains(where: scopes.contains) }
        let narrowed = held.filter { $0.grant.scopes.contains(where: scopes.contains) }
        try grants.narrow(narrowed.map(\.grant.id), keeping: scopes)
        let cause = try cause(actor)
        for item in narrowed {
            let left = item.grant.scopes.filter(scopes.contains)
            try tell(
                .grantScopesChanged, platform: platform, account: item.account, cause: cause,
                ["scopes": .list(left), "reason": "scope_removed"])
            try audit(
                "grant.scopes_changed", by: actor, target: .init("grant", item.grant.id.description), detail: ["scopes": .list(left)],
                before: ["scopes": .list(item.grant.scopes)], after: ["scopes": .list(left)], origin: origin)
        }
        try end(emptied, of: platform, reason: "scope_removed", as: revoker, by: actor, origin: origin)
        return held.count
    }

    fileprivate func end(
        _ held: [HeldGrant], of platform: Platform, reason: String, as revoker: Grant.Revoker, by actor: AuditEntry.Actor,
        origin: RequestOrigin
    ) throws {
        _ = try grants.revokeAll(held.map(\.grant.id), by: revoker)
        for item in held {
            try recordDisconnection(of: item.grant, account: item.account, platform: platform, reason: reason, by: actor, origin: origin)
        }
    }
}
