/// Everything that can fail between here and the server. A description names objects, never values.
package enum PostgresError: Error, Sendable {
    /// SQLSTATE, the constraint's name, and the rest.
    case server(SQLState, String?, ServerMessage)
    case undecodable(column: String, reason: String)
    case unexpectedRowCount(expected: Int, actual: Int)
    /// Nothing of the body was committed; asking again later may help.
    case unavailable(Unavailable)
    /// The connection was lost after COMMIT was sent: it may have happened, so it must not be run again blindly.
    case outcomeUnknown
    case misuse(String)

    /// True where the cause is the database's state rather than the statement: the caller answers 503.
    package var isUnavailable: Bool {
        switch self {
        case .unavailable, .outcomeUnknown: true
        case .server(let state, _, _): Self.transientClasses.contains(state.errorClass) || Self.transientStates.contains(state)
        case .undecodable, .unexpectedRowCount, .misuse: false
        }
    }

    private static let transientClasses: Set<Substring> = ["08", "53"]
    private static let transientStates: Set<SQLState> = [
        .serializationFailure, .deadlockDetected, .adminShutdown, .crashShutdown, .cannotConnectNow, .queryCanceled, .lockNotAvailable,
        .readOnlyTransaction,
    ]
}

extension PostgresError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .server(let state, let constraint, let message):
            "PostgreSQL error "
                + [state.rawValue, constraint.map { "constraint \($0)" }, message.description].compactMap { $0 }.filter { !$0.isEmpty }
                .joined(separator: ", ")
        case .undecodable(let column, let reason): "column \(column): \(reason)"
        case .unexpectedRowCount(let expected, let actual): "expected \(expected) rows, got \(actual)"
        case .unavailable(let why): "database unavailable: \(why)"
        case .outcomeUnknown: "the connection was lost during the commit; the outcome is unknown"
        case .misuse(let text): "misuse: \(text)"
        }
    }
}
