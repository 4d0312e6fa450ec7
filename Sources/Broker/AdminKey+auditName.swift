package import Model

extension AdminKey {
    /// As the audit log names whoever holds it: several keys may have one name.
    package var auditName: String { "key:\(id) \(name)" }
}
