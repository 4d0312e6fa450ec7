import ArgumentParser
import BrokerHTTP
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// What the same HTTP server gives when it has nothing to find out: one route that reads its body and answers what was answered before.
struct ConstantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "constant", abstract: "Answer every POST to a path with one answer, by the product's HTTP server, until stopped.")

    @Option(help: "The port on 127.0.0.1.") var port: Int
    @Option(help: "The path.") var path: String
    @Option(help: "A file with the answer: lines of header fields, an empty one, the body.") var answer: String

    func run() async throws {
        let text = try String(contentsOfFile: answer, encoding: .utf8)
        guard let middle = text.range(of: "\n\n") else { throw BenchError("\(answer) has no empty line") }
        var fields = HTTPFields()
        for line in text[..<middle.lowerBound].split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":"), let name = HTTPField.Name(String(line[..<colon])) else { continue }
            fields[name] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        let (headers, body) = (fields, ByteBuffer(string: String(text[middle.upperBound...])))
        let router = Router()
        router.post(RouterPath(path)) { request, _ in
            _ = try await BodyReader.read(request)
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
        }
        let application = Application(
            responder: HeadResponder(wrapped: router.buildResponder()), server: .limited,
            configuration: ListenAddress(host: "127.0.0.1", port: port).configuration, logger: .quiet)
        try await application.runService()
    }
}
