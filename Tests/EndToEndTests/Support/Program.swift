import Foundation

/// What went wrong with the tests' own machinery.
struct Trouble: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// What a finished command said.
struct Outcome: Sendable {
    let status: Int32
    let output: String
    let errors: String

    var all: String { output + errors }

    /// Its output as a JSON object.
    func object() throws -> [String: Any] {
        guard let object = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] else {
            throw Trouble("not a JSON object: \(output)")
        }
        return object
    }

    /// Its output as a JSON list of objects.
    func list() throws -> [[String: Any]] {
        guard let list = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]] else {
            throw Trouble("not a JSON list: \(output)")
        }
        return list
    }
}

/// Programs this suite runs.
enum Program {
    /// The binary under test: the one the environment names, or the one built beside the test bundle.
    static let symbolon: String = {
        if let named = ProcessInfo.processInfo.environment["SYMBOLON_BINARY"], !named.isEmpty { return named }
        let places =
            CommandLine.arguments + [Bundle.main.bundlePath, Bundle.main.executablePath ?? "", Bundle(for: Anchor.self).bundlePath]
        for place in places {
            var folder = URL(fileURLWithPath: place)
            while folder.path != "/" {
                let candidate = folder.appendingPathComponent("symbolon").path
                if isProgram(candidate) { return candidate }
                folder.deleteLastPathComponent()
            }
        }
        return "symbolon"
    }()

    /// One of PostgreSQL's own, such as `psql`.
    static func postgres(_ name: String) throws -> String {
        let root = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).compactMap { Int($0) }.sorted(by: >)
        let folders =
            versions.map { "\(root)/\($0)/bin" }
            + (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        guard let found = folders.map({ "\($0)/\(name)" }).first(where: isProgram) else { throw Trouble("\(name) cannot be found") }
        return found
    }

    /// Nothing of the caller's settings reaches a program but what it needs to run at all.
    static func environment(_ variables: [String: String]) -> [String: String] {
        let kept = ["PATH", "HOME", "LANG", "LD_LIBRARY_PATH"]
        let inherited = ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
        return inherited.merging(variables) { _, given in given }
    }

    /// Runs it to its end. Throws when it takes longer than a minute.
    static func run(_ program: String, _ arguments: [String], environment variables: [String: String] = [:], input: String? = nil) throws
        -> Outcome
    {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let (output, errors, given) = (folder.file("output"), folder.file("errors"), folder.file("input"))
        try Data((input ?? "").utf8).write(to: URL(fileURLWithPath: given))
        let process = try start(
            program, arguments, environment: variables, output: output, errors: errors, input: input == nil ? nil : given)
        guard wait(for: process, seconds: 60) else {
            kill(process.processIdentifier, SIGKILL)
            throw Trouble("\(program) \(arguments.joined(separator: " ")) does not end")
        }
        return Outcome(status: process.terminationStatus, output: TemporaryFolder.text(output), errors: TemporaryFolder.text(errors))
    }

    static func start(
        _ program: String, _ arguments: [String], environment variables: [String: String] = [:], output: String, errors: String,
        input: String? = nil
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = environment(variables)
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        let given = try input.map { try FileHandle(forReadingFrom: URL(fileURLWithPath: $0)) }
        let (told, complained) = (appending(output), appending(errors))
        process.standardInput = given ?? FileHandle.nullDevice
        process.standardOutput = told
        process.standardError = complained
        try process.run()
        // The program has its own by now. Foundation keeps ours, and reads past the end of its list where a process has over a thousand.
        for handle in [given, told, complained] { try? handle?.close() }
        return process
    }

    /// True when it ended in time.
    static func wait(for process: Process, seconds: Double) -> Bool {
        let end = Date() + seconds
        while process.isRunning {
            guard Date() < end else { return false }
            usleep(2000)
        }
        return true
    }

    private static func appending(_ path: String) -> FileHandle {
        FileHandle(fileDescriptor: open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600), closeOnDealloc: true)
    }

    private static func isProgram(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
            && FileManager.default.isExecutableFile(atPath: path)
    }

    private final class Anchor {}
}

/// A private folder.
struct TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/symbolon-e2e-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Trouble("cannot make a folder under /tmp") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file that only its owner may read, unless told otherwise.
    func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
        let path = file(name)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    static func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
}

/// Asks again and again, for half a minute unless told otherwise.
func eventually(within seconds: Double = 30, _ condition: () throws -> Bool) rethrows -> Bool {
    let end = Date() + seconds
    while Date() < end {
        if try condition() { return true }
        usleep(20_000)
    }
    return false
}
