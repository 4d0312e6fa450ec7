import AsyncHTTPClient
import Foundation
import NIOCore

/// Another token server, as Benchmarks/run set it up on the same cluster.
struct Glewlwyd: Sendable {
    let port: Int
    let secret: String

    var authorization: String { RequestTemplate.basic("bench", secret) }

    /// A record is nothing but a parameter that nobody reads: every request is the same.
    func clientCredentials(in folder: String) throws -> RequestFiles {
        try RequestFiles(
            "glewlwyd-issue",
            templates: [
                .post(
                    "/api/glwd/token", authorization: authorization,
                    body: "grant_type=client_credentials&scope=read&number=\(RequestTemplate.record)")
            ], records: RecordFile.write((0..<10).map { (0, "\($0)") }, to: folder + "/glewlwyd-issue.records"), in: folder)
    }

    /// Asks about tokens it just issued.
    func introspection(of count: Int, in folder: String) async throws -> RequestFiles {
        var tokens: [String] = []
        while tokens.count < count {
            tokens += try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<32 { group.addTask { try await issue() } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        return try RequestFiles(
            "glewlwyd-ask",
            templates: [.post("/api/glwd/introspect", authorization: authorization, body: "token=\(RequestTemplate.record)")],
            records: RecordFile.write(tokens.map { (0, $0) }, to: folder + "/glewlwyd-ask.records"), in: folder)
    }

    private func issue() async throws -> String {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/api/glwd/token")
        request.method = .POST
        request.headers.add(name: "Authorization", value: authorization)
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(ByteBuffer(string: "grant_type=client_credentials&scope=read"))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        let body = String(buffer: try await response.body.collect(upTo: 1 << 20))
        guard let token = body.firstMatch(of: /"access_token":"([^"]+)"/) else { throw BenchError("Glewlwyd answered \(body)") }
        return String(token.1)
    }
}
