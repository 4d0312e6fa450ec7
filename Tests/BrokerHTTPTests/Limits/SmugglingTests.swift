import Foundation
import TestSupport
import Testing

@Suite("requests two readers would read differently", .database)
struct SmugglingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Header lines after the host, each with its own end, the blank line and the body.
        let rest: String

        init(_ description: String, _ rest: String) {
            testDescription = description
            self.rest = rest
        }

        private static let smuggled = "GET /favicon.ico HTTP/1.1\r\nHost: x\r\n\r\n"

        static let all = [
            Case("CL.TE", "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled),
            Case("TE.CL", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n" + smuggled + "\r\n0\r\n\r\n"),
            Case("TE twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + smuggled),
            Case("TE of another name", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + smuggled),
            Case("TE chunked, identity", "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + smuggled),
            Case("TE with a space before its colon", "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + smuggled),
            Case("TE behind a vertical tab", "Transfer-Encoding:\u{B}chunked\r\n\r\n0\r\n\r\n" + smuggled),
            Case("two lengths", "Content-Length: 0\r\nContent-Length: 44\r\n\r\n" + smuggled),
            Case("a list of lengths", "Content-Length: 0, 44\r\n\r\n" + smuggled),
            Case("a signed length", "Content-Length: +0\r\n\r\n" + smuggled),
            Case("a negative length", "Content-Length: -1\r\n\r\n" + smuggled),
            Case("a hexadecimal length", "Content-Length: 0x0\r\n\r\n" + smuggled),
            Case("an empty length", "Content-Length: \r\n\r\n" + smuggled),
            Case("a length beyond all numbers", "Content-Length: 99999999999999999999999\r\n\r\n" + smuggled),
            Case("a folded line", "X-Folded: a\r\n Content-Length: 44\r\n\r\n" + smuggled),
            Case("a line that ends with LF", "X-A: b\nContent-Length: 0\r\n\r\n" + smuggled),
            Case("a header that ends with LF", "Content-Length: 0\n\n" + smuggled),
            Case("a bare CR", "X-A: b\rContent-Length: 44\r\n\r\n" + smuggled),
            Case("a NUL in a value", "X-A: b\u{0}c\r\n\r\n" + smuggled), Case("a NUL in a name", "X-\u{0}A: b\r\n\r\n" + smuggled),
            Case("a line without a colon", "nonsense\r\n\r\n" + smuggled), Case("a name of nothing", ": x\r\n\r\n" + smuggled),
            Case("a space in a name", "Content Length: 0\r\n\r\n" + smuggled),
            Case("a chunk size with 0x", "Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n" + smuggled),
            Case("a negative chunk size", "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n" + smuggled),
            Case("a chunk size beyond all numbers", "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n\r\n" + smuggled),
            Case("a chunk longer than its size", "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n" + smuggled),
            Case("a chunk size line that ends with LF", "Transfer-Encoding: chunked\r\n\r\n0\n\n" + smuggled),
        ]
    }

    @Test("are refused once, and nothing behind them is answered", arguments: Case.all)
    func refuses(_ smuggling: Case) async throws {
        try await Front.run { front in
            let path = "\(front.base)/oauth/tokens"
            let text = try await RawConnection.talk(to: front.tester.port) { connection in
                connection.send("POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + smuggling.rest)
                connection.finish()
                return try connection.readToEnd()
            }
            #expect(RawConnection.statuses(in: text).count <= 1, "\(text.prefix(1500))")
            #expect(RawConnection.statuses(in: text).allSatisfy { $0 == 400 || $0 == 413 }, "\(text.prefix(300))")
        }
    }

    @Test(
        "lines that are no HTTP/1.1 request are refused and the connection closed",
        arguments: [
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET /\r\n", "GET / HTTP/0.9\r\n\r\n", "GET / HTTP/3.0\r\nHost: x\r\n\r\n",
            "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}",
            "GET  / HTTP/1.1\r\nHost: x\r\n\r\n", "G\u{E9}T / HTTP/1.1\r\nHost: x\r\n\r\n", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nX: \u{1}\r\n\r\n",
        ])
    func noRequest(_ text: String) async throws {
        try await Front.run { front in
            let answer = try await RawConnection.talk(to: front.tester.port) { connection in
                connection.send(text)
                connection.finish()
                return try connection.readToEnd()
            }
            #expect(RawConnection.statuses(in: answer).allSatisfy { (400..<500).contains($0) || $0 == 505 }, "\(answer.prefix(300))")
            #expect(RawConnection.statuses(in: answer).count <= 1)
        }
    }
}
