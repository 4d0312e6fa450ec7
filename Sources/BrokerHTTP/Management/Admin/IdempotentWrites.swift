import Broker
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Carries a write out once, however often it is sent with the same `Idempotency-Key`.
struct IdempotentWrites: RouterMiddleware {
    typealias Context = AdminContext

    static let header = "Idempotency-Key"
    static let longestKey = 255
    /// What comes with an answer that is kept; the rest is made anew.
    private static let keptHeaders = ["Content-Type", "Location", "ETag", "X-Content-Type-Options", "Pragma"]

    private let requests: IdempotentRequests

    init(engine: Engine) { requests = IdempotentRequests(engine: engine) }

    func handle(
        _ request: Request, context: AdminContext, next: (Request, AdminContext) async throws -> Response
    ) async throws -> Response {
        let keys = request.headers.values(named: Self.header)
        guard let key = keys.first, ![.get, .head].contains(request.method) else { return try await next(request, context) }
        guard keys.count == 1, (1...Self.longestKey).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw AdminRefusal.malformed(
                "must be given once, with 1 to \(Self.longestKey) printable ASCII characters without spaces", field: Self.header)
        }
        let body = try await BodyReader.read(request)
        var request = request
        request.body = RequestBody(buffer: ByteBuffer(bytes: body))
        let ifMatch = request.headers[.ifMatch] ?? ""
        let asked = "\(request.method) \(request.uri)\n\(ifMatch)\n" + String(decoding: body, as: UTF8.self)
        switch try await requests.begin(key, request: asked, by: context.key, in: context.tenant) {
        case .answered(let answer): return Self.response(answer)
        case .claimed(let claim): return try await carryOut(claim, request, context, next)
        }
    }

    private func carryOut(
        _ claim: IdempotencyClaim, _ request: Request, _ context: AdminContext,
        _ next: (Request, AdminContext) async throws -> Response
    ) async throws -> Response {
        do {
            var response = try await next(request, context.claiming(claim))
            let collected = try await CollectedBody.collect(response)
            await keep(Self.kept(response, body: collected), of: claim, context)
            response.body = ResponseBody(byteBuffer: ByteBuffer(string: collected))
            return response
        } catch {
            do {
                try await requests.release(claim, in: context.tenant)
            } catch {
                // It is taken over after a minute.
                context.logger.warning("an idempotency record was not released", metadata: ["error": "\(error)"])
            }
            throw error
        }
    }

    /// It was carried out: whoever asked gets the answer, which may hold a secret shown once, whether or not it can be kept.
    private func keep(_ answer: KeptAnswer, of claim: IdempotencyClaim, _ context: AdminContext) async {
        do {
            try await requests.finish(claim, with: answer, in: context.tenant)
        } catch {
            context.logger.error("the answer to a request with an Idempotency-Key was not kept", metadata: ["error": "\(error)"])
        }
    }

    private static func kept(_ response: Response, body: String) -> KeptAnswer {
        KeptAnswer(
            status: response.status.code,
            headers: response.headers.filter { field in keptHeaders.contains { $0.lowercased() == field.name.canonicalName } }
                .map { [$0.name.rawName, $0.value] }, body: body)
    }

    private static func response(_ answer: KeptAnswer) -> Response {
        var headers: HTTPFields = [:]
        for field in answer.headers where field.count == 2 { headers.set(field[0], to: field[1]) }
        headers.set("Idempotent-Replayed", to: "true")
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: answer.body.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(string: answer.body)))
    }
}

extension AdminContext {
    /// The same request, carried out under this claim.
    func claiming(_ claim: IdempotencyClaim) -> AdminContext {
        var context = self
        context.origin = origin.claiming(claim)
        return context
    }
}
