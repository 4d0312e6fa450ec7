import NIOHTTP1
import Testing

@testable import BrokerHTTP

@Suite("which requests are plain enough to be answered directly")
struct DirectRequestTests {
    private static let plain = WireRequest(
        path: "/oauth/introspect",
        fields: ["Host: vendor.example", "Authorization: Basic YTpi", "Content-Type: application/x-www-form-urlencoded"], body: "token=x")

    /// A departure from the plain request.
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let make: @Sendable (WireRequest) -> WireRequest

        init(_ description: String, _ make: @escaping @Sendable (WireRequest) -> WireRequest) {
            testDescription = description
            self.make = make
        }

        static let small: [Change] = [
            Change("names in upper case") { $0.replacing("Host", by: "HOST: vendor.example") },
            Change("names in lower case") { $0.replacing("Host", by: "host: vendor.example") },
            Change("kept alive") { $0.with("Connection: Keep-Alive") },
            Change("unknown fields, twice") { $0.with("Accept: */*", "Accept: text/html", "X-Other: a", "Cookie: a=b") },
            Change("the largest body") { $0.changed { $0.announced = 65_536 } },
            Change("GET without a body") { $0.changed { $0.method = "GET" }.changed { $0.body = nil } },
        ]

        static let large: [Change] = [
            Change("HTTP/1.0") { $0.changed { $0.version = "1.0" } },
            Change("PUT") { $0.changed { $0.method = "PUT" } },
            Change("HEAD") { $0.changed { $0.method = "HEAD" } },
            Change("a query") { $0.changed { $0.path.append("?a=b") } },
            Change("an empty query") { $0.changed { $0.path.append("?") } },
            Change("no path") { $0.changed { $0.path = "*" } },
            Change("an absolute address") { $0.changed { $0.path = "http://vendor.example/oauth/introspect" } },
            Change("no host") { $0.replacing("Host", by: nil) },
            Change("an empty host") { $0.replacing("Host", by: "Host: ") },
            Change("two hosts") { $0.with("host: vendor.example") },
            Change("two authorizations") { $0.with("authorization: Basic YTpi") },
            Change("two types") { $0.with("Content-type: text/plain") },
            Change("two lengths") { $0.with("content-length: 7") },
            Change("a list of lengths") { $0.changed { $0.body = nil }.with("Content-Length: 7, 7") },
            Change("a negative length") { $0.changed { $0.announced = -1 } },
            Change("a length beyond all numbers") { $0.changed { $0.body = nil }.with("Content-Length: 99999999999999999999") },
            Change("too large a body") { $0.changed { $0.announced = 65_537 } },
            Change("POST without a length") { $0.changed { $0.body = nil } },
            Change("GET with a length") { $0.changed { $0.method = "GET" }.changed { $0.body = "" } },
            Change("chunked") { $0.changed { $0.body = nil }.with("Transfer-Encoding: chunked") },
            Change("chunked, with a length") { $0.with("transfer-encoding: chunked") },
            Change("closing") { $0.with("Connection: close") },
            Change("options of the connection") { $0.with("Connection: keep-alive, te") },
            Change("an upgrade") { $0.with("Upgrade: h2c") },
            Change("an expectation") { $0.with("Expect: 100-continue") },
            Change("an encoded body") { $0.with("Content-Encoding: gzip") },
            Change("a field that is watched") { $0.with("X-ACCOUNT: a") },
        ]
    }

    @Test("of one everything that matters is read")
    func reads() throws {
        let request = Self.plain.with("X-Forwarded-For: 192.0.2.1, 192.0.2.2", "x-forwarded-for: 192.0.2.3")
        let read = try #require(DirectRequest(request.parsed, watching: []))
        #expect(read.method == .POST)
        #expect(read.path == "/oauth/introspect")
        #expect(read.host == "vendor.example")
        #expect(read.authorization == "Basic YTpi")
        #expect(read.contentType == "application/x-www-form-urlencoded")
        #expect(read.length == 7)
        #expect(read.forwardedFor == ["192.0.2.1, 192.0.2.2", "192.0.2.3"])
    }

    @Test("what is only written differently is plain", arguments: Change.small)
    func takes(_ change: Change) {
        #expect(DirectRequest(change.make(Self.plain).parsed, watching: ["x-account"]) != nil)
    }

    @Test("everything out of the ordinary is for the library", arguments: Change.large)
    func leaves(_ change: Change) {
        #expect(DirectRequest(change.make(Self.plain).parsed, watching: ["x-account"]) == nil)
    }
}
