import Foundation
import Testing

/// A raw connection that stays open while a test does other things. Used by one task at a time.
final class KeptConnection: @unchecked Sendable {
    /// The other side took no request, or gave no answer.
    struct Failure: Error {}

    private var connection: RawConnection?
    private var unread = ""

    private init(_ connection: RawConnection) { self.connection = connection }

    static func open(to port: Int) async throws -> KeptConnection {
        try await apart { KeptConnection(try RawConnection(port: port)) }
    }

    func send(_ text: String) async throws {
        try await Self.apart { [self] in
            guard let connection, connection.send(text) else { throw Failure() }
        }
    }

    /// No more will be sent.
    func finish() { connection?.finish() }

    /// Closes it at once: by a reset where something came that was not read.
    func hangUp() { connection = nil }

    /// The next answers, in order. Fewer where the other side closes. Throws when nothing comes.
    func answers(_ count: Int) async throws -> [WireAnswer] {
        try await Self.apart { [self] in
            var answers: [WireAnswer] = []
            while answers.count < count, let answer = try next() { answers.append(answer) }
            return answers
        }
    }

    /// All that still come before the other side closes. Throws when it does not.
    func rest() async throws -> [WireAnswer] { try await answers(.max) }

    /// The answer to one request.
    func ask(_ request: WireRequest) async throws -> WireAnswer {
        try await send(request.text)
        guard let answer = try await answers(1).first else { throw Failure() }
        return answer
    }

    /// Asks until memory has all it takes to answer: a secret's use is put on record first.
    func warm(_ request: WireRequest) async throws {
        for _ in 0..<3 { #expect(try await ask(request).status == 200) }
    }

    /// `nil`: the other side has closed.
    private func next() throws -> WireAnswer? {
        while true {
            if let (answer, rest) = WireAnswer.first(in: unread) {
                unread = rest
                return answer
            }
            // A head ends with an empty line; a body that did not come along with it, being JSON, with a brace.
            let more = try connection?.read(until: unread.contains("\r\n\r\n") ? "}" : "\r\n\r\n") ?? ""
            guard !more.isEmpty else { return nil }
            unread += more
        }
    }

    /// Runs what blocks on a thread of its own.
    private static func apart<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }
}
