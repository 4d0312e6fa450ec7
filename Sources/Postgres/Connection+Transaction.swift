import CLibPQ

extension Connection {
    /// How statements are planned. A plan outlives the size its tables had when it was made, in the triggers of foreign keys too: one that reads
    /// a small table whole is of no use once the table has grown, and one by index always is.
    static let planning = [Setting("enable_seqscan", "off"), Setting("jit", "off")]

    /// BEGIN and the transaction's settings in one round trip. The limits are transaction-scoped, since a pooler shares sessions.
    func begin(settings: [Setting], readOnly: Bool) throws(PostgresError) {
        let limits =
            [
                Setting("statement_timeout", "\(configuration.statementTimeout.wholeMilliseconds)ms"),
                Setting("lock_timeout", "\(configuration.lockTimeout.wholeMilliseconds)ms"),
            ] + Self.planning
        var select = SQL.StringInterpolation(literalCapacity: 128, interpolationCount: 8)
        for (index, setting) in (limits + settings).enumerated() {
            select.appendLiteral(index == 0 ? "SELECT set_config(" : ", set_config(")
            select.appendInterpolation(setting.name)
            select.appendLiteral(", ")
            select.appendInterpolation(setting.value)
            select.appendLiteral(", true)")
        }
        let begin: SQL = readOnly ? "BEGIN READ ONLY" : "BEGIN"
        _ = try exchange([begin, SQL(stringInterpolation: select)], within: min(configuration.connectTimeout, configuration.answerTimeout))
    }

    /// Ends the transaction. Throws `.outcomeUnknown` when the answer does not arrive, and the reason when it was rolled back.
    func commit() throws(PostgresError) {
        switch transactionStatus {
        case PQTRANS_INTRANS: break
        case PQTRANS_INERROR:
            rollback()
            throw .rolledBack
        case PQTRANS_IDLE: throw .misuse("the body ended its own transaction")
        default: throw lose(.connectionLost)
        }
        notices.clear()
        let results: [QueryResult]
        do throws(PostgresError) {
            results = try exchange(["COMMIT"], within: configuration.answerTimeout)
        } catch {
            throw isBroken ? .outcomeUnknown : error
        }
        guard results.first?.commandTag == "COMMIT" else { throw .rolledBack }
        // A wait for the synchronous standby that was cut short commits here and warns: a failover may still lose it.
        guard notices.states.isDisjoint(with: [.queryCanceled, .adminShutdown]) else { throw .outcomeUnknown }
    }

    /// Leaves any open transaction; a connection that cannot is given up.
    func rollback() {
        guard transactionStatus != PQTRANS_IDLE, !isBroken else { return }
        do throws(PostgresError) {
            _ = try exchange(["ROLLBACK"], within: configuration.answerTimeout)
        } catch {
            close()
        }
        if transactionStatus != PQTRANS_IDLE { close() }
    }

    /// Leaves nothing behind for the next user: transaction, settings, locks, LISTEN, statements.
    func reset() {
        rollback()
        guard !isBroken else { return }
        statements.removeAll()
        do throws(PostgresError) {
            try script("DISCARD ALL", within: configuration.answerTimeout)
        } catch {
            close()
        }
    }
}

extension PostgresError {
    /// COMMIT answered ROLLBACK, or would have.
    fileprivate static let rolledBack = PostgresError.server(
        .inFailedTransaction, nil, ServerMessage(message: "the transaction had failed and was rolled back"))
}
