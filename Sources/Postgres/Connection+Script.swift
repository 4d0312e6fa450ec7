import CLibPQ

extension Connection {
    /// Runs several statements by the simple protocol and drops their results. The first server error is thrown once all is read.
    func script(_ text: String, within limit: Duration) throws(PostgresError) {
        guard !text.utf8.contains(0) else { throw .misuse("a script holds a NUL character") }
        guard let handle else { throw .unavailable(.connectionLost) }
        let deadline = MonotonicTime.after(limit)
        guard PQsendQuery(handle, text) == 1 else { throw lose(.connectionLost) }
        try flush(handle, until: deadline)
        var failure: PostgresError?
        while let result = try nextResult(handle, until: deadline) {
            switch result.status {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: break
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                close()
                throw .misuse("COPY is not offered here")
            default:
                failure = failure ?? result.serverError ?? lose(.connectionLost)
            }
            if isBroken { break }
            guard PQstatus(handle) == CONNECTION_OK else {
                close()
                break
            }
        }
        if let failure { throw failure }
        if isBroken { throw .unavailable(.connectionLost) }
    }
}
