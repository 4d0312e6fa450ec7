import Foundation
package import Model
import Postgres

/// Answers from memory that are never stale: as good as a read of the primary that began after the caller asked (DESIGN.md, "The read
/// barrier"). `nil` says only that nothing good was found: why is for a transaction to say.
package struct LiveReads: Sendable {
    let memory: LiveMemory
    let barrier: ReadBarrier
    private let lanes: Lanes
    private let fills: TokenFills

    /// `memory`: its bound, in bytes.
    init(database: Database, memory limit: Int) {
        memory = LiveMemory(limit: limit)
        barrier = ReadBarrier(lanes: database.barrier, memory: memory)
        lanes = database.reads
        fills = TokenFills(lanes: database.reads, memory: memory)
    }

    /// About so many bytes are in use.
    package var memoryUsed: Int { memory.cost }

    /// Waits for a read of the primary that begins now. `nil`: there is no such tenant.
    package func moment(of tenant: Tenant.ID) async throws -> Moment? { try await barrier.moment(of: tenant) }

    /// The tenant of a name, disabled or not, as of a read that begins now.
    package func tenant(_ name: SiteName) async throws -> (Tenant, Moment)? {
        let (key, query) = (name.key, TenantSnapshot.query(name))
        if let hint = memory.hint(of: key), let moment = try await barrier.moment(of: hint), let tenant = memory.tenant(named: key, hint) {
            return (tenant, moment)
        }
        // The first says which tenant's revision to read; what the second says is as of then.
        guard let found = try await read(query, in: nil, as: TenantSnapshot.self),
            let moment = try await barrier.moment(of: found.tenant.id),
            let again = try await read(query, in: nil, as: TenantSnapshot.self)
        else { return nil }
        // A host that moved on meanwhile leads where it leads now.
        guard again.tenant.id == found.tenant.id else { return try await tenant(name) }
        if again.tenant.disabledAt == nil { memory.keep(again.tenant, named: key, read: again.revision) }
        return (again.tenant, moment)
    }

    /// The access token or, where there can be one, the personal token that has one of these hashes, if it and all it depends on is live.
    package func token(
        _ hashes: CandidateHashes, personal: CandidateHashes?, secretMustLive: Bool, at moment: Moment
    ) async throws -> LiveToken? {
        if let token = try recallToken(hashes, personal: personal, at: moment) { return token }
        let all = try hashes.all()
        let read = try await withCheckedThrowingContinuation { continuation in
            fills.find(all, in: moment.tenantID, secretMustLive: secretMustLive) { continuation.resume(with: $0) }
        }
        if let found = read, let token = found.live(at: found.time(moment)) { return .granted(token) }
        guard let personal else { return nil }
        let personalQuery = PersonalTokenSnapshot.query(moment.tenantID, try personal.all())
        return try await fill(personalQuery, at: moment, as: PersonalTokenSnapshot.self, entry: { $0.entry(&$1) }).map {
            .personal($0.token)
        }
    }

    /// Reads the access token that has one of these hashes, so that memory has it if it is live. Tells on a queue of the database's.
    package func fillToken(
        _ hashes: CandidateHashes, secretMustLive: Bool, at moment: Moment, then: @escaping @Sendable () -> Void
    ) {
        guard let all = try? hashes.all() else { return then() }
        fills.find(all, in: moment.tenantID, secretMustLive: secretMustLive) { _ in then() }
    }

    /// The live platform that has, among its live secrets, one of these hashes.
    package func platform(_ hashes: CandidateHashes, at moment: Moment) async throws -> LivePlatform? {
        let found = try remembered(hashes, at: moment, as: CredentialEntry<Platform>.self) {
            LivePlatform(platform: $0.owner, secretID: PlatformSecret.ID(rawValue: $0.secretID), wantsNote: $0.wantsNote(at: moment.time))
        }
        if let found { return found }
        let query = PlatformSnapshot.query(moment.tenantID, try hashes.all())
        guard let read = try await fill(query, at: moment, as: PlatformSnapshot.self, entry: { $0.entry(&$1) }) else { return nil }
        return LivePlatform(
            platform: read.platform, secretID: PlatformSecret.ID(rawValue: read.secretID), wantsNote: read.notedAt.isOld(at: moment.time))
    }

    /// The live resource server that has, among its live secrets, one of these hashes.
    package func resourceServer(_ hashes: CandidateHashes, at moment: Moment) async throws -> AuthenticatedResourceServer? {
        let found = try remembered(hashes, at: moment, as: CredentialEntry<ResourceServer>.self) {
            AuthenticatedResourceServer(
                server: $0.owner, secretID: ResourceServerSecret.ID(rawValue: $0.secretID), wantsNote: $0.wantsNote(at: moment.time))
        }
        if let found { return found }
        let query = ResourceServerSnapshot.query(moment.tenantID, try hashes.all())
        guard let read = try await fill(query, at: moment, as: ResourceServerSnapshot.self, entry: { $0.entry(&$1) }) else { return nil }
        return AuthenticatedResourceServer(
            server: read.server, secretID: ResourceServerSecret.ID(rawValue: read.secretID), wantsNote: read.notedAt.isOld(at: moment.time))
    }

    /// A live key of the management API: this tenant's or an operator's.
    package func adminKey(_ hashes: [TokenHash], at moment: Moment) async throws -> AdminKey? {
        if let key = recallAdminKey(hashes, at: moment) { return key }
        let query = AdminKeySnapshot.query(moment.tenantID, hashes)
        guard let read = try await self.read(query, in: nil, as: AdminKeySnapshot.self), read.isGood(at: moment.databaseTime) else {
            return nil
        }
        memory.keep(in: read.key.tenantID ?? .operators, read: read.revision) { read.entry(&$0) }
        return read.key
    }

    /// Reads what is not in memory, and keeps it if it is as of memory's own revision.
    private func fill<Found: Snapshot>(
        _ query: SQL, at moment: Moment, as: Found.Type, entry: @escaping @Sendable (Found, inout PartTable) -> MemoryEntry
    ) async throws -> Found? {
        guard let found = try await read(query, in: moment.tenantID, as: Found.self) else { return nil }
        guard found.expiresAt.map({ $0 > found.time(moment) }) ?? true else { return nil }
        memory.keep(in: moment.tenantID, read: found.header.revision) { entry(found, &$0) }
        return found
    }

    private func read<Found: RowDecodable & Sendable>(_ query: SQL, in tenant: Tenant.ID?, as: Found.Type) async throws -> Found? {
        try await lanes.run([query], group: tenant?.description) { rows in try rows.first?.first(as: Found.self) }
    }
}

extension Snapshot {
    /// By its tenant's clock as it was read: the read began after the moment.
    func time(_ moment: Moment) -> Date { moment.databaseTime.addingTimeInterval(header.clockOffset.inSeconds) }
}

extension Date? {
    /// Whether a use noted then is to be noted again.
    fileprivate func isOld(at now: Date) -> Bool { map { now.timeIntervalSince($0) >= 60 } ?? true }
}
