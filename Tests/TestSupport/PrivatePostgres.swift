import Foundation
import Synchronization

/// A throw-away PostgreSQL cluster on a unix socket only, run as `postgres` when the tests run as root. Its postmaster is our child.
package final class PrivatePostgres: Sendable {
    /// How `stop` asks: smart waits for clients, fast ends them, immediate crashes (recovery follows).
    package enum StopMode: Int32, Sendable {
        case smart = 15  // SIGTERM
        case fast = 2  // SIGINT
        case immediate = 3  // SIGQUIT
    }

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// The private folder that holds socket, data and log.
    package let folder: String
    private let binaries: String
    private let settings: [String: String]
    private let postmaster = Mutex<Process?>(nil)

    /// Makes the cluster without starting it. Throws where PostgreSQL's binaries cannot be found or run.
    package init(fsync: Bool = false, settings: [String: String] = [:]) throws {
        binaries = try Self.findBinaries()
        self.settings = settings.merging(["listen_addresses": "", "fsync": fsync ? "on" : "off"]) { given, _ in given }
        var template = Array("/tmp/symbolon-pg-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(description: "cannot make a folder under /tmp") }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if Self.isRoot, let user = getpwnam("postgres") {
            chown(folder, user.pointee.pw_uid, user.pointee.pw_gid)
        }
        Self.living.withLock { $0.append(self) }
        let initdb = try run("initdb", ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"])
        initdb.waitUntilExit()
        guard initdb.terminationStatus == 0 else { throw Failure(description: "initdb failed: \(log)") }
    }

    package var processID: Int32? { postmaster.withLock { $0?.processIdentifier } }

    package var log: String { (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? "" }

    /// A libpq URL; further parameters follow as `&name=value`.
    package func url(database: String = "postgres", user: String = "postgres") -> String {
        "postgresql://\(user)@/\(database)?host=\(folder.replacingOccurrences(of: "/", with: "%2F"))"
    }

    /// Starts it and waits until it accepts connections. Right after a crash old backends may hold its memory: then it tries again.
    package func start() throws {
        for _ in 0..<100 {
            let process = try run(
                "postgres", ["-D", data, "-k", folder] + settings.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] })
            postmaster.withLock { $0 = process }
            while process.isRunning {
                if isReady(process.processIdentifier) { return }
                usleep(20_000)
            }
            postmaster.withLock { $0 = nil }
            usleep(100_000)
        }
        throw Failure(description: "PostgreSQL does not start: \(log)")
    }

    /// Stops it and waits until it is gone.
    package func stop(_ mode: StopMode = .fast) {
        end(signal: mode.rawValue)
    }

    /// Kills the postmaster as a power cut would, and waits until it is gone; its backends notice by themselves.
    package func kill9() {
        end(signal: SIGKILL)
    }

    package func restart(_ mode: StopMode = .fast) throws {
        stop(mode)
        try start()
    }

    /// Stops it and deletes everything it had.
    package func remove() {
        stop(.immediate)
        try? FileManager.default.removeItem(atPath: folder)
        Self.living.withLock { $0.removeAll { $0 === self } }
    }

    private var data: String { folder + "/data" }

    private func end(signal: Int32) {
        guard
            let process = postmaster.withLock({ held in
                defer { held = nil }
                return held
            })
        else { return }
        kill(process.processIdentifier, signal)
        while process.isRunning { usleep(10_000) }
    }

    /// The eighth line of the pid file is what pg_ctl waits for as well.
    private func isReady(_ pid: Int32) -> Bool {
        let lines = ((try? String(contentsOfFile: data + "/postmaster.pid", encoding: .utf8)) ?? "").split(
            separator: "\n", omittingEmptySubsequences: false)
        return lines.count > 7 && lines[0] == "\(pid)" && lines[7].hasPrefix("ready")
    }

    private func run(_ program: String, _ arguments: [String]) throws -> Process {
        let process = Process()
        let command = ["\(binaries)/\(program)"] + arguments
        // setpriv replaces itself by the program, so that the child we hold is the postmaster and not a wrapper.
        let words = Self.isRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] + command : command
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        let output = FileHandle(fileDescriptor: open(folder + "/log", O_WRONLY | O_CREAT | O_APPEND, 0o600), closeOnDealloc: true)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        return process
    }

    private static var isRoot: Bool { geteuid() == 0 }

    private static func findBinaries() throws -> String {
        let root = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).compactMap { Int($0) }.sorted(by: >)
        let folders =
            versions.map { "\(root)/\($0)/bin" }
            + (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        guard let found = folders.first(where: { FileManager.default.isExecutableFile(atPath: $0 + "/initdb") }) else {
            throw Failure(description: "PostgreSQL's initdb is neither in \(root)/*/bin nor in PATH")
        }
        return found
    }

    /// What a test forgot, or shares until the end, goes with the process.
    private static let living: Mutex<[PrivatePostgres]> = {
        atexit { PrivatePostgres.removeAll() }
        return Mutex([])
    }()

    private static func removeAll() {
        for server in living.withLock({ $0 }) { server.remove() }
    }
}
