import Foundation

/// `symbolon-bench pace` as a process of its own.
enum Pace {
    /// The delays. Throws when anything was answered with an error.
    static func run(
        _ requests: RequestFiles, port: Int, rate: Double, seconds: Int, connections: Int, folder: String
    ) async throws -> [Double] {
        let file = "\(folder)/\(UUID().uuidString).delays"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let text = try await Tool.run(
            CommandLine.arguments[0],
            [
                "pace", "--port", "\(port)", "--templates", requests.templates, "--records", requests.records.path, "--rate", "\(rate)",
                "--seconds", "\(seconds)", "--connections", "\(connections)", "--delays", file,
            ])
        guard text.contains("failures=0\n") else { throw BenchError("requests failed: \(text)") }
        return try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").compactMap { Double($0) }
    }
}
