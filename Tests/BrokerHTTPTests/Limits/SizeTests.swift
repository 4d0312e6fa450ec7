import Foundation
import TestSupport
import Testing

@Suite("requests larger than any needs to be", .database)
struct SizeTests {
    @Test("a body of 64 KiB is read, one byte more is 413 with an answer that can be read, and closed", arguments: [true, false])
    func body(_ isAnnounced: Bool) async throws {
        try await Front.run { front in
            for (size, status) in [(64 * 1024, 200), (64 * 1024 + 1, 413), (900_000, 413)] {
                let code = try await front.code()
                let body = Self.tokenRequest(front, code: code, size: size)
                let path = "\(front.base)/oauth/tokens"
                let text = try await RawConnection.talk(to: front.tester.port) { connection in
                    let head = "POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    if isAnnounced {
                        connection.send(head + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n" + body)
                    } else {
                        connection.send(head + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
                        connection.send(String(body.utf8.count, radix: 16) + "\r\n" + body + "\r\n0\r\n\r\n")
                    }
                    return try connection.readToEnd()
                }
                #expect(RawConnection.statuses(in: text) == [status], "\(size)")
                if let token = text.firstMatch(of: /"access_token":"([0-9a-f]{40})"/)?.1 { front.world.secrets.add(String(token)) }
                if status == 413 {
                    #expect(text.lowercased().contains("connection: close"))
                    #expect(try await front.exchange(code).status == 200)
                }
            }
        }
    }

    @Test(
        "an announced gigabyte is refused before any of it is read, on every path",
        arguments: ["/oauth/tokens", "/auth", "/sign-in", "/nothing", "/"])
    func announcedGigabyte(_ path: String) async throws {
        try await Front.run { front in
            let path = front.base + path
            let text = try await RawConnection.talk(to: front.tester.port) { connection in
                connection.send("POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n")
                return try connection.readToEnd()
            }
            #expect(RawConnection.statuses(in: text) == [413])
        }
    }

    @Test("a body that ends before its announced length is not taken for a whole one, and burns no code")
    func shortBody() async throws {
        try await Front.run { front in
            let code = try await front.code()
            let body = Self.tokenRequest(front, code: code, size: 300)
            let path = "\(front.base)/oauth/tokens"
            try await front.storingNothing {
                let text = try await RawConnection.talk(to: front.tester.port) { connection in
                    connection.send(
                        "POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count + 10)\r\n\r\n"
                            + body)
                    connection.finish()
                    return try connection.readToEnd()
                }
                #expect(RawConnection.statuses(in: text).allSatisfy { $0 == 400 })
            }
            #expect(try await front.exchange(code).status == 200)
        }
    }

    @Test("what follows a body of its announced length is no part of it")
    func longBody() async throws {
        try await Front.run { front in
            let path = "\(front.base)/oauth/tokens"
            let text = try await RawConnection.talk(to: front.tester.port) { connection in
                connection.send(
                    "POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}garbage\r\n\r\n")
                connection.finish()
                return try connection.readToEnd()
            }
            #expect(RawConnection.statuses(in: text).allSatisfy { $0 == 400 })
            #expect(RawConnection.statuses(in: text).count <= 2)
        }
    }

    @Test("an encoded body is 415", arguments: ["gzip", "deflate", "br", "identity", "x"])
    func contentEncoding(_ encoding: String) async throws {
        try await Front.run { front in
            for (path, type) in [("/oauth/tokens", "application/json"), ("/sign-in", "application/x-www-form-urlencoded")] {
                let answer = try await front.tester.send(
                    "POST", front.base + path, headers: [("Content-Type", type), ("Content-Encoding", encoding)], body: "{}")
                #expect(answer.status == 415)
            }
        }
    }

    @Test("a form of a hundred thousand fields is refused")
    func manyFields() async throws {
        try await Front.run { front in
            let browser = front.tester.browser()
            _ = try await browser.get("\(front.base)/sign-in")
            let body = (0..<20_000).map { "\($0)" }.joined(separator: "&").prefix(64 * 1024)
            let answer = try await front.tester.send(
                "POST", "\(front.base)/sign-in", headers: [("Content-Type", "application/x-www-form-urlencoded")], body: String(body))
            #expect(answer.status == 400)
        }
    }

    struct Header: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let isRefused: Bool
    }

    @Test(
        "a header beyond its bounds is refused and the connection closed",
        arguments: [
            Header(testDescription: "ninety fields", text: String(repeating: "X: y\r\n", count: 90), isRefused: false),
            Header(testDescription: "a field of 12 KiB", text: "X: \(String(repeating: "y", count: 12 * 1024))\r\n", isRefused: false),
            Header(testDescription: "a field over 16 KiB", text: "X: \(String(repeating: "y", count: 16 * 1024))\r\n", isRefused: true),
            Header(testDescription: "a name over 16 KiB", text: "\(String(repeating: "y", count: 16 * 1024)): x\r\n", isRefused: true),
            Header(
                testDescription: "fields of 1 KiB, seventeen of them",
                text: String(repeating: "X: \(String(repeating: "y", count: 1024))\r\n", count: 17), isRefused: true),
            Header(testDescription: "a hundred and one fields", text: String(repeating: "X: y\r\n", count: 101), isRefused: true),
            Header(testDescription: "a hundred thousand fields", text: String(repeating: "X:\r\n", count: 100_000), isRefused: true),
        ])
    func header(_ header: Header) async throws {
        try await Front.run { front in
            let text = try await RawConnection.talk(to: front.tester.port) { connection in
                connection.send("GET /favicon.ico HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(header.text)\r\n")
                return try connection.readToEnd()
            }
            let statuses = RawConnection.statuses(in: text)
            if header.isRefused {
                #expect(statuses.allSatisfy { $0 == 400 || $0 == 431 }, "\(text.prefix(200))")
            } else {
                #expect(statuses == [204])
            }
            #expect(try await front.tester.get("/favicon.ico").status == 204)
        }
    }

    @Test("a request line over 16 KiB is refused and the connection closed")
    func requestLine() async throws {
        try await Front.run { front in
            let target = "\(front.authorization)?state=" + String(repeating: "s", count: 128 * 1024)
            let text = try await RawConnection.talk(to: front.tester.port) { connection in
                connection.send("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
                return try connection.readToEnd()
            }
            #expect(RawConnection.statuses(in: text).allSatisfy { [400, 414, 431].contains($0) }, "\(text.prefix(200))")
        }
    }

    /// A right token request, filled up to a size.
    private static func tokenRequest(_ front: Front, code: String, size: Int) -> String {
        let body =
            #"{"client_id":"\#(front.platform.platform.clientID)","client_secret":"\#(front.platform.secret.value)","code":"\#(code)","x":""#
        return body + String(repeating: "x", count: max(0, size - body.utf8.count - 2)) + #""}"#
    }
}
