import Dialects
import TestSupport
import Testing

@Suite("requests sent at once, some of them answered from memory", .database)
struct PipeliningTests {
    /// A request, and how its answer is known.
    private struct Step {
        let request: WireRequest
        let status: Int
        let part: String?

        init(_ request: WireRequest, _ status: Int, _ part: String? = nil) {
            self.request = request
            self.status = status
            self.part = part
        }
    }

    /// Questions of two platforms about their tokens that memory answers, each with a part of its answer.
    private static func good(_ front: Front) async throws -> (first: Step, second: Step) {
        let (world, tenant) = (front.world, front.tenant)
        let other = try await world.platform(name: "Other", in: tenant)
        let code = try await world.code(for: other.platform, account: front.account, user: front.user, in: tenant)
        let token = try await world.exchange(code, by: other, in: tenant).accessToken
        let first = try await front.question(by: .platform, about: try await front.pair().accessToken)
        let second = front.introspection(of: token, by: Front.basic(other.platform.clientID, other.secret.value).1)
        _ = try await front.connection(warmedBy: first, second)
        return (Step(first, 200, front.platform.platform.clientID), Step(second, 200, other.platform.clientID))
    }

    /// Requests memory has no answer to.
    private static func others(than good: WireRequest) -> [Step] {
        [
            Step(good.changed { $0.body = "token=unknown" }, 200, #"{"active":false}"#),
            Step(WireRequest(method: "GET", path: "/favicon.ico", fields: ["Host: x"]), 204),
            Step(WireRequest(method: "GET", path: "/nothing", fields: ["Host: x"]), 404, "not_found"),
            Step(good.replacing("Authorization", by: "Authorization: Bearer x"), 401, "invalid_token"),
            Step(good.replacing("Authorization", by: "Authorization: Basic eDp4"), 401, "invalid_client"),
            Step(good.replacing("Content-Type", by: "Content-Type: application/json"), 400, "invalid_request"),
            Step(good.changed { $0.method = "PUT" }, 405, "invalid_request"),
        ]
    }

    private static func expect(_ steps: [Step], over connection: KeptConnection) async throws {
        let answers = try await connection.answers(steps.count)
        #expect(answers.map(\.status) == steps.map(\.status))
        for (answer, step) in zip(answers, steps) {
            if let part = step.part { #expect(answer.body.contains(part), "\(answer.body)") }
        }
    }

    @Test("the last one is answered as well, whatever it is", arguments: 0..<7)
    func last(_ index: Int) async throws {
        try await Front.run(.standard) { front in
            let good = try await Self.good(front).first
            let other = Self.others(than: good.request)[index]
            for steps in [[good, other], [other, good], [good, other, good], [other, other, good, good, other]] {
                let connection = try await KeptConnection.open(to: front.tester.port)
                try await connection.send(steps.map(\.request.text).joined())
                try await Self.expect(steps, over: connection)
                #expect(try await connection.ask(good.request).status == 200)
            }
        }
    }

    @Test("all are answered in order, in one piece or in many", arguments: [Int.max, 1009, 97])
    func inOrder(_ size: Int) async throws {
        try await Front.run(.standard) { front in
            let (first, second) = try await Self.good(front)
            let round = Self.others(than: first.request).flatMap { [first, $0, second, first] }
            let steps = Array(repeating: round, count: 3).flatMap { $0 }
            let connection = try await KeptConnection.open(to: front.tester.port)
            var text = Substring(steps.map(\.request.text).joined())
            while !text.isEmpty {
                try await connection.send(String(text.prefix(size)))
                text = text.dropFirst(size)
            }
            try await Self.expect(steps, over: connection)
            #expect(try await connection.ask(second.request).status == 200)
        }
    }

    @Test("hundreds that memory answers are answered in order")
    func hundreds() async throws {
        try await Front.run(.standard) { front in
            let (first, second) = try await Self.good(front)
            let steps = Array(repeating: [first, second, second], count: 100).flatMap { $0 }
            let connection = try await KeptConnection.open(to: front.tester.port)
            try await connection.send(steps.map(\.request.text).joined())
            try await Self.expect(steps, over: connection)
            #expect(try await connection.ask(first.request).status == 200)
        }
    }

    @Test(
        "what is no request is refused after the answers before it, and nothing behind it is read",
        arguments: ["garbage", "GET / HTTP/1.1\r\nHost: x\r\nA B: c", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: x"])
    func badHead(_ bad: String) async throws {
        try await Front.run(.standard) { front in
            let (first, second) = try await Self.good(front)
            let unknown = Self.others(than: first.request)[0]
            for steps in [[first], [first, second], [unknown], [first, unknown], [unknown, first]] {
                let connection = try await KeptConnection.open(to: front.tester.port)
                try await connection.send(steps.map(\.request.text).joined() + bad + "\r\n\r\n" + first.request.text)
                try await Self.expect(steps, over: connection)
                let rest = try await connection.rest()
                #expect(rest.map(\.status) == [400])
                #expect(rest.first?["Connection"] == "close")
            }
        }
    }

    @Test("one that closes is the last to be answered")
    func closes() async throws {
        try await Front.run(.standard) { front in
            let (first, second) = try await Self.good(front)
            let closing = Step(second.request.with("Connection: close"), 200, second.part)
            let connection = try await KeptConnection.open(to: front.tester.port)
            try await connection.send([first, closing, first].map(\.request.text).joined())
            try await Self.expect([first, closing], over: connection)
            #expect(try await connection.rest().isEmpty)
        }
    }
}
