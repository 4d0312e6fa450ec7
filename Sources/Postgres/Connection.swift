import CLibPQ
import Foundation
import Logging

/// The libpq handle. Nothing here is locked: after `open` everything happens on `queue`, which is what makes it safe to share.
final class Connection: @unchecked Sendable {
    let queue: DispatchQueue
    let configuration: DatabaseConfiguration
    let expiresAt: MonotonicTime
    /// When it was last given out; a failure condemns idle connections not used since.
    var lastUsed = MonotonicTime.present
    /// A new connection serves once however short its life: it was made for a caller.
    var hasServed = false
    let notices: NoticeLog
    var statements = StatementCache()
    private(set) var handle: OpaquePointer?

    init(handle: OpaquePointer, queue: DispatchQueue, configuration: DatabaseConfiguration, logger: Logger) {
        self.handle = handle
        self.queue = queue
        self.configuration = configuration
        notices = NoticeLog(logger: logger)
        let lifetime = configuration.connectionLifetime
        expiresAt = .after(lifetime + lifetime * Jitter.fraction() / 5)
        notices.attach(to: handle)
    }

    deinit {
        close()
    }

    /// True once the connection was given up; it never comes back.
    var isBroken: Bool { handle == nil }

    var transactionStatus: PGTransactionStatusType { handle.map { PQtransactionStatus($0) } ?? PQTRANS_UNKNOWN }

    func close() {
        guard let handle else { return }
        self.handle = nil
        PQfinish(handle)
    }

    /// Gives the connection up and says why.
    func lose(_ why: Unavailable) -> PostgresError {
        close()
        return .unavailable(why)
    }

    /// Waits for the socket. False when the deadline passes first.
    func wait(for events: Int32, on handle: OpaquePointer, until deadline: MonotonicTime) -> Bool {
        while true {
            var socket = pollfd(fd: PQsocket(handle), events: Int16(events), revents: 0)
            let ready = poll(&socket, 1, Int32(clamping: deadline.millisecondsLeft))
            if ready > 0 { return true }
            if ready == 0, deadline <= .present { return false }
            if ready < 0, errno != EINTR { return true }  // libpq will meet the error and report it
        }
    }

    /// Sends what libpq has buffered, reading meanwhile so that neither side waits for the other.
    func flush(_ handle: OpaquePointer, until deadline: MonotonicTime) throws(PostgresError) {
        while true {
            switch PQflush(handle) {
            case 0: return
            case 1:
                guard wait(for: Int32(POLLIN | POLLOUT), on: handle, until: deadline) else { throw lose(.noAnswer) }
                guard PQconsumeInput(handle) == 1 else { throw lose(.connectionLost) }
            default: throw lose(.connectionLost)
            }
        }
    }

    /// The next result, nil at the end of a statement's results. Never blocks past the deadline.
    func nextResult(_ handle: OpaquePointer, until deadline: MonotonicTime) throws(PostgresError) -> QueryResult? {
        while PQisBusy(handle) == 1 {
            guard wait(for: Int32(POLLIN), on: handle, until: deadline) else { throw lose(.noAnswer) }
            guard PQconsumeInput(handle) == 1 else { throw lose(.connectionLost) }
        }
        return PQgetResult(handle).map(QueryResult.init)
    }
}
