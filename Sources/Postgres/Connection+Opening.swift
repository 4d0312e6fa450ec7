import CLibPQ
import Foundation
import Logging

extension Connection {
    /// Connects, on the caller's thread, trying each host of the URL for at most the connect timeout.
    static func open(_ configuration: DatabaseConfiguration, queue: DispatchQueue, logger: Logger) throws(PostgresError) -> Connection {
        let parameters = configuration.connectionParameters
        let keywords = CStringArray(parameters.map(\.key))
        let values = CStringArray(parameters.map(\.value))
        // The blocking form is the one that honours connect_timeout host by host, so that a dead first host cannot hide a live second.
        guard let handle = PQconnectdbParams(keywords.pointers, values.pointers, 0) else {
            throw .unavailable(.cannotConnect(reason: "out of memory"))
        }
        guard PQstatus(handle) == CONNECTION_OK, PQsetnonblocking(handle, 1) == 0 else {
            let reason = String(cString: PQerrorMessage(handle)).split(whereSeparator: \.isNewline).joined(separator: "; ")
            PQfinish(handle)
            throw .unavailable(.cannotConnect(reason: reason))
        }
        return Connection(handle: handle, queue: queue, configuration: configuration, logger: logger)
    }
}

extension DatabaseConfiguration {
    /// What libpq gets: ours where the URL says nothing, except the encoding, which is not for choice.
    fileprivate var connectionParameters: [(key: String, value: String)] {
        let defaults = [
            "connect_timeout": "\(max(2, (connectTimeout.wholeMilliseconds + 999) / 1_000))",
            "application_name": applicationName,
            "keepalives": "1",
            "keepalives_idle": "15",
            "keepalives_interval": "5",
            "keepalives_count": "3",
            "tcp_user_timeout": "\(answerTimeout.wholeMilliseconds)",
        ]
        let all = defaults.merging(parameters) { _, given in given }.merging(["client_encoding": "UTF8"]) { _, ours in ours }
        return all.sorted { $0.key < $1.key }
    }
}

/// C strings for the length of a call, with libpq's closing null pointer.
private final class CStringArray {
    let pointers: [UnsafePointer<CChar>?]

    init(_ strings: [String]) {
        pointers = strings.map { UnsafePointer(strdup($0)) } + [nil]
    }

    deinit {
        for pointer in pointers { free(UnsafeMutablePointer(mutating: pointer)) }
    }
}
