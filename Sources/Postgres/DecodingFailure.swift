/// Why bytes are not a value of the wanted type; it never quotes them.
package struct DecodingFailure: Error, Sendable {
    package let reason: String

    package init(_ reason: String) {
        self.reason = reason
    }
}
