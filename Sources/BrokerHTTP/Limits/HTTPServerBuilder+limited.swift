import Hummingbird
package import HummingbirdCore
import NIOCore

extension HTTPServerBuilder {
    /// HTTP/1.1 with bounds on the header (SECURITY 4C row 13) and deadlines on everything a client may do slowly.
    package static var limited: HTTPServerBuilder { limited() }

    static func limited(
        deadlines: ConnectionGuard.Deadlines = ConnectionGuard.Deadlines(),
        handlers: @escaping @Sendable (any Channel, ConnectionGuard) -> [any ChannelHandler] = { _, _ in [] }
    ) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            LimitedChannel(
                http: HTTP1Channel(
                    responder: responder,
                    configuration: HTTP1Channel.Configuration(
                        httpDecoderConfiguration: .init(
                            maxHeaderFieldSize: 16 * 1024, maxHeaderListSize: 16 * 1024, maxHeaderFieldCount: 100))),
                deadlines: deadlines, handlers: handlers)
        }
    }
}
