import Broker
import Dialects
import NIOHTTP1

/// Where requests of a connection lead: to the same place most of the time.
final class DirectRoute: Sendable {
    let path: String
    let host: String
    let guess: SiteGuess
    let useCase: Endpoint.UseCase
    let methods: [HTTPMethod]
    /// Header fields, in lower case, that make a request one for the library.
    let watched: Set<String>
    /// The path within the tenant.
    let route: String

    init(path: String, host: String, guess: SiteGuess, endpoint: Endpoint) {
        self.path = path
        self.host = host
        self.guess = guess
        useCase = endpoint.useCase
        methods = endpoint.methods.map { HTTPMethod(rawValue: $0) }
        watched = Set(guess.site.dialect.wire.accountHeaders.map { $0.lowercased() })
        route = endpoint.path
    }
}
