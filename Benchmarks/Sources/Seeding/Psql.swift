import Foundation

/// One database of the run's cluster, by psql and as the superuser: past the walls, for what a benchmark puts there by the million.
struct Psql: Sendable {
    let program: String
    let sockets: String
    let name: String

    @discardableResult
    func run(_ sql: String) async throws -> String {
        try await Tool.run(program, arguments + ["-c", sql]).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Another database of the same cluster.
    func database(_ name: String) -> Psql { Psql(program: program, sockets: sockets, name: name) }

    func url(_ role: String) -> String { "postgres://\(role)@/\(name)?host=\(sockets)" }

    /// Rows in COPY's text form. References are not looked up: rows that are made together fit together.
    func copy(into table: String, _ columns: [String], chunks: [Range<Int>], rows: @escaping @Sendable (Range<Int>) throws -> Data) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments =
            arguments + [
                "-c", "SET session_replication_role = replica", "-c", "COPY \(table) (\(columns.joined(separator: ", "))) FROM STDIN",
            ]
        let input = Pipe()
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        try process.start()
        // The next chunk is made while psql reads the one before.
        let cores = max(1, ProcessInfo.processInfo.activeProcessorCount)
        for start in stride(from: 0, to: chunks.count, by: cores) {
            let batch = Array(chunks[start..<min(start + cores, chunks.count)])
            let made = Made(count: batch.count)
            DispatchQueue.concurrentPerform(iterations: batch.count) { index in made.set(index, Result { try rows(batch[index]) }) }
            for part in made.parts { try input.fileHandleForWriting.write(contentsOf: try part.get()) }
        }
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw BenchError("COPY into \(table) failed") }
    }

    private var arguments: [String] {
        ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", sockets, "-U", "postgres", "-d", name]
    }
}
