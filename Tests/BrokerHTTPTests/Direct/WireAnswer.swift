import Foundation

/// An answer as it came over the wire.
struct WireAnswer: Sendable {
    let status: Int
    /// The lines of its fields, in order.
    let fields: [String]
    let body: String

    /// What two answers to one question have in common.
    struct Content: Equatable {
        let status: Int
        let fields: [String]
        let body: String
    }

    /// Without what tells the time, and one answer from another.
    var content: Content {
        let lasting = fields.filter { line in !["date:", "x-request-id:"].contains { line.lowercased().hasPrefix($0) } }
        return Content(status: status, fields: lasting, body: Self.withoutCountdown(body))
    }

    /// A body without the milliseconds that are left of a token.
    static func withoutCountdown(_ body: String) -> String { body.replacing(/"expires_in":[0-9]+/, with: #""expires_in":"#) }

    /// The value of the first field of this name.
    subscript(_ name: String) -> String? {
        fields.first { $0.lowercased().hasPrefix(name.lowercased() + ":") }.map { line in
            String(line.dropFirst(name.count + 1).trimmingPrefix(" "))
        }
    }

    /// The answer a text begins with, and what follows it. `nil`: it is not all there.
    static func first(in text: String) -> (answer: WireAnswer, rest: String)? {
        guard let blank = text.firstRange(of: "\r\n\r\n") else { return nil }
        let lines = text[..<blank.lowerBound].components(separatedBy: "\r\n")
        let head = WireAnswer(status: 0, fields: Array(lines.dropFirst()), body: "")
        let words = (lines.first ?? "").split(separator: " ")
        let after = text[blank.upperBound...].utf8
        let length = head["Content-Length"].flatMap { Int($0) } ?? 0
        guard words.count > 1, let status = Int(words[1]), after.count >= length else { return nil }
        let end = after.index(after.startIndex, offsetBy: length)
        let answer = WireAnswer(status: status, fields: head.fields, body: String(Substring(after[..<end])))
        return (answer, String(Substring(after[end...])))
    }
}
