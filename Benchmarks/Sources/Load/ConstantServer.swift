import AsyncHTTPClient
import Foundation
import NIOCore

/// `symbolon-bench constant` as a process of its own, with an answer that the product gave just now.
struct ConstantServer {
    private let process: Process
    let port: Int

    var processID: Int32 { process.processIdentifier }

    /// Asks the product on `serverPort` once and answers like that on `port`.
    static func start(like template: RequestTemplate, _ record: String, serverPort: Int, port: Int, folder: String) async throws
        -> ConstantServer
    {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(serverPort)\(template.path)")
        request.method = .POST
        request.headers.add(name: "Authorization", value: template.authorization)
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(ByteBuffer(string: (template.body ?? "").replacingOccurrences(of: RequestTemplate.record, with: record)))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        let body = String(buffer: try await response.body.collect(upTo: 1 << 20))
        guard response.status == .ok, body.contains(#""active":true"#) else {
            throw BenchError("a good token was answered with \(response.status): \(body)")
        }
        let fields = response.headers.filter { !["date", "content-length", "connection"].contains($0.name.lowercased()) }
        let file = "\(folder)/constant.answer"
        try (fields.map { "\($0.name): \($0.value)\n" }.joined() + "\n" + body).write(toFile: file, atomically: true, encoding: .utf8)

        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        process.arguments = ["constant", "--port", "\(port)", "--path", template.path, "--answer", file]
        try process.start()
        for _ in 0..<200 {
            if let status = try? await HTTP.get(port, "/").status, status == 404 { return ConstantServer(process: process, port: port) }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw BenchError("symbolon-bench constant is not there after 10 seconds")
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}
