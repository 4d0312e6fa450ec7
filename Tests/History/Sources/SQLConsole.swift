import CLibPQ
import Foundation

/// SQL typed by hand: a superuser's session, straight to the database and not through anything of the product.
final class SQLConsole {
    enum Failure: Error, CustomStringConvertible {
        /// PostgreSQL said no: nothing was done.
        case refused(String)
        /// The connection was lost or fell silent: it may have been done.
        case lost(String)

        var description: String {
            switch self {
            case .refused(let message): "refused: \(message)"
            case .lost(let message): "lost: \(message)"
            }
        }
    }

    private let url: String
    private var connection: OpaquePointer?

    init(url: String) { self.url = url }

    deinit { close() }

    func close() {
        if let connection { PQfinish(connection) }
        connection = nil
    }

    /// The first column of the last statement's rows.
    @discardableResult
    func run(_ text: String, seconds: Double = 10) throws -> [String] {
        let connection = try open()
        guard PQsendQuery(connection, text) == 1 else { throw lost() }
        let end = MonotonicClock.now + .milliseconds(seconds * 1000)
        var values: [String] = []
        var refusal: String?
        while true {
            while PQisBusy(connection) == 1 {
                let now = MonotonicClock.now
                var wait = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
                guard now < end, poll(&wait, 1, Int32((end - now) / 1_000_000) + 1) > 0, PQconsumeInput(connection) == 1 else {
                    throw lost()
                }
            }
            guard let result = PQgetResult(connection) else { break }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK:
                values = (0..<PQntuples(result)).map { row in PQgetvalue(result, row, 0).map { String(cString: $0) } ?? "" }
            case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: values = []
            default: refusal = String(cString: PQresultErrorMessage(result))
            }
        }
        guard PQstatus(connection) == CONNECTION_OK else { throw lost() }
        if let refusal { throw Failure.refused(refusal.trimmingCharacters(in: .whitespacesAndNewlines)) }
        return values
    }

    private func open() throws -> OpaquePointer {
        if let connection { return connection }
        let opened = PQconnectdb(url)
        guard let opened, PQstatus(opened) == CONNECTION_OK else {
            let message = opened.map { String(cString: PQerrorMessage($0)) } ?? "no memory"
            PQfinish(opened)
            // Nothing was sent.
            throw Failure.refused(message)
        }
        connection = opened
        return opened
    }

    private func lost() -> Failure {
        let message = connection.map { String(cString: PQerrorMessage($0)) } ?? ""
        close()
        return .lost(message)
    }
}
