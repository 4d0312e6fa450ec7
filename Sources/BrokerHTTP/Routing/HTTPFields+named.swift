import HTTPTypes

extension HTTPFields {
    /// Sets a field that HTTPTypes has no name for.
    mutating func set(_ name: String, to value: String) {
        guard let name = HTTPField.Name(name) else { return }
        self[name] = value
    }
}
