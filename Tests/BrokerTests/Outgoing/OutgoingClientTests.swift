import Foundation
import NIOCore
import Testing

@testable import Broker

@Suite("The outgoing client", .timeLimit(.minutes(1)))
struct OutgoingClientTests {
    static let ok = "HTTP/1.1 200 OK\r\nContent-Type: Image/PNG; charset=x\r\nContent-Length: 5\r\n\r\nhello"

    /// Every name leads to loopback.
    let client = OutgoingClient { _ async throws(OutgoingError) in IPAddress("127.0.0.1").map { [$0] } ?? [] }

    @Test("fetches what is there, asking for the name while connecting to the checked address")
    func fetches() async throws {
        let server = try await ScriptedServer([Self.ok])
        let url = try OutgoingURL("http://hook.example:\(server.port)/logo?a=b%20c", sandbox: true, ports: [server.port])
        let response = try await client.send(.get(url, maximumBytes: 5), sandbox: true, deadline: .seconds(5))
        #expect(response.status == 200)
        #expect(response.mediaType == "image/png")
        #expect(response.body == Array("hello".utf8))
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix("GET /logo?a=b%20c HTTP/1.1\r\n"))
        #expect(request.lowercased().contains("\r\nhost: hook.example:\(server.port)\r\n"))
        #expect(!request.lowercased().contains("cookie"))
        try await server.stop()
    }

    @Test("reads loopback literals and localhost, in a sandbox only", arguments: ["127.0.0.1", "localhost"])
    func sandbox(host: String) async throws {
        let server = try await ScriptedServer([Self.ok])
        let url = try OutgoingURL("http://\(host):\(server.port)/", sandbox: true)
        let real = OutgoingClient()
        #expect(try await real.send(.get(url, maximumBytes: 100), sandbox: true, deadline: .seconds(5)).status == 200)
        let error = await #expect(throws: OutgoingError.self) {
            try await real.send(.get(url, maximumBytes: 100), sandbox: false, deadline: .seconds(5))
        }
        #expect(error?.reason == .blocked)
        #expect(server.requests.count == 1)
        try await server.stop()
    }

    @Test("sends the name in the TLS handshake", arguments: ["hook.example"])
    func serverName(host: String) async throws {
        let server = try await ScriptedServer([])
        let url = try OutgoingURL("https://\(host):\(server.port)/", sandbox: true, ports: [server.port])
        let error = await #expect(throws: OutgoingError.self) {
            try await client.send(.get(url, maximumBytes: 100), sandbox: true, deadline: .seconds(5))
        }
        #expect(error?.reason == .unreachable)
        #expect(server.requests.first?.contains(host) == true)
        try await server.stop()
    }

    @Test("does not follow redirects", arguments: [301, 302, 303, 307, 308])
    func redirect(status: Int) async throws {
        let target = try await ScriptedServer([Self.ok])
        let location = "Location: http://127.0.0.1:\(target.port)/\r\n"
        let server = try await ScriptedServer(["HTTP/1.1 \(status) Moved\r\n\(location)Content-Length: 0\r\n\r\n"])
        let url = try OutgoingURL("http://127.0.0.1:\(server.port)/", sandbox: true)
        #expect(try await client.send(.get(url, maximumBytes: 100), sandbox: true, deadline: .seconds(5)).status == status)
        #expect(target.requests.isEmpty)
        try await server.stop()
        try await target.stop()
    }

    @Test("gives up on a body that drips, a head that drips and a server that says nothing")
    func drips() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
        // Each lasts much longer than the bound below, which leaves room for a busy machine.
        let long = "HTTP/1.1 200 OK\r\nX-Long: \(String(repeating: "x", count: 500))"
        let scripts = [[head] + .init(repeating: "x", count: 1000), long.map(String.init), []]
        for script in scripts {
            let server = try await ScriptedServer(script, pause: .milliseconds(100), closes: !script.isEmpty)
            let url = try OutgoingURL("http://127.0.0.1:\(server.port)/", sandbox: true)
            let clock = ContinuousClock()
            let spent = await clock.measure {
                let error = await #expect(throws: OutgoingError.self) {
                    try await client.send(.get(url, maximumBytes: 10_000), sandbox: true, deadline: .milliseconds(500))
                }
                #expect(error?.reason == .timedOut)
            }
            #expect(spent >= .milliseconds(450) && spent < .seconds(30))
            try await server.stop()
        }
    }

    @Test("stops at the cap, whether the size was announced or not")
    func capped() async throws {
        let piece = String(repeating: "x", count: 16 * 1024)
        let announced = ["HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"]
        let endless = ["HTTP/1.1 200 OK\r\n\r\n"] + [String](repeating: piece, count: 1000)
        let headers = ["HTTP/1.1 200 OK\r\nX: \(piece)\r\nContent-Length: 0\r\n\r\n"]
        for script in [announced, endless, headers] {
            let server = try await ScriptedServer(script)
            let url = try OutgoingURL("http://127.0.0.1:\(server.port)/", sandbox: true)
            let error = await #expect(throws: OutgoingError.self) {
                try await client.send(.get(url, maximumBytes: 64 * 1024), sandbox: true, deadline: .seconds(10))
            }
            #expect(error?.reason == .tooLarge)
            try await server.stop()
        }
    }

    @Test("says the same whatever went wrong")
    func sameWords() async throws {
        let closed = try await ScriptedServer([])
        let silent = try await ScriptedServer([], closes: false)
        try await closed.stop()
        var texts: Set<String> = []
        for (url, sandbox) in [
            (try OutgoingURL("http://127.0.0.1:\(closed.port)/", sandbox: true), true),
            (try OutgoingURL("http://127.0.0.1:\(silent.port)/", sandbox: true), true),
            (try OutgoingURL("https://rebound.example/"), false),
        ] {
            let error = await #expect(throws: OutgoingError.self) {
                try await client.send(.get(url, maximumBytes: 1), sandbox: sandbox, deadline: .milliseconds(300))
            }
            texts.insert("\(error as Any)")
        }
        #expect(texts.count == 1)
        try await silent.stop()
    }

    @Test("tries the next address where the first one refuses the connection")
    func nextAddress() async throws {
        let server = try await ScriptedServer([Self.ok])
        let addresses = ["::1", "127.0.0.1"].compactMap { IPAddress($0) }
        let client = OutgoingClient { _ async throws(OutgoingError) in addresses }
        let url = try OutgoingURL("http://hook.example:\(server.port)/", sandbox: true, ports: [server.port])
        #expect(try await client.send(.get(url, maximumBytes: 100), sandbox: true, deadline: .seconds(5)).status == 200)
        try await server.stop()
    }
}
