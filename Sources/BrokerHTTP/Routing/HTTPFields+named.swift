import HTTPTypes

extension HTTPFields {
    /// The values of every field of this name.
    func values(named name: String) -> [String] { HTTPField.Name(name).map { self[fields: $0].map(\.value) } ?? [] }

    /// Sets a field that HTTPTypes has no name for.
    mutating func set(_ name: String, to value: String) {
        guard let name = HTTPField.Name(name) else { return }
        self[name] = value
    }
}
