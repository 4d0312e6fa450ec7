import Hummingbird
import NIOCore

/// The body of an answer, gathered before it is sent.
final class CollectedBody: ResponseBodyWriter {
    private var buffer = ByteBuffer()

    /// As text; every answer of the management API that changes something is JSON.
    static func collect(_ response: Response) async throws -> String {
        let writer = CollectedBody()
        try await response.body.write(writer)
        return String(buffer: writer.buffer)
    }

    func write(_ buffer: ByteBuffer) async throws { self.buffer.writeImmutableBuffer(buffer) }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
