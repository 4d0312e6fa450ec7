import Broker
import Dialects
import Model
import NIOCore
import OAuth

/// A request for tokens that was read, with the place it takes among its client's attempts.
struct DirectOrder: Sendable {
    let prepared: QuickIssue.Prepared
    let place: AttemptPlace
}

/// "Give me a token", where the plain case is decided by the database alone.
struct DirectOrders: Sendable {
    private let quickIssue: QuickIssue

    init(engine: Engine) { quickIssue = QuickIssue(engine: engine) }

    /// Reads a request from an address. `nil`: it is not one that is answered here.
    func read(_ request: DirectRequest, body: ByteBuffer?, at route: DirectRoute, for tokenType: TokenType?, from address: String?)
        -> DirectOrder?
    {
        let (site, wire) = (route.guess.site, route.guess.site.dialect.wire)
        let headers = request.authorization.map { [$0] } ?? []
        guard let parameters = request.parameters(body, as: wire.requestBody),
            let credentials = try? ClientCredentials(authorization: headers, parameters: parameters),
            let asked = try? TokenRoute.request(parameters, by: credentials, for: tokenType, wire),
            let prepared = try? quickIssue.prepare(
                asked, at: site, by: route.guess, origin: RequestOrigin(address: address, requestID: request.id)),
            let place = quickIssue.place(for: credentials.clientID, at: site, from: address)
        else { return nil }
        return DirectOrder(prepared: prepared, place: place)
    }

    /// The answer's body. `nil`: not the plain case, and nothing was changed. Tells on another thread.
    func carryOut(_ order: DirectOrder, at route: DirectRoute, then: @escaping @Sendable (Result<[UInt8]?, any Error>) -> Void) {
        quickIssue.issue(order.prepared) { outcome in
            order.place.giveBack()
            then(outcome.map { $0.map { WireValue.object(route.guess.site.dialect.wire.tokenResponse($0)).bytes } })
        }
    }
}
