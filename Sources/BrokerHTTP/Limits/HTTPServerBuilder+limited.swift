import Hummingbird
package import HummingbirdCore
import NIOCore

extension HTTPServerBuilder {
    /// HTTP/1.1 with bounds on the header (SECURITY 4C row 13) and deadlines on everything a client may do slowly.
    package static var limited: HTTPServerBuilder { limited(deadlines: ConnectionGuard.Deadlines()) }

    static func limited(deadlines: ConnectionGuard.Deadlines) -> HTTPServerBuilder {
        .http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [ConnectionGuard(deadlines: deadlines)],
                httpDecoderConfiguration: .init(maxHeaderFieldSize: 16 * 1024, maxHeaderListSize: 16 * 1024, maxHeaderFieldCount: 100)))
    }
}
