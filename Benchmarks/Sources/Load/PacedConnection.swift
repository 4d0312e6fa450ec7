import Foundation
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

    private static let lengthField = Array("Content-Length: ".utf8)

    /// The status of a whole answer with a length, taken out of the buffer. Cheap: whoever asks shares the machine with what answers.
    private static func takeAnswer(_ buffer: inout ByteBuffer) -> Int? {
        let answer = buffer.withUnsafeReadableBytes { bytes -> (status: Int, length: Int)? in
            guard let start = bytes.baseAddress else { return nil }
            var (line, length) = (0, 0)
            while let end = memchr(start + line, 0x0A, bytes.count - line).map({ UnsafeRawPointer($0) - start }) {
                // HTTP/1.1 200 OK
                if end == line + 1 { return (number(in: bytes[9...]), end + 1 + length) }
                if end - line > lengthField.count, memcmp(start + line, lengthField, lengthField.count) == 0 {
                    length = number(in: bytes[(line + lengthField.count)...])
                }
                line = end + 1
            }
            return nil
        }
        guard let answer, buffer.readableBytes >= answer.length else { return nil }
        buffer.moveReaderIndex(forwardBy: answer.length)
        if buffer.readableBytes == 0 { buffer.clear() }
        return answer.status
    }

    private static func number(in bytes: Slice<UnsafeRawBufferPointer>) -> Int {
        bytes.prefix { (0x30...0x39).contains($0) }.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }
}

@available(*, unavailable)
extension PacedConnection: Sendable {}
