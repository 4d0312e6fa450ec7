import ArgumentParser
import Foundation

/// `--yes`, for verbs that end or take away something: they ask at a terminal, and elsewhere do nothing without it.
struct ConfirmationOptions: ParsableArguments {
    @Flag(name: .customLong("yes"), help: "Do it without asking. Needed where standard input is no terminal.") var isGiven = false

    func validate() throws {
        guard isGiven || isatty(STDIN_FILENO) == 1 else {
            throw ValidationError("This asks before it does anything, and standard input is no terminal. Add --yes to do it.")
        }
    }

    /// Returns if the person at the terminal agrees. Throws otherwise.
    func ask(_ question: String) throws {
        guard !isGiven else { return }
        FileHandle.standardError.write(Data("\(question) [y/N] ".utf8))
        guard ["y", "yes"].contains(readLine()?.lowercased()) else { throw Declined() }
    }
}

/// Somebody was asked and said no.
struct Declined: Error, CustomStringConvertible {
    let description = "nothing was changed"
}
