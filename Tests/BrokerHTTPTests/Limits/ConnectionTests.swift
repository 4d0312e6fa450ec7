import Foundation
import TestSupport
import Testing

@Suite("one connection, and how long it lives", .database)
struct ConnectionTests {
    @Test("requests sent all at once are answered in order")
    func pipelines() async throws {
        try await Front.run { front in
            let requests = [
                ("GET", "/favicon.ico", 204), ("GET", "\(front.base)/sign-in", 200), ("POST", "\(front.base)/auth", 401),
                ("GET", "/nothing", 404),
            ]
            let text = try await RawConnection.talk(to: front.tester.port) { connection in
                let round = requests.map { "\($0.0) \($0.1) HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n" }.joined()
                connection.send(String(repeating: round, count: 5) + "GET /favicon.ico HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                return try connection.readToEnd()
            }
            #expect(RawConnection.statuses(in: text) == Array(repeating: requests.map(\.2), count: 5).flatMap { $0 } + [204])
        }
    }

    @Test("is kept for the next request")
    func isKept() async throws {
        try await Front.run { front in
            let statuses = try await RawConnection.talk(to: front.tester.port) { connection in
                var statuses: [Int] = []
                for _ in 0..<3 {
                    connection.send("GET /favicon.ico HTTP/1.1\r\nHost: x\r\n\r\n")
                    statuses += RawConnection.statuses(in: try connection.read(until: "\r\n\r\n"))
                }
                return statuses
            }
            #expect(statuses == [204, 204, 204])
        }
    }

    @Test("a header that comes drop by drop is not waited for")
    func dripsHeader() async throws {
        try await Front.run { front in
            try await Self.drip(to: front.tester.port, after: "GET /favicon.ico HTTP/1.1\r\nHost: x\r\nX-Drip: ")
        }
    }

    @Test("a body that comes drop by drop is not waited for, and burns no code")
    func dripsBody() async throws {
        try await Front.run { front in
            let path = "\(front.base)/oauth/tokens"
            try await front.storingNothing {
                try await Self.drip(
                    to: front.tester.port,
                    after: "POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{")
            }
        }
    }

    @Test("a connection that says nothing is let go")
    func saysNothing() async throws {
        try await Front.run { front in
            let text = try await RawConnection.talk(to: front.tester.port) { try $0.readToEnd() }
            #expect(RawConnection.statuses(in: text).allSatisfy { $0 == 408 })
        }
    }

    /// Drips until the server takes no more; a server that takes a minute of it fails.
    private static func drip(to port: Int, after beginning: String) async throws {
        let isClosed = try await RawConnection.talk(to: port) { connection in
            connection.send(beginning)
            for _ in 0..<300 {
                guard connection.send("x") else { return true }
                usleep(200_000)
            }
            return false
        }
        #expect(isClosed)
    }
}
