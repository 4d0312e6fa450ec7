package import Model

extension AdminPermission {
    /// As typed. Throws `InputError`.
    package init(reading text: String) throws(InputError) {
        guard let permission = AdminPermission(text) else {
            let resources = Resource.allCases.map(\.rawValue).sorted().joined(separator: ", ")
            throw InputError(
                "permissions",
                "must be read or write, or one of these of a resource, as in accounts:read; the resources are \(resources)")
        }
        self = permission
    }
}
