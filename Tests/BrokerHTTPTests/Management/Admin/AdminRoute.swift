import Broker
import HTTPTypes
import Model
import Testing

@testable import BrokerHTTP

/// An operation of the management API below a tenant, with a body it would take: made from what the router is made from, so none is left out.
struct AdminRoute: Sendable, CustomTestStringConvertible {
    static let nobody = "00000000-0000-4000-8000-000000000000"

    let operation: AdminOperation
    let path: String
    let body: String?

    var method: String { operation.method.rawValue }
    var isNamedByUUID: Bool { operation.pathParameters.contains("id") }
    var testDescription: String { "\(method) \(path)" }

    /// Every one, with this id wherever an address has one.
    static func all(of engine: Engine, id: String) -> [AdminRoute] {
        AdminRouter.operations(engine).map { operation in
            let parts = operation.path.split(separator: "/").map { $0.hasPrefix(":") ? id : String($0) }
            return AdminRoute(operation: operation, path: parts.joined(separator: "/"), body: operation.body.map(\.sample))
        }
    }

    /// The address below the tenant's, where there is more to it.
    func address(below base: String) -> String { path.isEmpty ? base : "\(base)/\(path)" }
}

extension Schema {
    /// A value of this kind.
    var sample: String {
        switch self {
        case .string(let rule): sample(rule)
        case .integer(let range): "\(range?.lowerBound ?? 1)"
        case .boolean: "true"
        case .list(let items, _, _): "[\(items.sample)]"
        case .object(let members), .open(let members):
            "{\(members.filter(\.isRequired).map { "\"\($0.name)\":\($0.schema.sample)" }.joined(separator: ","))}"
        case .map, .any: "{}"
        case .either(let choices): choices.first?.sample ?? "{}"
        case .nullable(let schema), .named(_, let schema): schema.sample
        }
    }

    private func sample(_ rule: TextRule) -> String {
        if let value = rule.values.first { return "\"\(value)\"" }
        switch rule.format {
        case "uuid": return "\"\(AdminRoute.nobody)\""
        case "date-time": return "\"2026-01-01T00:00:00Z\""
        default: return "\"\(String(repeating: "x", count: max(4, rule.minimumLength ?? 0)))\""
        }
    }
}
