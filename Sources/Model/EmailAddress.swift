/// An e-mail address as typed, and as compared: ASCII letters without case, everything else byte for byte.
package struct EmailAddress: Sendable, Hashable {
    package let text: String
    package let key: String

    /// `nil` unless it is `local@domain` of 3 to 254 bytes without spaces or control characters.
    package init?(_ text: String) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard (3...254).contains(text.utf8.count), parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        guard text.unicodeScalars.allSatisfy({ !$0.properties.isWhitespace && $0.properties.generalCategory != .control }) else {
            return nil
        }
        self.text = text
        self.key = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.isASCII ? Self.lowercased($0) : $0 }))
    }

    private static func lowercased(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) + 32) : scalar
    }
}
