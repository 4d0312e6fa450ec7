import CLibPQ

extension Connection {
    /// One message of a pipeline whose answer must be read.
    enum Step {
        case clear
        case prepare(StatementCache.Key, name: String)
        case run(StatementCache.Key?)

        var isRun: Bool {
            if case .run = self { true } else { false }
        }
    }

    /// Sends statements as one pipeline, one round trip, and returns a result for each; the first server error is thrown once all is read.
    /// Throws `.unavailable` with the connection given up when it breaks or the deadline passes.
    func exchange(_ batch: [SQL], within limit: Duration) throws(PostgresError) -> [QueryResult] {
        for sql in batch { if let refusal = sql.refusal { throw refusal } }
        guard let handle else { throw .unavailable(.connectionLost) }
        let deadline = MonotonicTime.after(limit)
        guard PQenterPipelineMode(handle) == 1 else { throw lose(.connectionLost) }
        let steps = try enqueue(batch, on: handle)
        guard PQpipelineSync(handle) == 1 else { throw lose(.connectionLost) }
        try flush(handle, until: deadline)

        var results: [QueryResult] = []
        var failure: PostgresError?
        do throws(PostgresError) {
            for step in steps {
                let result = try answer(on: handle, until: deadline)
                if let error = try complaint(result) {
                    failure = failure ?? error
                    note(error, at: step)
                } else if failure == nil {
                    note(step)
                    if step.isRun { results.append(result) }
                }
            }
            while let result = try nextResult(handle, until: deadline), result.status != PGRES_PIPELINE_SYNC {}
            guard PQexitPipelineMode(handle) == 1 else { throw lose(.connectionLost) }
        } catch {
            // What the server did say outlives the connection: an error it gave, or answers that were complete.
            if let failure { throw failure }
            guard results.count == batch.count else { throw error }
        }
        if let failure { throw failure }
        return results
    }

    func enqueue(_ batch: [SQL], on handle: OpaquePointer) throws(PostgresError) -> [Step] {
        var steps: [Step] = []
        if configuration.preparedStatements, statements.isFull, transactionStatus != PQTRANS_INERROR {
            statements.removeAll()
            guard PQsendQueryParams(handle, "DEALLOCATE ALL", 0, nil, nil, nil, nil, 1) == 1 else { throw lose(.connectionLost) }
            steps.append(.clear)
        }
        // A text that comes twice is prepared once; what fails in between fails the whole batch.
        var preparing: [StatementCache.Key: String] = [:]
        for sql in batch {
            let parameters = Parameters(sql.binds)
            guard configuration.preparedStatements else {
                guard parameters.send(sql.text, on: handle) else { throw lose(.connectionLost) }
                steps.append(.run(nil))
                continue
            }
            let key = StatementCache.Key(sql)
            let name = statements.name(of: key) ?? preparing[key]
            let sent = name ?? statements.newName()
            if name == nil {
                preparing[key] = sent
                guard PQsendPrepare(handle, sent, sql.text, Int32(key.types.count), key.types) == 1 else { throw lose(.connectionLost) }
                steps.append(.prepare(key, name: sent))
            }
            guard parameters.send(prepared: sent, on: handle) else { throw lose(.connectionLost) }
            steps.append(.run(key))
        }
        return steps
    }

    /// The last result of one message, read up to the empty one that ends it.
    func answer(on handle: OpaquePointer, until deadline: MonotonicTime) throws(PostgresError) -> QueryResult {
        var last: QueryResult?
        while let result = try nextResult(handle, until: deadline) {
            last = result
            if result.status == PGRES_COPY_IN || result.status == PGRES_COPY_OUT || result.status == PGRES_COPY_BOTH {
                close()
                throw .misuse("COPY is not offered here")
            }
            // A connection that broke answers for ever.
            guard PQstatus(handle) == CONNECTION_OK else { break }
        }
        guard let last else { throw lose(.connectionLost) }
        if PQstatus(handle) != CONNECTION_OK, last.serverError == nil { throw lose(.connectionLost) }
        return last
    }

    func complaint(_ result: QueryResult) throws(PostgresError) -> PostgresError? {
        switch result.status {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return nil
        case PGRES_PIPELINE_ABORTED: return .unavailable(.connectionLost)  // never seen: the error before it was kept
        default:
            guard let error = result.serverError else { throw lose(.connectionLost) }
            return error
        }
    }

    func note(_ step: Step) {
        if case .prepare(let key, let name) = step { statements.remember(key, as: name) }
    }

    /// A plan that no longer fits its tables, or a statement someone dropped, is prepared anew the next time.
    func note(_ error: PostgresError, at step: Step) {
        guard case .run(.some(let key)) = step, error.meansStalePlan else { return }
        statements.forget(key)
    }
}

extension PostgresError {
    var meansStalePlan: Bool {
        guard case .server(let state, _, _) = self else { return false }
        return state == .featureNotSupported || state == .invalidStatementName
    }
}
