import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Speaks HTTP to the server under test. Follows no redirect and keeps no cookie.
package struct HTTPTester: Sendable {
    package let port: Int
    package let managementPort: Int
    let secrets: SecretLedger

    /// One answer, read whole.
    package struct Answer: Sendable {
        package let status: Int
        package let headers: [(name: String, value: String)]
        package let body: String

        /// The first header of this name.
        package subscript(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }

        /// The members of a flat JSON object, as texts.
        package var json: [String: String] {
            let object = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
            return (object ?? [:]).mapValues { "\($0)" }
        }
    }

    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(10), read: .seconds(60))
        return HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }()

    /// `path` begins with `/`. Throws only where no answer comes.
    package func send(
        _ method: String, _ path: String, headers: [(String, String)] = [], body: String? = nil, management: Bool = false
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(management ? managementPort : port)\(path)")
        request.method = HTTPMethod(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await Self.client.execute(request, timeout: .seconds(60))
        let text = String(buffer: try await response.body.collect(upTo: 1 << 22))
        return Answer(status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) }, body: text)
    }

    package func get(_ path: String, headers: [(String, String)] = []) async throws -> Answer {
        try await send("GET", path, headers: headers)
    }

    package func postJSON(_ path: String, _ members: [String: String], headers: [(String, String)] = []) async throws -> Answer {
        let body = String(decoding: try JSONSerialization.data(withJSONObject: members, options: .sortedKeys), as: UTF8.self)
        return try await send("POST", path, headers: [("Content-Type", "application/json")] + headers, body: body)
    }

    /// A browser with a cookie jar of its own.
    package func browser() -> TestBrowser { TestBrowser(tester: self) }
}
