import Foundation
import TestSupport

/// The whole schema of a database, as pg_dump writes it.
enum SchemaDump {
    static func read() throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: try program())
        process.arguments = [
            "--schema-only", "--exclude-table=schema_migration", "-d", try TestCluster.url(database: try TestDatabase.current().name),
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(description: "pg_dump failed") }
        // Newer minor releases write a random word there.
        return String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("\\restrict") && !$0.hasPrefix("\\unrestrict") }.joined(separator: "\n")
    }

    private struct Failure: Error {
        let description: String
    }

    private static func program() throws -> String {
        let root = "/usr/lib/postgresql"
        let versions = try FileManager.default.contentsOfDirectory(atPath: root).compactMap { Int($0) }.sorted(by: >)
        let programs = versions.map { "\(root)/\($0)/bin/pg_dump" }
        guard let found = programs.first(where: FileManager.default.isExecutableFile) else {
            throw Failure(description: "pg_dump is not in \(root)/*/bin")
        }
        return found
    }
}
