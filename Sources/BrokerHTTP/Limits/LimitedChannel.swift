import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// The library's connection with handlers of ours on the HTTP/1.1 parts themselves, and its task on the connection's own event loop: a
/// request that waits for nobody is answered without changing threads.
struct LimitedChannel: ServerChildChannel {
    let http: HTTP1Channel
    let deadlines: ConnectionGuard.Deadlines
    /// What stands between the guard and the library, from the network on.
    let handlers: @Sendable (any Channel, ConnectionGuard) -> [any ChannelHandler]

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        http.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let codec = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
            let connection = ConnectionGuard(deadlines: deadlines)
            try pipeline.addHandlers([connection] + handlers(channel, connection), position: .before(codec))
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) { await http.handle(value: value, logger: logger) }
    }
}
