import Dialects
import TestSupport
import Testing

@Suite("requests of every shape on a connection that was answered from memory", .database)
struct RequestShapeTests {
    /// A departure from a plain question about a good token, and what the library says to it.
    struct Shape: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let status: Int
        /// Whether the connection goes on.
        let goesOn: Bool
        let text: @Sendable (WireRequest) -> String

        init(_ description: String, _ status: Int, goesOn: Bool = true, _ text: @escaping @Sendable (WireRequest) -> String) {
            testDescription = description
            self.status = status
            self.goesOn = goesOn
            self.text = text
        }

        static let introspections: [Shape] = [
            Shape("plain", 200) { $0.text },
            Shape("kept alive", 200) { $0.with("Connection: keep-alive").text },
            Shape("closing", 200, goesOn: false) { $0.with("Connection: close").text },
            Shape("HTTP/1.0", 200, goesOn: false) { $0.changed { $0.version = "1.0" }.text },
            Shape("with an expectation", 200) { $0.with("Expect: 100-continue").text },
            Shape("chunked", 200) { Shape.chunked($0, end: "0\r\n\r\n") },
            Shape("chunked, with a trailer", 200) { Shape.chunked($0, end: "0\r\nX-Trailer: a\r\n\r\n") },
            Shape("two hosts", 400) { $0.with("Host: y").text },
            Shape("no host", 400) { $0.replacing("Host", by: nil).text },
            Shape("two authorizations", 401) { $0.with("Authorization: Basic eDp4").text },
            Shape("no authorization", 401) { $0.replacing("Authorization", by: nil).text },
            Shape("an empty authorization", 401) { $0.replacing("Authorization", by: "Authorization: ").text },
            Shape("two lengths", 400, goesOn: false) { $0.with("Content-Length: 1").text },
            Shape("PUT", 405) { $0.changed { $0.method = "PUT" }.text },
            Shape("GET", 405) { $0.changed { $0.method = "GET" }.text },
            Shape("GET without a body", 405) { $0.changed { $0.method = "GET" }.changed { $0.body = nil }.text },
            Shape("a slash at the end", 200) { $0.changed { $0.path.append("/") }.text },
            Shape("two slashes", 404) { $0.changed { $0.path = $0.path.replacing("/oauth", with: "//oauth") }.text },
            Shape("a percent-encoded path", 404) { $0.changed { $0.path = $0.path.replacing("introspect", with: "%69ntrospect") }.text },
            Shape("another case", 404) { $0.changed { $0.path = $0.path.replacing("introspect", with: "Introspect") }.text },
            Shape("a query", 400) { $0.changed { $0.path.append("?a=b") }.text },
            Shape("no type", 400) { $0.replacing("Content-Type", by: nil).text },
            Shape("another type", 400) { $0.replacing("Content-Type", by: "Content-Type: text/plain").text },
            Shape("a type with a parameter", 200) {
                $0.replacing("Content-Type", by: "Content-Type: Application/X-WWW-Form-Urlencoded ; charset=utf-8").text
            },
            Shape("an encoded body", 415, goesOn: false) { $0.with("Content-Encoding: gzip").text },
            Shape("an empty body", 400) { $0.changed { $0.body = "" }.text },
            Shape("the token twice", 400) { $0.changed { $0.body = [$0.body ?? "", $0.body ?? ""].joined(separator: "&") }.text },
            Shape("bad encoding", 400) { $0.changed { $0.body?.append("&x=%") }.text },
            Shape("bytes that are no text", 400) { $0.changed { $0.body?.append("&x=%FF") }.text },
            Shape("64 KiB", 200) { Shape.sized($0, 65_536) },
            Shape("64 KiB and a byte", 413, goesOn: false) { Shape.sized($0, 65_537) },
        ]

        static let validations: [Shape] = [
            Shape("plain", 200) { $0.text },
            Shape("a scheme in capitals", 200) { $0.changed { $0.fields = $0.fields.map { $0.replacing("Bearer", with: "BEARER") } }.text },
            Shape("a query", 200) { $0.changed { $0.path.append("?a=b") }.text },
            Shape("the token in the query as well", 400) { $0.changed { $0.path.append("?access_token=x") }.text },
            Shape("a slash at the end", 200) { $0.changed { $0.path.append("/") }.text },
            Shape("two authorizations", 401) { $0.with("Authorization: Bearer x").text },
            Shape("no authorization", 401) { $0.replacing("Authorization", by: nil).text },
            Shape("another scheme", 401) { $0.replacing("Authorization", by: "Authorization: Token x").text },
            Shape("POST", 405) { $0.changed { $0.method = "POST" }.changed { $0.body = "" }.text },
            Shape("a body", 200) { $0.changed { $0.body = "a=b" }.text },
            Shape("an empty body", 200) { $0.changed { $0.body = "" }.text },
        ]

        private static func chunked(_ request: WireRequest, end: String) -> String {
            let body = request.body ?? ""
            let head = request.changed { $0.body = nil }.with("Transfer-Encoding: chunked").head
            return "\(head)\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n\(end)"
        }

        /// Filled up with a parameter nobody reads.
        private static func sized(_ request: WireRequest, _ size: Int) -> String {
            let body = (request.body ?? "") + "&x="
            return request.changed { $0.body = body + String(repeating: "x", count: size - body.utf8.count) }.text
        }
    }

    @Test("are answered as the library does, and the next plain one is as before", arguments: Shape.introspections)
    func introspection(_ shape: Shape) async throws {
        try await Front.run(.standard) { front in
            try await Self.expect(shape, of: try await front.question(by: .platform, about: try await front.pair().accessToken), front)
        }
    }

    @Test("the same where the token itself asks", arguments: Shape.validations)
    func validation(_ shape: Shape) async throws {
        let question = TokenQuestionCase(dialect: .xeno, asker: .bearer)
        try await Front.run(.xeno, question.setup) { front in
            try await Self.expect(shape, of: try await front.question(by: .bearer, about: try await front.pair().accessToken), front)
        }
    }

    private static func expect(_ shape: Shape, of request: WireRequest, _ front: Front) async throws {
        let connection = try await front.connection(warmedBy: request)
        let before = try await connection.ask(request)
        try await connection.send(shape.text(request))
        let answer = try #require(try await connection.answers(1).first)
        #expect(answer.status == shape.status, "\(answer.body)")
        if answer.status == 200 { #expect(answer.content == before.content) }
        let next = try await shape.goesOn ? connection : KeptConnection.open(to: front.tester.port)
        #expect(try await next.ask(request).content == before.content)
    }

    @Test("an answer to HEAD has no body, and the next one follows its head")
    func head() async throws {
        try await Front.run(.xeno, TokenQuestionCase(dialect: .xeno, asker: .bearer).setup) { front in
            let request = try await front.question(by: .bearer, about: try await front.pair().accessToken)
            _ = try await front.connection(warmedBy: request)
            let head = request.changed { $0.method = "HEAD" }.text
            for heads in [head, request.text + head, head + head] {
                let text = try await RawConnection.talk(to: front.tester.port) { connection in
                    connection.send(heads + request.with("Connection: close").text)
                    return try connection.readToEnd()
                }
                #expect(RawConnection.statuses(in: text).allSatisfy { $0 == 200 })
                #expect(text.contains("\r\n\r\nHTTP/1.1 200"))
                #expect(text.ranges(of: #""username""#).count == (heads == request.text + head ? 2 : 1))
            }
        }
    }
}
