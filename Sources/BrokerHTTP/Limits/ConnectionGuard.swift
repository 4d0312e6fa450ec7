import NIOCore
import NIOHTTP1

/// Deadlines of one connection, never without one: a client that drips its header or body, sends more than anything here reads, does not
/// read its answers, or never speaks again is let go (INTEROP row 12).
/// An answer with `Connection: close` closes the connection, after what the client is still sending has been thrown away for a moment,
/// so that the answer arrives before the reset.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

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
    private var deadline: ContinuousClock.Instant?
    private var timer: Scheduled<Void>?
    /// When the timer wakes: at the deadline, or before.
    private var wakes: ContinuousClock.Instant?
    private var requestsUnanswered = 0
    private var isReadingBody = false
    private var bodyBytes = 0
    private var closesAfterAnswer = false
    private var isLingering = false
    private var isStopping = false
    private var context: ChannelHandlerContext?

    init(deadlines: Deadlines = Deadlines()) { self.deadlines = deadlines }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { start(deadlines.header, context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        self.context = nil
    }

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
        case .head(let head): closesAfterAnswer = head.headers.first(name: "connection")?.lowercased() == "close"
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

    /// A request was answered by an answer that did not come past here. `isRead`: as far as one can tell, its client takes its answers.
    func passOver(isRead: Bool) {
        requestsUnanswered -= 1
        if let context, isRead, !isReadingBody { wait(context) }
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
        let deadline = ContinuousClock.now + .nanoseconds(time.nanoseconds)
        self.deadline = deadline
        // Most deadlines move on before they come, and the timer of the earlier one looks again: not one timer for each part of a request.
        if wakes.map({ deadline < $0 }) ?? true { wake(in: time, at: deadline, context) }
    }

    private func wake(in time: TimeAmount, at instant: ContinuousClock.Instant, _ context: ChannelHandlerContext) {
        timer?.cancel()
        wakes = instant
        timer = context.eventLoop.assumeIsolatedUnsafeUnchecked().scheduleTask(in: time) { [self] in
            wakes = nil
            let now = ContinuousClock.now
            guard let deadline, deadline > now else { return context.close(promise: nil) }
            let (seconds, attoseconds) = (deadline - now).components
            wake(in: .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000), at: deadline, context)
        }
    }
}

@available(*, unavailable)
extension ConnectionGuard: Sendable {}
