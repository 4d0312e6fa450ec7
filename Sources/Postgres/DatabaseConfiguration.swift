/// Where the database is and how long to wait for it. Printing it shows no password.
package struct DatabaseConfiguration: Sendable {
    /// What libpq is given, in its own words, the URL's parameters included.
    let parameters: [String: String]

    package var maximumConnections = 8
    package var queueLimit = 512
    /// How long a caller waits for a connection.
    package var acquireTimeout: Duration = .seconds(3)
    /// How long one host may take to let us in, in whole seconds and no less than two (libpq); a BEGIN has as long.
    package var connectTimeout: Duration = .seconds(3)
    /// The server's limit on a statement; the client gives up two seconds later.
    package var statementTimeout: Duration = .seconds(5)
    package var lockTimeout: Duration = .seconds(2)
    /// False sends unnamed statements, which PgBouncer in transaction mode needs.
    package var preparedStatements = true
    package var applicationName = "symbolon"
    /// A connection older than this, plus up to a fifth, is replaced when next idle.
    package var connectionLifetime: Duration = .seconds(30 * 60)

    /// Reads a libpq URL or `key=value` list. Throws `.misuse` without quoting it, since it holds the password.
    package init(url: String) throws(PostgresError) {
        var parameters = try ConnectionString.parse(url)
        let wanted = "target_session_attrs"
        guard parameters[wanted] == nil || parameters[wanted] == "read-write" else {
            throw .misuse("the database URL's \(wanted) must be read-write or absent: a standby accepts revoked tokens")
        }
        parameters[wanted] = "read-write"
        self.parameters = parameters
    }

    /// How long any answer may take before the connection is given up.
    var answerTimeout: Duration { statementTimeout + .seconds(2) }
}

extension DatabaseConfiguration: CustomStringConvertible, CustomReflectable {
    package var description: String {
        let shown = ["host", "hostaddr", "port", "dbname", "user"].compactMap { key in parameters[key].map { "\(key)=\($0)" } }
        return "DatabaseConfiguration(\(shown.joined(separator: " ")))"
    }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
