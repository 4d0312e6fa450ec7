import Foundation

/// One of the servers, a process of its own, with its own way to the database.
final class ServerProcess: @unchecked Sendable {
    let port: Int
    private let process = Process()

    var managementPort: Int { port + 1 }

    init(binary: String, port: Int, databaseURL: String, workerURL: String, keyFile: String, log: String) throws {
        self.port = port
        // It ends with this process, however that ends.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
        process.arguments = ["--pdeathsig", "KILL", "--", binary, "serve"]
        process.environment = [
            "PATH": "/usr/bin:/bin", "SYMBOLON_LISTEN": "127.0.0.1:\(port)", "SYMBOLON_MANAGEMENT_LISTEN": "127.0.0.1:\(port + 1)",
            "SYMBOLON_PUBLIC_URL": "http://127.0.0.1:9", "SYMBOLON_LOG_LEVEL": "warning", "SYMBOLON_KEY_FILE": keyFile,
            "SYMBOLON_DATABASE_URL": databaseURL, "SYMBOLON_WORKER_DATABASE_URL": workerURL, "SYMBOLON_TRUSTED_PROXIES": "127.0.0.1",
            "SYMBOLON_MANAGEMENT_RATE_LIMIT": "0",
        ]
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        let output = FileHandle(forWritingAtPath: log)
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    func waitUntilReady() throws {
        for _ in 0..<600 {
            guard process.isRunning else { throw HistoryError("a server has ended: see its log") }
            let connection = HTTPConnection(port: managementPort, patience: 5)
            let request = "GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
            if connection.exchange(Array(request.utf8))?.status == 200 { return }
            MonotonicClock.sleep(milliseconds: 50)
        }
        throw HistoryError("a server is not ready after 30 seconds: see its log")
    }

    var isRunning: Bool { process.isRunning }

    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }
}
