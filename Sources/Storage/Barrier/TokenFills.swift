import Model
import Postgres
import Synchronization

/// Reads tokens that are not in memory, those that several callers ask for at once in one statement.
final class TokenFills: Sendable {
    typealias Waiter = @Sendable (Result<AccessTokenSnapshot?, any Error>) -> Void

    private struct Key: Hashable {
        let tenant: Tenant.ID
        let secretMustLive: Bool
    }

    private struct Asked {
        let hashes: [TokenHash]
        let came: ContinuousClock.Instant
        let then: Waiter
    }

    private struct Line {
        var waiting: [Asked] = []
        var underWay = 0
    }

    /// Tokens of one statement, and statements of one tenant at a time.
    private static let (batchLimit, statementLimit) = (64, 2)
    /// Whoever comes to a longer line is refused.
    private static let lineLimit = 1024
    /// How long somebody waits for a statement.
    private static let patience = Duration.seconds(3)

    private let lanes: Lanes
    private let memory: LiveMemory
    private let lines = Mutex<[Key: Line]>([:])

    init(lanes: Lanes, memory: LiveMemory) {
        self.lanes = lanes
        self.memory = memory
    }

    /// The token that has one of these hashes, if it and all it depends on is live, by a read that begins after this.
    func find(_ hashes: [TokenHash], in tenant: Tenant.ID, secretMustLive: Bool, then: @escaping Waiter) {
        let key = Key(tenant: tenant, secretMustLive: secretMustLive)
        let isFull = lines.withLock { lines in
            guard lines[key]?.waiting.count ?? 0 < Self.lineLimit else { return true }
            lines[key, default: Line()].waiting.append(Asked(hashes: hashes, came: ContinuousClock.now, then: then))
            return false
        }
        if isFull { return then(.failure(PostgresError.unavailable(.queueFull))) }
        send(key)
    }

    private func send(_ key: Key) {
        let now = ContinuousClock.now
        let (batch, late) = lines.withLock { lines -> ([Asked], [Asked]) in
            guard var line = lines[key], line.underWay < Self.statementLimit else { return ([], []) }
            // Whoever waits longest is first.
            let late = Array(line.waiting.prefix { now - $0.came > Self.patience })
            line.waiting.removeFirst(late.count)
            let batch = Array(line.waiting.prefix(Self.batchLimit))
            line.waiting.removeFirst(batch.count)
            if !batch.isEmpty { line.underWay += 1 }
            lines[key] = line.underWay == 0 && line.waiting.isEmpty ? nil : line
            return (batch, late)
        }
        for asked in late { asked.then(.failure(PostgresError.unavailable(.acquireTimeout))) }
        guard !batch.isEmpty else { return }
        let query = AccessTokenSnapshot.query(key.tenant, batch.flatMap(\.hashes), secretMustLive: key.secretMustLive)
        lanes.submit([query], group: key.tenant.description) { [self] outcome in
            let found = Result { try read(outcome.get(), in: key.tenant) }
            finish(key)
            for asked in batch { asked.then(found.map { found in asked.hashes.lazy.compactMap { found[$0] }.first }) }
        }
    }

    private func finish(_ key: Key) {
        lines.withLock { lines in
            lines[key]?.underWay -= 1
            if lines[key]?.underWay == 0, lines[key]?.waiting.isEmpty == true { lines[key] = nil }
        }
        send(key)
    }

    private func read(_ rows: [Rows], in tenant: Tenant.ID) throws -> [TokenHash: AccessTokenSnapshot] {
        var found: [TokenHash: AccessTokenSnapshot] = [:]
        for snapshot in try rows.first?.all(as: AccessTokenSnapshot.self) ?? [] {
            found[snapshot.header.hash] = snapshot
            memory.keep(in: tenant, read: snapshot.header.revision) { snapshot.entry(&$0) }
        }
        return found
    }
}
