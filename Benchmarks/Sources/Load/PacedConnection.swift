import NIOCore

/// One connection with a time for each of its requests. While an answer is late the next ones wait, and their delays with them.
final class PacedConnection: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    struct Plan {
        let interval: TimeAmount
        let length: TimeAmount
    }

    struct Result: Sendable {
        var delays: [Double] = []
        var failures = 0
    }

    private let source: PacedRequests
    private let plan: Plan
    private let end: NIODeadline
    private let promise: EventLoopPromise<Result>
    private var due: NIODeadline
    private var isWaiting = false
    private var received = ByteBuffer()
    private var result = Result()
    private var isOver = false

    init(source: PacedRequests, plan: Plan, first: NIODeadline, promise: EventLoopPromise<Result>) {
        self.source = source
        self.plan = plan
        self.promise = promise
        due = first
        end = first + plan.length
    }

    func handlerAdded(context: ChannelHandlerContext) { sendWhenDue(context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var more = unwrapInboundIn(data)
        received.writeBuffer(&more)
        guard let status = Self.takeAnswer(&received) else { return }
        result.delays.append(Double((NIODeadline.now() - due).nanoseconds) / 1e9)
        if status != 200 { result.failures += 1 }
        isWaiting = false
        due = due + plan.interval
        sendWhenDue(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if isWaiting { result.failures += 1 }
        finish(context)
    }

    private func sendWhenDue(_ context: ChannelHandlerContext) {
        guard due < end else { return finish(context) }
        guard due > .now() else { return send(context) }
        context.eventLoop.assumeIsolatedUnsafeUnchecked().scheduleTask(deadline: due) { self.send(context) }
    }

    private func send(_ context: ChannelHandlerContext) {
        guard !isOver else { return }
        var buffer = context.channel.allocator.buffer(capacity: 512)
        source.random(into: &buffer)
        isWaiting = true
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    private func finish(_ context: ChannelHandlerContext) {
        guard !isOver else { return }
        isOver = true
        promise.succeed(result)
        context.close(promise: nil)
    }

    /// The status of a whole answer with a length, taken out of the buffer.
    private static func takeAnswer(_ buffer: inout ByteBuffer) -> Int? {
        let view = buffer.readableBytesView
        guard let end = view.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: view[..<end.lowerBound], as: UTF8.self)
        var length = 0
        for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("content-length:") {
            length = Int(line.drop { $0 != ":" }.dropFirst().trimmingPrefix(while: \.isWhitespace)) ?? 0
        }
        let whole = end.upperBound - view.startIndex + length
        guard buffer.readableBytes >= whole else { return nil }
        buffer.moveReaderIndex(forwardBy: whole)
        buffer.discardReadBytes()
        return head.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap { Int($0) } ?? 0
    }
}

@available(*, unavailable)
extension PacedConnection: Sendable {}
