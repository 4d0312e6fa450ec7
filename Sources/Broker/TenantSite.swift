import Foundation
package import Dialects
package import Model

/// A tenant as it is reached: its dialect and its public URL, which never comes from a request.
package final class TenantSite: Sendable {
    package let tenant: Tenant
    package let dialect: Dialect
    /// Without a trailing slash.
    package let baseURL: String

    init(tenant: Tenant, dialect: Dialect, publicURL: String) {
        self.tenant = tenant
        self.dialect = dialect
        self.baseURL = tenant.publicURL ?? "\(publicURL)/t/\(tenant.slug)"
    }

    /// The path every link of this tenant begins with: empty, or `/…` without a trailing slash.
    package var basePath: String { URLComponents(string: baseURL)?.percentEncodedPath ?? "" }

    /// `scheme://host[:port]`, as browsers name it.
    package var origin: String { String(baseURL.dropLast(basePath.count)) }

    package var isSecure: Bool { baseURL.hasPrefix("https://") }
}
