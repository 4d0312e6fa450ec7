import Broker
import Hummingbird
import Logging
import Model

/// A request whose tenant is known: a handler that takes this context cannot run without one.
struct SiteContext: RequestContext {
    struct Source: RequestContextSource {
        let parent: PublicContext
        let site: TenantSite
        let moment: ReadMoment?
        /// The client's, as far as it is believed.
        let address: String?

        var logger: Logger {
            var logger = parent.logger
            logger[metadataKey: "tenant"] = .string(site.tenant.slug)
            return logger
        }
    }

    var coreContext: CoreRequestContextStorage
    let site: TenantSite
    /// A read of the primary that began after the request had arrived whole. `nil`: it had not.
    let moment: ReadMoment?
    let origin: RequestOrigin

    init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        site = source.site
        moment = source.moment
        origin = RequestOrigin(address: source.address, requestID: source.parent.logger.requestID)
    }
}
