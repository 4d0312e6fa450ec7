/// A run-time setting for the length of one transaction, as `set_config(name, value, true)`.
package struct Setting: Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
