import Foundation

/// The PostgreSQL the suites share: the one the environment names, or one of our own for the life of the process.
package enum TestCluster {
    private static let own = Result { () throws -> PrivatePostgres in
        let server = try PrivatePostgres(settings: ["max_connections": "300"])
        try server.start()
        return server
    }

    /// A superuser's URL of one of its databases.
    package static func url(database: String = "postgres", user: String = "postgres") throws -> String {
        let environment = ProcessInfo.processInfo.environment
        guard let url = environment["SYMBOLON_TEST_DATABASE_URL"], !url.isEmpty else {
            return try own.get().url(database: database, user: user)
        }
        guard var parts = URLComponents(string: url) else {
            throw PrivatePostgres.Failure(description: "SYMBOLON_TEST_DATABASE_URL is no URL")
        }
        parts.path = "/" + database
        parts.user = user
        guard let text = parts.string else { throw PrivatePostgres.Failure(description: "SYMBOLON_TEST_DATABASE_URL is no URL") }
        return text
    }
}
