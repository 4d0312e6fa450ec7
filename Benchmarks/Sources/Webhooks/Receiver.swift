import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// Reads requests as cheaply as can be, remembers when each numbered event first arrived and how often, and behaves as its path asks.
enum Receiver {
    static func listen(port: Int) async throws -> any Channel {
        let arrivals = Arrivals()
        return try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(arrivals: arrivals))
                }
            }
            .bind(host: "0.0.0.0", port: port).get()
    }

    /// When each event's first request began to arrive, and how many did.
    final class Arrivals: Sendable {
        private let state = Mutex<[Int: (first: Double, count: Int)]>([:])

        func note(_ number: Int, at time: Double) {
            state.withLock { $0[number, default: (time, 0)].count += 1 }
        }

        func reset() { state.withLock { $0 = [:] } }

        func count(from base: Int) -> Int { state.withLock { $0.keys.count { $0 >= base } } }

        /// Lines of number, time and count.
        var dump: String {
            state.withLock { $0.map { "\($0.key) \($0.value.first) \($0.value.count)\n" }.joined() }
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let arrivals: Arrivals
        private var request = ""
        private var began = 0.0

        init(arrivals: Arrivals) { self.arrivals = arrivals }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            if request.isEmpty { began = Clock.now }
            request += String(buffer: unwrapInboundIn(data))
            guard let head = request.firstRange(of: "\r\n\r\n"), isComplete(body: request[head.upperBound...]) else { return }
            let path = request.split(separator: " ", maxSplits: 2).dropFirst().first ?? ""
            let body = request[head.upperBound...]
            answer(path: String(path), body: String(body), context)
            request = ""
        }

        private func isComplete(body: Substring) -> Bool {
            guard let length = request.firstMatch(of: /[Cc]ontent-[Ll]ength: *(\d+)/) else { return true }
            return body.utf8.count >= Int(length.1) ?? 0
        }

        private func answer(path: String, body: String, _ context: ChannelHandlerContext) {
            if path.hasPrefix("/count/") {
                return reply(200, "\(arrivals.count(from: Int(path.dropFirst("/count/".count)) ?? 0))", context)
            }
            switch path {
            case "/dump": return reply(200, arrivals.dump, context)
            case "/reset":
                arrivals.reset()
                return reply(200, "", context)
            default: break
            }
            if let number = body.firstMatch(of: /"n":(\d+)/).flatMap({ Int($0.1) }) { arrivals.note(number, at: began) }
            switch Behaviour(rawValue: String(path.split(separator: "/").first ?? "")) ?? .ok {
            case .ok: reply(204, "", context)
            case .error: reply(500, "", context)
            case .hang: break
            case .reset: context.close(promise: nil)
            case .drip: Self.drip(Array("HTTP/1.1 204 No Content\r\n\r\n".utf8), to: context.channel)
            case .huge: Self.flood(context.channel, begin: true)
            }
        }

        private func reply(_ status: Int, _ body: String, _ context: ChannelHandlerContext) {
            let text = "HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
            let channel = context.channel
            channel.writeAndFlush(ByteBuffer(string: status == 204 ? "HTTP/1.1 204 X\r\nConnection: close\r\n\r\n" : text))
                .whenComplete { _ in channel.close(promise: nil) }
        }

        private static func drip(_ bytes: [UInt8], to channel: any Channel) {
            guard let first = bytes.first, channel.isActive else { return }
            channel.writeAndFlush(ByteBuffer(bytes: [first]), promise: nil)
            channel.eventLoop.scheduleTask(in: .seconds(1)) { drip(Array(bytes.dropFirst()), to: channel) }
        }

        private static func flood(_ channel: any Channel, begin: Bool) {
            guard channel.isActive else { return }
            let chunk = "10000\r\n" + String(repeating: "x", count: 0x10000) + "\r\n"
            let text = begin ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk : chunk
            channel.writeAndFlush(ByteBuffer(string: text)).whenSuccess { flood(channel, begin: false) }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
