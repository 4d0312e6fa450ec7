import Dialects
import TestSupport
import Testing

@Suite("clients that leave while their answer is being worked out", .database)
struct HangUpTests {
    /// A question that memory answers, and one by the same platform that a table must be read for.
    private static func questions(_ front: Front) async throws -> (warm: WireRequest, cold: WireRequest) {
        let warm = try await front.question(by: .platform, about: try await front.pair().accessToken)
        let cold = try await front.question(by: .platform, about: try await front.pair().accessToken)
        _ = try await front.connection(warmedBy: warm)
        return (warm, cold)
    }

    @Test("harm nobody, whether they close or reset", arguments: [true, false])
    func hangUp(_ resets: Bool) async throws {
        try await Front.run(.standard) { front in
            let (warm, cold) = try await Self.questions(front)
            let staying = try await KeptConnection.open(to: front.tester.port)
            try await front.withholdingTokens { letGo in
                let leaving = try await KeptConnection.open(to: front.tester.port)
                // An answer that was not read makes it a reset.
                try await leaving.send((resets ? warm.text : "") + cold.text)
                #expect(try await front.world.waitForLocks(1))
                leaving.hangUp()
                #expect(try await staying.ask(warm).status == 200)
                letGo()
            }
            #expect(try await staying.ask(cold).status == 200)
            #expect(try await KeptConnection.open(to: front.tester.port).ask(cold).status == 200)
        }
    }

    @Test("many of them harm nobody either")
    func many() async throws {
        try await Front.run(.standard) { front in
            let (warm, cold) = try await Self.questions(front)
            let staying = try await KeptConnection.open(to: front.tester.port)
            try await front.withholdingTokens { letGo in
                var leaving: [KeptConnection] = []
                for _ in 0..<30 {
                    let connection = try await KeptConnection.open(to: front.tester.port)
                    try await connection.send(cold.text + warm.text)
                    leaving.append(connection)
                }
                #expect(try await front.world.waitForLocks(1))
                for connection in leaving { connection.hangUp() }
                letGo()
            }
            for request in [cold, warm, cold] { #expect(try await staying.ask(request).status == 200) }
        }
    }

    @Test("who only stops sending has every answer, and then the end")
    func stopsSending() async throws {
        try await Front.run(.standard) { front in
            let (warm, cold) = try await Self.questions(front)
            let unknown = warm.changed { $0.body = "token=unknown" }
            for requests in [[warm], [cold], [unknown], [warm, warm], [unknown, warm], [warm, unknown], [warm, unknown, cold, unknown]] {
                let connection = try await KeptConnection.open(to: front.tester.port)
                try await connection.send(requests.map(\.text).joined())
                connection.finish()
                #expect(try await connection.rest().map(\.status) == requests.map { _ in 200 })
            }
        }
    }

    @Test("who stops sending while the answer is worked out has it too", arguments: [1, 2])
    func stopsMeanwhile(_ count: Int) async throws {
        try await Front.run(.standard) { front in
            let (_, cold) = try await Self.questions(front)
            let connection = try await KeptConnection.open(to: front.tester.port)
            try await front.withholdingTokens { letGo in
                try await connection.send(String(repeating: cold.text, count: count))
                #expect(try await front.world.waitForLocks(1))
                connection.finish()
                letGo()
            }
            #expect(try await connection.rest().map(\.status) == Array(repeating: 200, count: count))
        }
    }
}
