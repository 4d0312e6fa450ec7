import Model
import OAuth
import Secrets
import Storage

/// A resource server's word about who it is, ready to be held against the database.
struct ResourceServerAuthentication: Sendable {
    private let publicID: String
    /// `nil` where no secret was given.
    private let hashes: CandidateHashes?

    /// `nil` where the id is not shaped like one of a resource server.
    init?(_ credentials: ClientCredentials, tenant: Tenant.ID, keys: KeyRing) throws {
        guard ResourceServer.isID(credentials.clientID) else { return nil }
        publicID = credentials.clientID
        hashes = try credentials.clientSecret.map {
            try keys.candidates(PlainSecret($0), as: .resourceServerSecret, tenant: tenant.rawValue)
        }
    }

    /// By what it is remembered.
    var hash: TokenHash? { hashes?.first }

    /// The resource server from memory alone, its use on record already.
    func recall(in live: LiveReads, at moment: Moment) throws -> ResourceServer? {
        guard let hashes, let server = try live.recallResourceServer(hashes, at: moment), server.publicID == publicID else { return nil }
        return server
    }

    /// The resource server from memory. `nil`: it did not prove who it is, and a transaction says why.
    func verify(in storage: Storage, at moment: Moment) async throws -> ResourceServer? {
        guard let hashes, let found = try await storage.live.resourceServer(hashes, at: moment), found.server.publicID == publicID else {
            return nil
        }
        if found.wantsNote {
            try await storage.transaction(tenant: moment.tenantID) { stores in
                try stores.resourceServers.noteUse(found.server.id, secret: found.secretID)
            }
        }
        return found.server
    }

    /// `nil` where there is no such resource server. Throws `invalid_client`.
    func verify(in stores: Stores) throws -> ResourceServer? {
        let hashes = try hashes?.all()
        if let hashes, let found = try stores.resourceServers.authenticate(publicID: publicID, hashes: hashes) {
            if found.wantsNote { try stores.resourceServers.noteUse(found.server.id, secret: found.secretID) }
            return found.server
        }
        guard let known = try stores.resourceServers.refused(publicID: publicID, hashes: hashes ?? []) else { return nil }
        let facts = FailureFacts(
            resourceServerID: known.id.rawValue, expiredAt: known.disabledAt == nil ? known.expiredAt : nil, endedAt: known.disabledAt)
        let reason: FailureReason =
            known.disabledAt != nil
            ? .resourceServerDisabled : known.expiredAt != nil ? .secretExpired : hashes == nil ? .secretMissing : .secretWrong
        throw OAuthError.invalidClient(reason, facts, detail: "not authenticated: resource server: \(reason.rawValue)")
    }
}
