/// Why nothing of a body was committed: the database could not be asked, or could not finish.
package enum Unavailable: Sendable, Equatable {
    /// No connection could be made; the reason is libpq's and names hosts and users, never a password.
    case cannotConnect(reason: String)
    case queueFull
    case acquireTimeout
    case shuttingDown
    /// Nobody waits for the answer any more.
    case cancelled
    /// The connection broke before COMMIT was sent.
    case connectionLost
    /// The server did not answer within the client's own deadline, before COMMIT was sent.
    case noAnswer
}

extension Unavailable: CustomStringConvertible {
    package var description: String {
        switch self {
        case .cannotConnect(let reason): "cannot connect: \(reason)"
        case .queueFull: "too many callers wait for a connection"
        case .acquireTimeout: "no connection became free in time"
        case .shuttingDown: "shutting down"
        case .cancelled: "nobody waits for the answer"
        case .connectionLost: "the connection was lost before the commit"
        case .noAnswer: "the server did not answer in time"
        }
    }
}
