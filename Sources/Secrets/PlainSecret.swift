/// A token, code, secret or password in clear. It prints as `<secret>`, so that no log or dump shows it.
package struct PlainSecret: Sendable {
    package let value: String

    package init(_ value: String) {
        self.value = value
    }
}

extension PlainSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
