import Dialects
import Model
import OAuth
import Secrets
import Storage

/// A client's word about who it is, ready to be held against the database (RFC 6749 §2.3).
struct ClientAuthentication: Sendable {
    private let credentials: ClientCredentials
    private let tenant: Tenant.ID
    private let keys: KeyRing

    /// Throws `invalid_request` for a secret left out where every client has one.
    init(_ credentials: ClientCredentials, at site: TenantSite, keys: KeyRing) throws {
        guard credentials.clientSecret != nil || site.dialect.rules.allowsPublicPlatforms else {
            throw OAuthError.invalidRequest("the parameter client_secret is missing or not a text", .secretMissing)
                .naming(clientID: credentials.clientID)
        }
        self.credentials = credentials
        self.keys = keys
        tenant = site.tenant.id
    }

    /// By what it is remembered. `nil` without a secret.
    var hash: TokenHash? { (try? candidates()).flatMap { $0?.first } }

    private func candidates() throws -> CandidateHashes? {
        try credentials.clientSecret.map { try keys.candidates(PlainSecret($0), as: .clientSecret, tenant: tenant.rawValue) }
    }

    /// The platform from memory alone, by a secret whose use is on record already.
    func recall(in live: LiveReads, at moment: Moment) throws -> Platform? {
        guard let hashes = try candidates(), let platform = try live.recallPlatform(hashes, at: moment),
            platform.clientID == credentials.clientID
        else { return nil }
        return platform
    }

    /// The platform from memory, by a secret. `nil`: it did not prove who it is, and a transaction says why.
    func verify(in storage: Storage, at moment: Moment) async throws -> Platform? {
        guard let hashes = try candidates(), let found = try await storage.live.platform(hashes, at: moment),
            found.platform.clientID == credentials.clientID
        else { return nil }
        if found.wantsNote {
            try await storage.transaction(tenant: moment.tenantID) { stores in try stores.platformSecrets.noteUse(found.secretID) }
        }
        return found.platform
    }

    /// Throws `invalid_client`. A failed authentication never reaches what it was for, so it never burns a code (INTEROP row 4).
    func verify(in stores: Stores) throws -> AuthenticatedPlatform {
        let hashes = try credentials.clientSecret.map {
            try keys.candidateHashes(PlainSecret($0), as: .clientSecret, tenant: tenant.rawValue)
        }
        if let hashes {
            if let client = try stores.platformSecrets.authenticate(clientID: credentials.clientID, hashes: hashes) {
                if let id = client.secretID, !client.useIsNoted { try stores.platformSecrets.noteUse(id) }
                return client
            }
        } else if let platform = try stores.platforms.findPublic(clientID: credentials.clientID) {
            return AuthenticatedPlatform(public: platform)
        }
        // A value from the wire may be anything, a secret in the wrong field too: only a known id is logged.
        guard let known = try stores.platformSecrets.refused(clientID: credentials.clientID, hashes: hashes ?? []) else {
            throw OAuthError.invalidClient(.clientUnknown, detail: "unknown client")
        }
        let reason = hashes == nil && known.reason == .secretWrong ? .secretMissing : known.reason
        throw OAuthError.invalidClient(reason, known.facts, detail: "not authenticated: client \(known.clientID): \(reason.rawValue)")
    }
}

extension Engine {
    /// Whether a client that is known already may be answered: failures from there have not used up their places.
    func hasPlace(for clientID: String, at site: TenantSite, from address: @autoclosure () -> String?) -> Bool {
        clientLimiter.isUnused || clientLimiter.hasPlace(Self.source(clientID, site, address()))
    }

    /// Takes a place for an attempt of this client. `nil`: there is none.
    func place(for clientID: String, at site: TenantSite, from address: String?) -> AttemptPlace? {
        let source = Self.source(clientID, site, address)
        return clientLimiter.take(source) ? AttemptPlace(source: source, limiter: clientLimiter) : nil
    }

    private static func source(_ clientID: String, _ site: TenantSite, _ address: String?) -> String {
        "\(address ?? "") \(site.tenant.id) \(clientID)"
    }

    /// Runs a body in which a client proves who it is. A place is taken first, so that guesses made at once count as well, and given back
    /// unless the client failed to.
    func limitingFailures<Value: Sendable>(
        of clientID: String, at site: TenantSite, origin: RequestOrigin, _ body: () async throws -> Value
    ) async throws -> Value {
        let source = Self.source(clientID, site, origin.address)
        guard clientLimiter.take(source) else {
            throw OAuthError(
                .temporarilyUnavailable, "too many failed client authentications from this address, please wait", .tooManyFailures,
                FailureFacts(namedClientID: clientID), detail: "client authentication limited", cause: .tooManyFailures)
        }
        do {
            let value = try await body()
            clientLimiter.giveBack(source)
            return value
        } catch let error as OAuthError {
            if error.code != .invalidClient { clientLimiter.giveBack(source) }
            throw error.naming(clientID: clientID)
        } catch {
            clientLimiter.giveBack(source)
            throw error
        }
    }
}
