import Foundation
import Model

extension Identifier<Tenant> {
    /// The nil id: under it stands the revision of the operators' own keys, which belong to no tenant.
    static let operators = Tenant.ID(rawValue: UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)))
}
