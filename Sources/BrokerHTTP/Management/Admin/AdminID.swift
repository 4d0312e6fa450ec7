import Foundation
import Hummingbird
import Model

/// Ids as the management API writes them.
enum AdminID {
    static func read<Entity>(_ text: String, _ name: String) throws(AdminRefusal) -> Identifier<Entity> {
        guard let uuid = UUID(uuidString: text) else { throw .malformed("must be an id like 7f0c…, 36 characters", field: name) }
        return Identifier(rawValue: uuid)
    }
}

extension AdminContext {
    /// The id in this request's path.
    func pathID<Entity>() throws(AdminRefusal) -> Identifier<Entity> { try AdminID.read(parameters.get("id") ?? "", "id") }

    /// The address of something of this tenant's.
    func path(_ rest: String) -> String { "\(AdminRouter.tenants)\(tenant.slug)/\(rest)" }
}
