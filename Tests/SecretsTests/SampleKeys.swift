import Foundation

@testable import Secrets

enum SampleKeys {
    /// SHA-256 of a fixed sentence, so that known answers can be computed elsewhere too.
    static let fixedLine = "k1 Ud9fBOV283BIAh8tGdjhivvOEBtZs46/h/tw9L6g3Mg="

    static func fixed() throws -> KeyRing { try KeyRing(parsing: fixedLine) }

    static func line(_ id: String) throws -> String {
        "\(id) \(Data(try SecureRandom.bytes(32)).base64EncodedString())"
    }

    static let tenant = uuid("00112233-4455-6677-8899-AABBCCDDEEFF")
    static let row = uuid("01234567-89AB-CDEF-0123-456789ABCDEF")

    private static func uuid(_ text: String) -> UUID { UUID(uuidString: text) ?? UUID() }
}
