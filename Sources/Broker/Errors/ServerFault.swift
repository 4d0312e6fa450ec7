/// A setup that is wrong on our side. Logged; the caller learns nothing of it.
package enum ServerFault: Error, Sendable, CustomStringConvertible {
    case unknownDialect(String, tenant: String)

    package var description: String {
        switch self {
        case .unknownDialect(let dialect, let tenant): "tenant \(tenant) has the dialect \(dialect), which this binary does not speak"
        }
    }
}
