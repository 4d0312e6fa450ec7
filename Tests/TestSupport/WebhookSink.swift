import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// The far end of webhooks: a server on 127.0.0.1 that keeps what it is sent and answers as it is told to.
package final class WebhookSink: Sendable {
    /// One request, whole.
    package struct Arrival: Sendable {
        package let path: String
        package let headers: [(name: String, value: String)]
        package let body: String

        package init(path: String, headers: [(name: String, value: String)], body: String) {
            self.path = path
            self.headers = headers
            self.body = body
        }

        /// The first header of this name.
        package subscript(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }

        package var json: [String: any Sendable] {
            ((try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: any Sendable]) ?? [:]
        }

        package var type: String? { json["type"] as? String }
    }

    /// What it answers, and after which time; `nil`: nothing, ever.
    package struct Answer: Sendable {
        let status: Int
        let headers: [(String, String)]
        let body: String
        let delay: TimeAmount

        package init(_ status: Int, headers: [(String, String)] = [], body: String = "", delay: Duration = .zero) {
            self.status = status
            self.headers = headers
            self.body = body
            self.delay = TimeAmount(delay)
        }
    }

    package let port: Int
    private let channel: any Channel
    private let state: State

    private final class State: Sendable {
        let arrivals = Mutex<[Arrival]>([])
        let answer: @Sendable (Arrival, Int) -> Answer?

        init(_ answer: @escaping @Sendable (Arrival, Int) -> Answer?) { self.answer = answer }
    }

    /// `answer` is asked with each arrival and how many came before it.
    package init(_ answer: @escaping @Sendable (Arrival, Int) -> Answer? = { _, _ in Answer(204) }) async throws {
        let state = State(answer)
        self.state = state
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Reader(state: state))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    package var url: String { "http://127.0.0.1:\(port)/hook" }

    package var arrivals: [Arrival] { state.arrivals.withLock { $0 } }

    package func stop() async throws { try await channel.close() }

    /// Waits until as many have arrived; gives up after a time and returns what there is.
    package func wait(for count: Int, atMost limit: Duration = .seconds(20)) async -> [Arrival] {
        let end = ContinuousClock.now + limit
        while arrivals.count < count, ContinuousClock.now < end { try? await Task.sleep(for: .milliseconds(5)) }
        return arrivals
    }

    /// Runs a body with a sink of its own.
    package static func open<Value>(
        _ answer: @escaping @Sendable (Arrival, Int) -> Answer? = { _, _ in Answer(204) }, _ body: (WebhookSink) async throws -> Value
    ) async throws -> Value {
        let sink = try await WebhookSink(answer)
        do {
            let value = try await body(sink)
            try await sink.stop()
            return value
        } catch {
            try? await sink.stop()
            throw error
        }
    }

    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let state: State
        private var head: HTTPRequestHead?
        private var body = ByteBuffer()

        init(state: State) { self.state = state }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): self.head = head
            case .body(let part): body.writeImmutableBuffer(part)
            case .end: answer(context)
            }
        }

        private func answer(_ context: ChannelHandlerContext) {
            guard let head else { return }
            let arrival = Arrival(
                path: head.uri, headers: head.headers.map { ($0.name, $0.value) }, body: String(buffer: body))
            self.head = nil
            body.clear()
            let before = state.arrivals.withLock { arrivals in
                arrivals.append(arrival)
                return arrivals.count - 1
            }
            guard let answer = state.answer(arrival, before) else { return }
            let channel = context.channel
            channel.eventLoop.scheduleTask(in: answer.delay) {
                var headers = HTTPHeaders(answer.headers)
                headers.add(name: "Content-Length", value: "\(answer.body.utf8.count)")
                let status = HTTPResponseStatus(statusCode: answer.status)
                channel.write(
                    HTTPServerResponsePart.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers)), promise: nil)
                channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: answer.body))), promise: nil)
                channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
