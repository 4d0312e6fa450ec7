import Broker
import Dialects
import NIOCore
import NIOHTTP1

/// Takes requests that are answered directly out of a connection, one at a time and only while the library has none of its own to answer, so
/// that answers keep the order of their requests. What turns out to be no such request is handed on as it came. Confined to its event loop.
final class DirectGate: ChannelDuplexHandler, RemovableChannelHandler, @unchecked Sendable {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private final class Taken {
        let head: HTTPRequestHead
        let request: DirectRequest
        let route: DirectRoute
        var body: ByteBuffer?
        /// What it came to, where that can be taken back.
        var order: DirectOrder?

        init(head: HTTPRequestHead, request: DirectRequest, route: DirectRoute) {
            self.head = head
            self.request = request
            self.route = route
        }
    }

    private enum State {
        case open
        case reading(Taken)
        case answering(Taken)
        case gone
    }

    /// What came meanwhile, for later.
    private enum Held {
        case part(HTTPServerRequestPart)
        case event(Any)
        case error(any Error)
    }

    private let answers: DirectAnswers
    private let turn: DirectTurn
    private let connection: ConnectionGuard
    /// Next to the network: answers are written from there.
    private var encoder: ChannelHandlerContext?
    private var state = State.open
    private var unanswered = 0
    private var peer: String?
    private var held = CircularBuffer<Held>()
    private var holdsRead = false
    private var lastRoute: DirectRoute?

    init(_ answers: DirectAnswers, behind connection: ConnectionGuard, on loop: any EventLoop) {
        self.answers = answers
        self.connection = connection
        turn = answers.turn(of: loop)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        encoder = try? context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
    }

    func handlerRemoved(context: ChannelHandlerContext) { encoder = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        receive(unwrapInboundIn(data), context)
    }

    private func receive(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        switch (state, part) {
        case (.gone, _): break
        case (.answering, _): held.append(.part(part))
        case (.open, .head(let head)):
            if unanswered == 0, context.channel.isWritable, let taken = take(head) {
                state = .reading(taken)
            } else {
                unanswered += 1
                context.fireChannelRead(wrapInboundOut(part))
            }
        case (.open, _): context.fireChannelRead(wrapInboundOut(part))
        case (.reading(let taken), .body(var bytes)):
            if taken.body?.writeBuffer(&bytes) == nil { taken.body = bytes }
            if (taken.body?.readableBytes ?? 0) > taken.request.length {
                handOn(taken, context)
                release(context)
            }
        case (.reading(let taken), .end(let trailers)):
            guard trailers == nil, taken.body?.readableBytes ?? 0 == taken.request.length else {
                handOn(taken, context)
                receive(part, context)
                return release(context)
            }
            state = .answering(taken)
            answer(taken, context)
        case (.reading(let taken), .head):
            handOn(taken, context)
            receive(part, context)
            release(context)
        }
    }

    private func take(_ head: HTTPRequestHead) -> Taken? {
        guard let request = DirectRequest(head, watching: lastRoute?.watched ?? []) else { return nil }
        if lastRoute?.path != request.path || lastRoute?.host != request.host {
            lastRoute = turn.route(request.path, host: request.host) { answers.route(request.path, host: request.host) }
            // Read again with what this route watches.
            guard let route = lastRoute, route.watched.isEmpty || DirectRequest(head, watching: route.watched) != nil else { return nil }
        }
        guard let route = lastRoute, route.methods.contains(request.method) else { return nil }
        return Taken(head: head, request: request, route: route)
    }

    private func answer(_ taken: Taken, _ context: ChannelHandlerContext) {
        if peer == nil { peer = context.channel.remoteAddress?.ipAddress }
        guard case .token(let tokenType) = taken.route.useCase else { return inquire(taken, context) }
        let address = answers.client(of: taken.request, peer: peer)
        guard
            let order = answers.orders.read(taken.request, body: taken.body, at: taken.route, for: tokenType, from: address)
        else { return finish(.success(nil), context) }
        taken.order = order
        let (loop, context) = (context.eventLoop, NIOLoopBound(context, eventLoop: context.eventLoop))
        answers.orders.carryOut(order, at: taken.route) { outcome in loop.execute { self.finish(outcome, context.value) } }
    }

