import Foundation
import NIOCore
import NIOPosix

/// A server on 127.0.0.1 that answers every connection with the same pieces, a pause between them.
final class ScriptedServer: Sendable {
    let port: Int
    private let channel: any Channel
    private let log: Log

    init(_ pieces: [String], pause: TimeAmount = .zero, closes: Bool = true) async throws {
        let log = Log()
        self.log = log
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Script(pieces: pieces, pause: pause, closes: closes, log: log))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    /// What each connection sent, from its first packet.
    var requests: [String] { log.entries }

    func stop() async throws { try await channel.close() }

    private final class Log: @unchecked Sendable {
        private let lock = NSLock()
        private var lines: [String] = []
        var entries: [String] { lock.withLock { lines } }
        func append(_ line: String) { lock.withLock { lines.append(line) } }
    }

    private final class Script: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let pieces: [String]
        private let pause: TimeAmount
        private let closes: Bool
        private let log: Log
        private var started = false

        init(pieces: [String], pause: TimeAmount, closes: Bool, log: Log) {
            self.pieces = pieces
            self.pause = pause
            self.closes = closes
            self.log = log
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard !started else { return }
            started = true
            log.append(String(decoding: unwrapInboundIn(data).readableBytesView, as: UTF8.self))
            send(pieces[...], to: context.channel)
        }

        private func send(_ rest: ArraySlice<String>, to channel: any Channel) {
            Self.send(rest, to: channel, pause: pause, closes: closes)
        }

        private static func send(_ rest: ArraySlice<String>, to channel: any Channel, pause: TimeAmount, closes: Bool) {
            guard let piece = rest.first else {
                if closes { channel.close(promise: nil) }
                return
            }
            channel.writeAndFlush(ByteBuffer(string: piece), promise: nil)
            channel.eventLoop.scheduleTask(in: pause) {
                if channel.isActive { send(rest.dropFirst(), to: channel, pause: pause, closes: closes) }
            }
        }
    }
}
