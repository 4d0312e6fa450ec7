import Foundation

/// One line on the terminal that says how far something is.
final class Progress: Sendable {
    private let what: String

    init(_ what: String) { self.what = what }

    func show(_ done: Int, of all: Int) {
        // A log gets a line for each tenth, a terminal one line that counts.
        let isTerminal = isatty(STDERR_FILENO) == 1
        guard done == all || done % max(1, all / (isTerminal ? 100 : 10)) == 0 else { return }
        let text = "\(what): \(done) of \(all)"
        FileHandle.standardError.write(Data((isTerminal ? "\r\(text)\(done == all ? "\n" : "")" : "\(text)\n").utf8))
    }

    /// Something to know of what was just done.
    func note(_ text: String) { FileHandle.standardError.write(Data("\(what): \(text)\n".utf8)) }
}
