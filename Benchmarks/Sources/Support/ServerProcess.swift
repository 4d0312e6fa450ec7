import Foundation

/// The real server, as a process of its own.
struct ServerProcess {
    private let process: Process
    let managementPort: Int

    var processID: Int32 { process.processIdentifier }

    /// Starts it with this process's environment, which Benchmarks/run has set, and what is to be different in it.
    static func start(binary: String, port: Int, log: String, environment changes: [String: String] = [:]) throws -> ServerProcess {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: binary)
        process.arguments = ["serve"]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "SYMBOLON_LISTEN": "127.0.0.1:\(port)", "SYMBOLON_MANAGEMENT_LISTEN": "127.0.0.1:\(port + 1)",
            "SYMBOLON_PUBLIC_URL": "http://127.0.0.1:\(port)", "SYMBOLON_LOG_LEVEL": "warning",
        ]) { _, new in new }.merging(changes) { _, new in new }
        if !FileManager.default.fileExists(atPath: log) { _ = FileManager.default.createFile(atPath: log, contents: nil) }
        let output = FileHandle(forWritingAtPath: log)
        try output?.seekToEnd()
        process.standardOutput = output
        process.standardError = output
        try process.start()
        return ServerProcess(process: process, managementPort: port + 1)
    }

    func waitUntilReady() async throws {
        for _ in 0..<600 {
            guard process.isRunning else { throw BenchError("the server has ended: see its log") }
            if let status = try? await HTTP.get(managementPort, "/health/ready").status, status == 200 { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw BenchError("the server is not ready after 30 seconds")
    }

    func kill9() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    /// The memory it holds now, in MiB.
    var residentMebibytes: Int {
        let status = (try? String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)) ?? ""
        return (status.firstMatch(of: /VmRSS:\s+(\d+) kB/).flatMap { Int($0.1) } ?? 0) / 1024
    }

    /// The most memory it ever held, in MiB, and the files it has open.
    var footprint: (mebibytes: Int, files: Int) {
        let folder = "/proc/\(process.processIdentifier)"
        let status = (try? String(contentsOfFile: folder + "/status", encoding: .utf8)) ?? ""
        let peak = status.firstMatch(of: /VmHWM:\s+(\d+) kB/).flatMap { Int($0.1) } ?? 0
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/fd"))?.count ?? 0
        return (peak / 1024, files)
    }
}
