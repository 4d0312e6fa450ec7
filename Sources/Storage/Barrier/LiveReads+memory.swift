package import Model

/// What memory alone can say, at once and without awaiting anything: for a caller that was told of a moment. `nil` says only that it cannot.
extension LiveReads {
    /// Tells, on a queue of the database's, once the primary was read by a read that begins now. A tenant that has no moment is not there.
    package func wait(for tenants: some Collection<Tenant.ID>, then: @escaping @Sendable (Result<[Tenant.ID: Moment], any Error>) -> Void) {
        barrier.wait(for: tenants, then: then)
    }

    /// Where a name led the last time, as good as a guess: what stands is for `leads(_:to:at:)` to say.
    package func guess(_ name: SiteName) -> Tenant? {
        let key = name.key
        return memory.hint(of: key).flatMap { memory.tenant(named: key, $0) }
    }

    /// Whether a name leads to a tenant that is as it was guessed.
    package func leads(_ name: SiteName, to tenant: Tenant, at moment: Moment) -> Bool {
        tenant.id == moment.tenantID && memory.tenant(named: name.key, tenant.id) == tenant
    }

    /// The access or personal token that has one of these hashes.
    package func recallToken(_ hashes: CandidateHashes, personal: CandidateHashes?, at moment: Moment) throws -> LiveToken? {
        if let token = try remembered(hashes, at: moment, as: TokenEntry.self, { $0.token(at: moment.time) }) { return .granted(token) }
        return try personal.flatMap {
            try remembered($0, at: moment, as: ValueEntry<PersonalAccessToken>.self) { $0.value }.map(LiveToken.personal)
        }
    }

    /// The platform that has one of these hashes among its secrets, its use on record already.
    package func recallPlatform(_ hashes: CandidateHashes, at moment: Moment) throws -> Platform? {
        try remembered(hashes, at: moment, as: CredentialEntry<Platform>.self) { $0.isNoted(at: moment.time) ? $0.owner : nil }
    }

    /// The same of a resource server.
    package func recallResourceServer(_ hashes: CandidateHashes, at moment: Moment) throws -> ResourceServer? {
        try remembered(hashes, at: moment, as: CredentialEntry<ResourceServer>.self) { $0.isNoted(at: moment.time) ? $0.owner : nil }
    }

    /// Whether a hash stands for something, good or not.
    package func knows(_ hash: TokenHash?, in tenant: Tenant.ID) -> Bool { hash.map { memory.knows($0, in: tenant) } ?? false }

    /// The same of an operator's key.
    package func knowsOperators(_ hash: TokenHash) -> Bool { memory.knows(hash, in: .operators) }

    package func recallAdminKey(_ hashes: [TokenHash], at moment: Moment) -> AdminKey? {
        for hash in hashes {
            for owner in [moment.tenantID, .operators] {
                // A key's times are the database's own.
                let found = memory.find(hash, in: owner, at: moment.databaseTime, as: ValueEntry<AdminKey>.self) { $0.value }
                if let found { return found }
            }
        }
        return nil
    }

    /// Keeps what clients may have in an account each, as of a revision. Where memory has another, it is brought up to date for the next.
    func remember(_ clients: [TokenHash: InstalledClient], in tenant: Tenant.ID, read revision: Revision) {
        guard memory.revisions(of: [tenant]) == [revision] else { return barrier.wait(for: CollectionOfOne(tenant)) { _ in } }
        for (hash, client) in clients { memory.keep(in: tenant, read: revision) { InstalledClientEntry(hash, client, table: &$0) } }
    }

    func remembered<Entry: MemoryEntry, Value: Sendable>(
        _ hashes: CandidateHashes, at moment: Moment, as type: Entry.Type, _ value: (Entry) -> Value?
    ) throws -> Value? {
        if let found = memory.find(hashes.first, in: moment.tenantID, at: moment.time, as: type, { value($0) }) { return found }
        for hash in try hashes.all().dropFirst() {
            if let found = memory.find(hash, in: moment.tenantID, at: moment.time, as: type, { value($0) }) { return found }
        }
        return nil
    }
}
