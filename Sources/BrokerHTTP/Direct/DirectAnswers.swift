import Broker
import Dialects
import HTTPTypes
import Logging
import Model
import NIOCore
import NIOHTTP1
import OAuth
import Synchronization

/// Answers on the connection's own event loop what vendors' APIs and partners' servers ask all day: "is this token good?" and "give me a token".
/// Only the plain yes is given here, and as the routes would: whatever else a request may come to goes through the library and its routes.
final class DirectAnswers: Sendable {
    let questions: DirectQuestions
    let orders: DirectOrders
    private let findSite: FindSite
    private let errors: ErrorRenderer
    private let failures: FailureLog
    private let trustedProxies: TrustedProxies
    private let logger: Logger
    private let date = HTTPDate()
    /// What is asked at each path, by dialect.
    private let endpoints: [String: [String: Endpoint]]
    private let turns = Mutex<[ObjectIdentifier: DirectTurn]>([:])

    init(engine: Engine, errors: ErrorRenderer, logger: Logger) {
        questions = DirectQuestions(engine: engine)
        orders = DirectOrders(engine: engine)
        findSite = FindSite(engine: engine)
        self.errors = errors
        failures = engine.failures
        trustedProxies = engine.trustedProxies
        self.logger = logger
        endpoints = Dictionary(
            uniqueKeysWithValues: engine.dialects.dialects.map { dialect in
                let asked = dialect.endpoints.filter { $0.useCase.isDirect }
                return (dialect.name, Dictionary(asked.map { ($0.path, $0) }) { first, _ in first })
            })
    }

    func turn(of loop: any EventLoop) -> DirectTurn {
        turns.withLock { turns in
            if let turn = turns[ObjectIdentifier(loop)] { return turn }
            let turn = DirectTurn(loop, findSite: findSite)
            turns[ObjectIdentifier(loop)] = turn
            return turn
        }
    }

    /// Where a request leads, as far as memory knows. `nil`: it is for the library.
    func route(_ path: String, host: String) -> DirectRoute? {
        let (guess, rest): (SiteGuess?, Substring)
        if path.hasPrefix("/t/") {
            let tail = path.dropFirst(3)
            guard let slash = tail.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
            (guess, rest) = (findSite.guess(slug: String(tail[..<slash])), tail[slash...])
        } else {
            (guess, rest) = (findSite.guess(host: host), path[...])
        }
        guard let guess, let endpoint = endpoints[guess.site.dialect.name]?[String(rest)],
            // What may be done with each record is not remembered.
            endpoint.useCase != .introspect || guess.site.dialect.rules.recordAccess == nil
        else { return nil }
        return DirectRoute(path: path, host: host, guess: guess, endpoint: endpoint)
    }

    /// The address a request came from, as far as it is believed.
    func client(of request: DirectRequest, peer: String?) -> String? {
        trustedProxies.client(peer: peer, forwardedFor: request.forwardedFor)
    }

    /// The answer as `Response.uncachedJSON` has it once the library has sent it, and a line of the log like that of other answers.
    func message(_ body: [UInt8], at route: DirectRoute, _ request: DirectRequest, _ allocator: ByteBufferAllocator) -> ByteBuffer {
        note(200, at: route, request)
        var message = allocator.buffer(capacity: 320 + body.count)
        message.writeStaticString(Self.fields)
        write(body, request, to: &message)
        return message
    }

    /// What `SiteErrors` makes of a fault of ours.
    func message(
        of error: any Error, at route: DirectRoute, _ request: DirectRequest, from peer: String?, _ allocator: ByteBufferAllocator
    ) -> ByteBuffer {
        var logger = logger
        logger[metadataKey: "hb.request.id"] = .string(request.id)
        logger[metadataKey: "tenant"] = .string(route.guess.site.tenant.slug)
        let fault = errors.fault(
            error, site: route.guess.site, useCase: route.useCase, isAuthorized: request.authorization != nil, logger: logger)
        if let told = ErrorRenderer.oauthError(of: error) {
            let origin = RequestOrigin(address: client(of: request, peer: peer), requestID: request.id)
            failures.record(told, at: route.useCase, of: route.guess.site, origin: origin)
        }
        note(fault.status, at: route, request)
        let status = HTTPResponseStatus(statusCode: fault.status)
        var message = allocator.buffer(capacity: 512 + fault.body.count)
        message.writeString("HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\n")
        for field in fault.fields { message.writeString("\(field.name): \(field.value)\r\n") }
        message.writeStaticString(
            "Cache-Control: no-store\r\nContent-Type: application/json\r\nX-Content-Type-Options: nosniff\r\nContent-Length: ")
        write(fault.body, request, to: &message)
        return message
    }

    private func write(_ body: [UInt8], _ request: DirectRequest, to message: inout ByteBuffer) {
        message.writeString(String(body.count))
        message.writeStaticString("\r\nX-Request-Id: ")
        message.writeString(request.id)
        message.writeStaticString("\r\nDate: ")
        message.writeString(date.text)
        message.writeStaticString("\r\n\r\n")
        message.writeBytes(body)
    }

    private func note(_ status: Int, at route: DirectRoute, _ request: DirectRequest) {
        logger.debug(
            "answered",
            metadata: [
                "hb.request.id": "\(request.id)", "tenant": "\(route.guess.site.tenant.slug)", "method": "\(request.method)",
                "route": "\(route.route)", "status": "\(status)",
            ])
    }

    // Written at once: the HTTP library's encoder takes as long as the question.
    private static let fields: StaticString =
        "HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nPragma: no-cache\r\nContent-Type: application/json\r\nX-Content-Type-Options: nosniff\r\nContent-Length: "
}

extension Endpoint.UseCase {
    fileprivate var isDirect: Bool {
        switch self {
        case .introspect, .validate, .token: true
        default: false
        }
    }
}
