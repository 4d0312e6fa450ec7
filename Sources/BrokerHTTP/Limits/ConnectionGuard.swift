import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Deadlines of one connection, never without one: a client that drips its header or body, sends more than anything here reads, does not
/// read its answers, or never speaks again is let go (INTEROP row 12).
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
        /// From the end of a request, or from the last part of its answer that could be written.
        var answer = TimeAmount.seconds(30)
        /// The same once the server is stopping.
        var lastAnswer = TimeAmount.seconds(10)
        var idle = TimeAmount.seconds(60)
        var linger = TimeAmount.seconds(2)
    }

    /// Routes read at most 64 KiB; what nobody reads is thrown away up to here.
    private static let maximumBodyBytes = 1024 * 1024

    private let deadlines: Deadlines
    private var timer: Scheduled<Void>?
    private var requestsUnanswered = 0
    private var isReadingBody = false
    private var bodyBytes = 0
    private var closesAfterAnswer = false
    private var isLingering = false
    private var isStopping = false

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
            isReadingBody = true
            bodyBytes = 0
            start(deadlines.body, context)
        case .body(let bytes):
            bodyBytes += bytes.readableBytes
            guard bodyBytes <= Self.maximumBodyBytes else { return context.close(promise: nil) }
        case .end:
            isReadingBody = false
            wait(context)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head): closesAfterAnswer = head.headerFields[.connection]?.lowercased() == "close"
        case .body: break
        case .end:
            requestsUnanswered -= 1
            if closesAfterAnswer { return linger(context, data, promise) }
        }
        if !isReadingBody { wait(context) }
        context.write(data, promise: promise)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            isStopping = true
            wait(context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func linger(_ context: ChannelHandlerContext, _ data: NIOAny, _ promise: EventLoopPromise<Void>?) {
        isLingering = true
        context.writeAndFlush(data, promise: promise)
        context.close(mode: .output, promise: nil)
        start(deadlines.linger, context)
        context.read()
    }

    /// For the client to read an answer, or to ask again.
    private func wait(_ context: ChannelHandlerContext) {
        let answer = isStopping ? deadlines.lastAnswer : deadlines.answer
        start(requestsUnanswered > 0 ? answer : deadlines.idle, context)
    }

    private func start(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        timer?.cancel()
        timer = context.eventLoop.assumeIsolatedUnsafeUnchecked().scheduleTask(in: time) { context.close(promise: nil) }
    }
}

@available(*, unavailable)
extension ConnectionGuard: Sendable {}
