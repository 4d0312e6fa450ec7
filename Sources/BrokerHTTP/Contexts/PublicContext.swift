import Broker
package import Hummingbird
import Logging
import NIOCore

/// A request before its tenant is known.
package struct PublicContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The peer's address, whatever a header says.
    let remoteAddress: String?

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress
        // Told to everybody: the library's own counts the requests.
        if let id = RequestID.next() { logger[metadataKey: "hb.request.id"] = .string(id) }
    }
}
