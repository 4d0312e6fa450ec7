import Dialects
import TestSupport
import Testing

@Suite("bodies in pieces, and of another length than was announced", .database)
struct BodyPieceTests {
    @Test("a request in pieces is answered once it is whole", arguments: [1, 7, 40])
    func pieces(_ size: Int) async throws {
        try await Front.run(.standard) { front in
            let request = try await front.question(by: .platform, about: try await front.pair().accessToken)
            let connection = try await front.connection(warmedBy: request)
            let unknown = request.changed { $0.body = "token=unknown" }
            for (request, part) in [(request, #""active":true"#), (unknown, #""active":false"#), (request, #""active":true"#)] {
                // The head in two pieces, the body in as many as it takes.
                let half = request.head.count / 2
                var pieces = [String(request.head.prefix(half)), String(request.head.dropFirst(half))]
                var body = Substring(request.body ?? "")
                while !body.isEmpty {
                    pieces.append(String(body.prefix(size)))
                    body = body.dropFirst(size)
                }
                for piece in pieces {
                    try await connection.send(piece)
                    // By the time another is answered, this piece has most likely been read by itself.
                    #expect(try await front.tester.get("/favicon.ico").status == 204)
                }
                #expect(try await connection.answers(1).first?.body.contains(part) == true)
            }
        }
    }

    @Test("a body that ends before its announced length is 400, and nothing of it is answered", arguments: [1, 10, 60_000])
    func short(_ missing: Int) async throws {
        try await Front.run(.standard) { front in
            let request = try await front.question(by: .platform, about: try await front.pair().accessToken)
            let connection = try await front.connection(warmedBy: request)
            let length = request.body?.utf8.count ?? 0
            try await connection.send(request.changed { $0.announced = length + missing }.text)
            connection.finish()
            #expect(try await connection.rest().map(\.status) == [400])
            #expect(try await KeptConnection.open(to: front.tester.port).ask(request).status == 200)
        }
    }

    @Test("whoever hangs up in the middle of a body harms nobody", arguments: [true, false])
    func hangsUp(_ hasUnread: Bool) async throws {
        try await Front.run(.standard) { front in
            let request = try await front.question(by: .platform, about: try await front.pair().accessToken)
            let connection = try await front.connection(warmedBy: request)
            let half = request.changed { $0.announced = 1000 }.text
            try await connection.send(hasUnread ? request.text + half : half)
            let other = try await KeptConnection.open(to: front.tester.port)
            #expect(try await other.ask(request).status == 200)
            connection.hangUp()
            for _ in 0..<3 { #expect(try await other.ask(request).status == 200) }
            #expect(try await KeptConnection.open(to: front.tester.port).ask(request).status == 200)
        }
    }

    @Test("what follows a body of its announced length is no part of it")
    func long() async throws {
        try await Front.run(.standard) { front in
            let request = try await front.question(by: .platform, about: try await front.pair().accessToken)
            let connection = try await front.connection(warmedBy: request)
            let whole = try await connection.ask(request)
            // The body as far as it was announced is a good question.
            let length = request.body?.utf8.count ?? 0
            let long = request.changed { $0.body?.append("!garbage\r\n\r\n") }.changed { $0.announced = length }
            try await connection.send(long.text)
            let answers = try await connection.rest()
            #expect(answers.map(\.status) == [200, 400])
            #expect(answers.first?.content == whole.content)
        }
    }
}
