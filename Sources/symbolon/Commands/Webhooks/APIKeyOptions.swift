import ArgumentParser
import Foundation

/// A static key is never an argument: arguments are seen by everybody on the machine.
struct APIKeyOptions: ParsableArguments {
    @Flag(name: .customLong("api-key-stdin"), help: "Read the static key that goes with every delivery from standard input, one line.")
    var fromStandardInput = false
    @Option(
        name: .customLong("api-key-file"), help: ArgumentHelp("Read that key from this file, one line.", valueName: "path"),
        completion: .file())
    var path: String?

    var isGiven: Bool { fromStandardInput || path != nil }

    func validate() throws {
        if fromStandardInput, path != nil { throw ValidationError("Use --api-key-stdin or --api-key-file, not both.") }
    }

    /// `nil` when none was given. Throws when it cannot be read.
    func read() throws -> String? {
        guard isGiven else { return nil }
        let text = try path.map(Self.file) ?? readLine() ?? ""
        guard !text.isEmpty else { throw ValidationError("There is no key: it must have one line.") }
        return text
    }

    private static func file(_ path: String) throws -> String {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { throw ValidationError("\(path) cannot be read.") }
        return text.trimmingCharacters(in: .newlines)
    }
}
