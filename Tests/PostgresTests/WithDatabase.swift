import Foundation
import Logging
import Postgres
import TestSupport

/// Runs a body with a database whose connections see a schema of their own, made by `script` and dropped afterwards.
func withDatabase<Value>(
    _ script: String = "",
    tuning: Tuning = .by { _ in },
    _ body: (Database) async throws -> Value
) async throws -> Value {
    let url = try TestCluster.url()
    let schema = "test_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
    let separator = url.contains("?") ? "&" : "?"
    var configuration = try DatabaseConfiguration(url: "\(url)\(separator)options=-csearch_path%3D\(schema)")
    // Patient, so that a busy machine fails no test that is not about waiting.
    configuration.acquireTimeout = .seconds(30)
    configuration.connectTimeout = .seconds(20)
    tuning.apply(&configuration)
    let database = Database(configuration, logger: .quiet)
    let keeper = Database(try DatabaseConfiguration(url: url), logger: .quiet)
    try await keeper.withSession { session in
        try session.script("CREATE SCHEMA \(schema); SET search_path = \(schema); \(script)")
    }
    let outcome: Result<Value, any Error>
    do {
        outcome = .success(try await body(database))
    } catch {
        outcome = .failure(error)
    }
    await database.shutdown()
    try await keeper.withSession { session in
        try session.script("SET client_min_messages = warning; DROP SCHEMA \(schema) CASCADE")
    }
    await keeper.shutdown()
    return try outcome.get()
}

extension Logger {
    static var quiet: Logger { Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }) }
}

extension Database {
    /// One value by one statement in a transaction of its own.
    func value<T: SQLValue>(_ sql: SQL, as: T.Type = T.self) async throws -> T? {
        try await transaction { session in try session.value(sql) }
    }

    @discardableResult
    func execute(_ sql: SQL) async throws -> Int {
        try await transaction { session in try session.execute(sql) }
    }
}

/// Polls until something holds, for at most ten seconds.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<500 {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(20))
    }
    return false
}

/// The `PostgresError` a body throws, nil when it throws none.
func postgresError(_ body: () async throws -> Void) async throws -> PostgresError? {
    do {
        try await body()
        return nil
    } catch let error as PostgresError {
        return error
    }
}
