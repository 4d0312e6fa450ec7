import Broker
import Hummingbird
import Logging
import Model

/// A request of the management API by a live key that may act on this tenant: a handler that takes this context cannot run without one.
struct AdminContext: RequestContext {
    struct Source: RequestContextSource {
        let parent: PublicContext
        let key: AdminKey
        let tenant: Tenant
        /// The client's, as far as it is believed.
        let address: String?

        var logger: Logger {
            var logger = parent.logger
            logger[metadataKey: "tenant"] = .string(tenant.slug)
            logger[metadataKey: "key"] = .string(key.id.description)
            return logger
        }
    }

    var coreContext: CoreRequestContextStorage
    let key: AdminKey
    let tenant: Tenant
    var origin: RequestOrigin

    init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        key = source.key
        tenant = source.tenant
        origin = RequestOrigin(address: source.address, requestID: source.parent.logger.requestID)
    }

    /// As the audit log names whoever holds the key.
    var actor: AuditEntry.Actor { .operator(key.auditName) }
}
