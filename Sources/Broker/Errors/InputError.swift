/// Input an operator or a vendor's backend can mend: the field and what it must be.
package struct InputError: Error, Sendable, Equatable, CustomStringConvertible {
    package let field: String
    package let message: String

    package init(_ field: String, _ message: String) {
        self.field = field
        self.message = message
    }

    package var description: String { "\(field): \(message)" }
}
