package import Logging

/// The ways to one database: a pool of connections, used in a transaction or bare, and lanes for single statements.
package final class Database: Sendable {
    private let pool: Pool
    private let configuration: DatabaseConfiguration
    /// Single statements that write, many in one commit. A statement that waits for a lock is given up soon, so that its neighbours go on.
    package let writes: Lanes
    /// Single statements that only read.
    package let reads: Lanes
    /// One statement at a time, for the read barrier.
    package let barrier: Lanes

    package init(_ configuration: DatabaseConfiguration, logger: Logger) {
        self.configuration = configuration
        pool = Pool(configuration, logger: logger)
        let limits = LaneSettings.Limits(statement: configuration.statementTimeout, lock: .milliseconds(250))
        writes = Lanes(
            configuration,
            LaneSettings(lanes: 2, writes: true, answerTimeout: configuration.answerTimeout, limits: limits), logger: logger)
        let readLimits = LaneSettings.Limits(statement: configuration.statementTimeout, lock: configuration.lockTimeout)
        reads = Lanes(
            configuration, LaneSettings(lanes: 2, writes: false, answerTimeout: configuration.answerTimeout, limits: readLimits),
            logger: logger)
        barrier = Lanes(
            configuration, LaneSettings(lanes: 1, writes: false, batchLimit: 1, answerTimeout: .seconds(2)), logger: logger)
    }

    package var statistics: PoolStatistics { pool.statistics }

    /// Runs a body in a transaction, on the connection's own queue. A throw rolls back and is rethrown; a body may run on after its task is cancelled.
    @discardableResult
    package func transaction<Value: Sendable>(
        settings: [Setting] = [],
        readOnly: Bool = false,
        _ body: @escaping @Sendable (Session) throws -> Value
    ) async throws -> Value {
        let (pool, limit) = (pool, configuration.answerTimeout)
        return try await withConnection { connection in
            try Self.begin(&connection, pool, settings: settings, readOnly: readOnly)
            let session = Session(connection, limit: limit, commitsByItself: false)
            defer { session.end() }
            do {
                let value = try body(session)
                try connection.commit()
                return value
            } catch {
                // A primary that became a standby under us: the next caller connects anew and finds the other one.
                if !readOnly, case PostgresError.server(.readOnlyTransaction, _, _) = error { connection.close() }
                connection.rollback()
                throw error
            }
        }
    }

    /// Runs a body without BEGIN, for migrations and session locks; afterwards the session is wiped. `timeout` is per statement, the client's only.
    @discardableResult
    package func withSession<Value: Sendable>(
        timeout: Duration? = nil,
        _ body: @escaping @Sendable (Session) throws -> Value
    ) async throws -> Value {
        let (pool, limit) = (pool, timeout ?? configuration.answerTimeout)
        return try await withConnection { connection in
            // An idle connection may have died unseen, and no BEGIN would show it.
            try Self.begin(&connection, pool, settings: [], readOnly: false)
            connection.rollback()
            let session = Session(connection, limit: limit, commitsByItself: true)
            defer {
                session.end()
                connection.reset()
            }
            return try body(session)
        }
    }

    /// Refuses new work, lets running bodies finish, closes every connection.
    package func shutdown() async {
        for lanes in [barrier, reads, writes] { await lanes.shutdown() }
        await pool.shutdown()
    }

    /// Nothing ran on a connection that fails at BEGIN, so it is begun once more on a new one.
    private static func begin(_ connection: inout Connection, _ pool: Pool, settings: [Setting], readOnly: Bool) throws(PostgresError) {
        do throws(PostgresError) {
            try connection.begin(settings: settings, readOnly: readOnly)
        } catch {
            guard connection.isBroken else {
                connection.rollback()
                throw error
            }
            connection = try pool.replace(connection)
            do throws(PostgresError) {
                try connection.begin(settings: settings, readOnly: readOnly)
            } catch {
                connection.rollback()
                throw error
            }
        }
    }

    private func withConnection<Value: Sendable>(_ work: @escaping @Sendable (inout Connection) throws -> Value) async throws -> Value {
        try Task.checkCancellation()
        let (pool, ticket) = (pool, Waiter.Ticket())
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                pool.submit(ticket) { outcome in
                    switch outcome {
                    case .failure(let error): continuation.resume(throwing: error)
                    case .success(var connection):
                        let result = Result { try work(&connection) }
                        pool.release(connection)
                        continuation.resume(with: result)
                    }
                }
                // The handler may have run before there was anything to take out of line.
                if Task.isCancelled { pool.cancel(ticket) }
            }
        } onCancel: {
            pool.cancel(ticket)
        }
    }
}
