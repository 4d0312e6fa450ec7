import Broker
import HTTPTypes
import Hummingbird

extension TrustedProxies {
    /// The address a request came from, as far as it is believed.
    func client(of request: Request, peer: String?) -> String? {
        let forwarded = HTTPField.Name("X-Forwarded-For").map { request.headers[fields: $0].map(\.value) }
        return client(peer: peer, forwardedFor: forwarded ?? [])
    }
}