    private func inquire(_ taken: Taken, _ context: ChannelHandlerContext) {
        guard let question = answers.questions.read(taken.request, body: taken.body, at: taken.route) else {
            return finish(.success(nil), context)
        }
        turn.wait(for: taken.route.guess) { [self] moment in
            guard let moment else { return finish(.success(nil), context) }
            if let answer = recall(question, of: taken, moment) { return finish(.success(answer), context) }
            let (loop, context) = (context.eventLoop, NIOLoopBound((context, taken), eventLoop: context.eventLoop))
            answers.questions.fill(question, at: moment) {
                loop.execute {
                    let (context, taken) = context.value
                    self.finish(.success(self.recall(question, of: taken, moment)), context)
                }
            }
        }
    }

    private func recall(_ question: DirectQuestion, of taken: Taken, _ moment: ReadMoment) -> [UInt8]? {
        answers.questions.recall(question, at: taken.route, moment) { answers.client(of: taken.request, peer: peer) }
    }

    /// `nil`: it is for the library after all, and nothing has happened.
    private func finish(_ answer: Result<[UInt8]?, any Error>, _ context: ChannelHandlerContext) {
        guard case .answering(let taken) = state else { return }
        switch answer {
        case .success(let body?): send(answers.message(body, at: taken.route, taken.request, context.channel.allocator), context)
        case .failure(let error):
            let message = answers.message(of: error, at: taken.route, taken.request, from: peer, context.channel.allocator)
            send(message, context)
        case .success(nil):
            // The guess may be what was wrong.
            lastRoute = nil
            turn.forget(taken.route)
            handOn(taken, context)
            context.fireChannelRead(wrapInboundOut(.end(nil)))
            context.fireChannelReadComplete()
        }
        release(context)
    }

    private func send(_ message: ByteBuffer, _ context: ChannelHandlerContext) {
        state = .open
        encoder?.writeAndFlush(NIOAny(IOData.byteBuffer(message)), promise: nil)
        // A client that does not read its answers is let go like one that waits for nothing.
        connection.passOver(isRead: context.channel.isWritable)
    }

    /// Gives what was taken to the library.
    private func handOn(_ taken: Taken, _ context: ChannelHandlerContext) {
        state = .open
        unanswered += 1
        context.fireChannelRead(wrapInboundOut(.head(taken.head)))
        if let body = taken.body { context.fireChannelRead(wrapInboundOut(.body(body))) }
    }

    /// Goes on with what came meanwhile.
    private func release(_ context: ChannelHandlerContext) {
        var handsOn = false
        loop: while !held.isEmpty {
            switch state {
            case .answering, .gone: break loop
            case .open, .reading: break
            }
            switch held.removeFirst() {
            case .part(let part):
                handsOn = true
                receive(part, context)
            case .event(let event): context.fireUserInboundEventTriggered(event)
            case .error(let error): context.fireErrorCaught(error)
            }
        }
        // The library takes what it is given once it hears that there is no more for now.
        if handsOn { context.fireChannelReadComplete() }
        readOn(context)
    }

    private func readOn(_ context: ChannelHandlerContext) {
        guard holdsRead, mayRead(context) else { return }
        holdsRead = false
        context.read()
    }

    /// No more is let in while an answer waits for its turn, or for a client that does not read its answers.
    private func mayRead(_ context: ChannelHandlerContext) -> Bool {
        if case .answering = state, !held.isEmpty { return false }
        return context.channel.isWritable
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        readOn(context)
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch state {
        case .answering, .reading: held.append(.event(event))
        case .open, .gone: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch state {
        case .answering: held.append(.error(error))
        case .reading(let taken):
            handOn(taken, context)
            release(context)
            context.fireErrorCaught(error)
        case .open, .gone: context.fireErrorCaught(error)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if case .answering(let taken) = state { taken.order?.prepared.cancel() }
        state = .gone
        held.removeAll()
        encoder = nil
        context.fireChannelInactive()
    }

    func read(context: ChannelHandlerContext) {
        if mayRead(context) { context.read() } else { holdsRead = true }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { unanswered -= 1 }
        context.write(data, promise: promise)
    }
}
