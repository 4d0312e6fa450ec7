import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Deadlines of one connection: a client that drips its header or body, or never speaks again, is let go (INTEROP row 12).
/// An answer with `Connection: close` closes the connection, after what the client is still sending has been thrown away for a moment,
/// so that the answer arrives before the reset.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    struct Deadlines: Sendable {
        var header = TimeAmount.seconds(10)
        var body = TimeAmount.seconds(15)
        var idle = TimeAmount.seconds(60)
        var linger = TimeAmount.seconds(2)
    }

    private let deadlines: Deadlines
    private var timer: Scheduled<Void>?
    private var requestsUnanswered = 0
    private var closesAfterAnswer = false
    private var isLingering = false

    init(deadlines: Deadlines = Deadlines()) { self.deadlines = deadlines }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { start(deadlines.header, context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelActive(context: ChannelHandlerContext) {
        start(deadlines.header, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isLingering { return context.read() }
        switch unwrapInboundIn(data) {
        case .head:
            requestsUnanswered += 1
            start(deadlines.body, context)
        case .body: break
        case .end: timer?.cancel()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            closesAfterAnswer = head.headerFields[.connection]?.lowercased() == "close"
            context.write(data, promise: promise)
        case .body: context.write(data, promise: promise)
        case .end:
            requestsUnanswered -= 1
            guard closesAfterAnswer else {
                if requestsUnanswered <= 0 { start(deadlines.idle, context) }
                return context.write(data, promise: promise)
            }
            isLingering = true
            context.writeAndFlush(data, promise: promise)
            context.close(mode: .output, promise: nil)
            start(deadlines.linger, context)
            context.read()
        }
    }

    private func start(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        timer?.cancel()
        timer = context.eventLoop.assumeIsolatedUnsafeUnchecked().scheduleTask(in: time) { context.close(promise: nil) }
    }
}

@available(*, unavailable)
extension ConnectionGuard: Sendable {}
