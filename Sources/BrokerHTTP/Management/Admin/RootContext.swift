import Broker
import Hummingbird
import Logging
import Model

/// A request of the management API above any tenant, by a live key.
struct RootContext: RequestContext {
    struct Source: RequestContextSource {
        let parent: PublicContext
        let key: AdminKey

        var logger: Logger {
            var logger = parent.logger
            logger[metadataKey: "key"] = .string(key.id.description)
            return logger
        }
    }

    var coreContext: CoreRequestContextStorage
    let key: AdminKey

    init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        key = source.key
    }
}

/// Above any tenant.
typealias RootOperation = Operation<RootContext>
