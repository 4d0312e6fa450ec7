import Broker
import Hummingbird
import Model

extension AdminContext {
    /// A part of this request's path that is no UUID.
    func pathText(_ name: String) -> String { parameters.get(name) ?? "" }

    /// A UUID in this request's path, by its name there.
    func pathID<Entity>(_ name: String) throws(AdminRefusal) -> Identifier<Entity> { try AdminID.read(parameters.get(name) ?? "", name) }

    /// Which side ends a grant that this key ends.
    var revoker: Grant.Revoker { key.tenantID == nil ? .operator : .tenant }
}

extension QueryParameter {
    static let isDisabled = QueryParameter("state", .one(of: ["live", "disabled"]), "In this state only.")
}

extension ListQuery {
    /// Of `state=live` or `state=disabled`.
    func isDisabled() throws(InputError) -> Bool? {
        switch self["state"] {
        case nil: nil
        case "live": false
        case "disabled": true
        default: throw InputError("state", "must be live or disabled")
        }
    }

    /// One of the known words.
    func choice<Choice: RawRepresentable & CaseIterable>(_ name: String) throws(InputError) -> Choice? where Choice.RawValue == String {
        guard let text = self[name] else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw InputError(name, "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }
}
