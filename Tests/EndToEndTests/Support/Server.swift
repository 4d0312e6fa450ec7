import Foundation
import Synchronization

/// `symbolon serve` as a process.
final class Server: Sendable {
    let log: String
    private let process: Process
    private let ports = Mutex<(public: Int, management: Int)>((0, 0))

    init(environment: [String: String], log: String) throws {
        self.log = log
        process = try Program.start(Program.symbolon, ["serve"], environment: environment, output: log, errors: log)
    }

    var port: Int { ports.withLock { $0.public } }
    var managementPort: Int { ports.withLock { $0.management } }
    var isRunning: Bool { process.isRunning }
    var logText: String { TemporaryFolder.text(log) }

    func waitUntilListening() throws {
        let isUp = eventually {
            let text = logText
            guard let first = Self.port("public", in: text), let second = Self.port("management", in: text) else { return !isRunning }
            ports.withLock { $0 = (first, second) }
            return true
        }
        guard isUp, port != 0 else { throw Trouble("the server does not come up: \(logText)") }
    }

    var isReady: Bool { (try? Line(port: managementPort, timeout: 5).call("GET", "/health/ready"))?.status == 200 }

    func signal(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Its exit code, or nil when it is still there after so many seconds.
    func exitCode(within seconds: Double = 30) -> Int32? {
        guard Program.wait(for: process, seconds: seconds) else { return nil }
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    func stop() -> Int32? {
        signal(SIGTERM)
        return exitCode()
    }

    func kill9() {
        guard process.isRunning else { return }
        signal(SIGKILL)
        _ = Program.wait(for: process, seconds: 10)
    }

    private static func port(_ listener: String, in log: String) -> Int? {
        for line in log.split(separator: "\n") where line.contains("listener=\(listener) ") {
            for word in line.split(separator: " ") where word.hasPrefix("port=") { return Int(word.dropFirst(5)) }
        }
        return nil
    }
}
