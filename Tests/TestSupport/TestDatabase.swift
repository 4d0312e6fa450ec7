import Foundation
package import Logging
package import Postgres
import Storage
package import Testing

/// A database of the test's own, cloned from a migrated template and always dropped.
package struct TestDatabase: Sendable {
    package let name: String

    @TaskLocal private static var scoped: TestDatabase?

    /// The database of the running test. Throws where the test lacks the `.database` trait.
    package static func current() throws -> TestDatabase {
        guard let scoped else { throw PrivatePostgres.Failure(description: "this test needs the .database trait") }
        return scoped
    }

    /// A pool that logs in as one of the product's roles, or as the superuser.
    package func connect(as user: String = "symbolon_app", connections: Int = 8) throws -> Database {
        var configuration = try DatabaseConfiguration(url: try TestCluster.url(database: name, user: user))
        configuration.maximumConnections = connections
        // Patient, so that a busy machine fails no test that is not about waiting.
        configuration.acquireTimeout = .seconds(30)
        configuration.connectTimeout = .seconds(20)
        configuration.statementTimeout = .seconds(15)
        configuration.lockTimeout = .seconds(10)
        return Database(configuration, logger: .quiet)
    }

    fileprivate static func withClone(_ body: @Sendable () async throws -> Void) async throws {
        let name = "symbolon_test_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
        try await Template.shared.clone(as: name)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await $scoped.withValue(TestDatabase(name: name), operation: body))
        } catch {
            outcome = .failure(error)
        }
        try await Template.shared.drop(name)
        try outcome.get()
    }
}

/// Gives each test a database of its own.
package struct DatabaseTrait: TestTrait, SuiteTrait, TestScoping {
    package let isRecursive = true

    package func scopeProvider(for test: Test, testCase: Test.Case?) -> DatabaseTrait? { testCase == nil ? nil : self }

    package func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
        await Turnstile.shared.enter()
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await TestDatabase.withClone(function))
        } catch {
            outcome = .failure(error)
        }
        await Turnstile.shared.leave()
        try outcome.get()
    }
}

extension Trait where Self == DatabaseTrait {
    package static var database: DatabaseTrait { DatabaseTrait() }
}

/// The migrated database every other is cloned from, made once per process.
private actor Template {
    static let shared = Template()

    private let name = "symbolon_template_\(ProcessInfo.processInfo.processIdentifier)"
    private var made: Task<Database, any Error>?

    func clone(as clone: String) async throws {
        let keeper = try await keeper()
        let name = name
        try await keeper.withSession { session in
            try session.script("CREATE DATABASE \(clone) TEMPLATE \(name) OWNER symbolon_owner STRATEGY file_copy", within: .seconds(120))
        }
    }

    func drop(_ clone: String) async throws {
        try await keeper().withSession { session in
            try session.script("DROP DATABASE IF EXISTS \(clone) WITH (FORCE)", within: .seconds(120))
        }
    }

    private func keeper() async throws -> Database {
        if let made { return try await made.value }
        let name = name
        let task = Task {
            var configuration = try DatabaseConfiguration(url: try TestCluster.url())
            configuration.maximumConnections = 4
            configuration.acquireTimeout = .seconds(120)
            let keeper = Database(configuration, logger: .quiet)
            try await keeper.withSession { session in
                // Roles are the cluster's: two test processes may make them at once.
                try session.script("SELECT pg_advisory_lock(1); \(Migration.roles); SELECT pg_advisory_unlock(1)", within: .seconds(60))
                try session.script("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", within: .seconds(60))
                try session.script("CREATE DATABASE \(name) OWNER symbolon_owner", within: .seconds(60))
            }
            let database = Database(try DatabaseConfiguration(url: try TestCluster.url(database: name)), logger: .quiet)
            _ = try await Migrator(database: database).up()
            await database.shutdown()
            return keeper
        }
        made = task
        return try await task.value
    }
}

extension Logger {
    package static var quiet: Logger { Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }) }
}
