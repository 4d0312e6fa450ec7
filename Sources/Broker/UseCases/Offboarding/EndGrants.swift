package import Model
import Storage

/// Ends every live grant of a holder, some at a time: each batch is a transaction of its own, so that no lock is held for long. Called again
/// after a failure it goes on where it stopped.
package struct EndGrants: Sendable {
    static let batchSize = 500

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// `reason` is what `account.disconnected` gives. Throws `Unfinished` once `most` have ended.
    package func callAsFunction(
        _ holder: Holder, reason: String, as revoker: Grant.Revoker = .operator, most: Int = .max, in tenant: Tenant,
        by actor: AuditEntry.Actor, origin: RequestOrigin
    ) async throws -> Touched {
        // That the request was carried out is for its last transaction to say.
        let origin = RequestOrigin(address: origin.address, requestID: origin.requestID)
        var touched = Touched()
        while true {
            try Task.checkCancellation()
            let batch = try await engine.storage.transaction(tenant: tenant.id) { stores in
                try stores.endGrants(of: holder, limit: Self.batchSize, reason: reason, as: revoker, by: actor, origin: origin)
            }
            guard batch.grants.number > 0 else { return touched }
            touched += batch
            guard touched.grants.number < most else { throw Unfinished(done: touched.grants.number) }
        }
    }
}

extension Stores {
    /// Ends live grants of a holder, at most so many, and tells their platforms.
    func endGrants(
        of holder: Holder, limit: Int, reason: String, as revoker: Grant.Revoker, by actor: AuditEntry.Actor, origin: RequestOrigin
    ) throws -> Touched {
        let ending = try grants.lockLive(of: holder, limit: limit)
        guard !ending.isEmpty else { return Touched() }
        var touched = try touchedTokens(of: .grants(ending.map(\.id)))
        touched.grants = CappedCount(try grants.revokeAll(ending.map(\.id), by: revoker))
        var accounts: [Account.ID: Account] = [:]
        var platforms: [Platform.ID: Platform] = [:]
        for grant in ending {
            if accounts[grant.accountID] == nil { accounts[grant.accountID] = try self.accounts.find(grant.accountID) }
            if platforms[grant.platformID] == nil { platforms[grant.platformID] = try self.platforms.find(grant.platformID) }
            guard let account = accounts[grant.accountID], let platform = platforms[grant.platformID] else { continue }
            try recordDisconnection(of: grant, account: account, platform: platform, reason: reason, by: actor, origin: origin)
        }
        return touched
    }
}
