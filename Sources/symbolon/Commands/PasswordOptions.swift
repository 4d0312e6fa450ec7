import ArgumentParser
import Foundation
import Secrets

/// A password is never an argument: arguments are seen by everybody on the machine.
struct PasswordOptions: ParsableArguments {
    @Flag(help: "Read the password from standard input, one line.") var passwordStdin = false
    @Option(help: ArgumentHelp("Read the password from this file, one line.", valueName: "path"), completion: .file())
    var passwordFile: String?

    func validate() throws {
        if passwordStdin, passwordFile != nil { throw ValidationError("Use --password-stdin or --password-file, not both.") }
    }

    /// `nil` when none was given. Throws when it cannot be read.
    func read() throws -> PlainSecret? {
        if passwordStdin {
            guard let line = readLine() else { throw ValidationError("Standard input holds no password.") }
            return PlainSecret(line)
        }
        guard let path = passwordFile else { return nil }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { throw ValidationError("\(path) cannot be read.") }
        return PlainSecret(text.trimmingCharacters(in: .newlines))
    }
}
