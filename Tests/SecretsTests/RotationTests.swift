import Foundation
import Testing

@testable import Secrets

@Suite("Key rotation")
struct RotationTests {
    let old: KeyRing
    let both: KeyRing
    let new: KeyRing
    let context = EnvelopeContext(table: "endpoint", column: "secret", row: SampleKeys.row, tenant: SampleKeys.tenant)

    init() throws {
        let line = try SampleKeys.line("k2")
        old = try SampleKeys.fixed()
        both = try KeyRing(parsing: line + "\n" + SampleKeys.fixedLine)
        new = try KeyRing(parsing: line)
    }

    @Test("reads what the previous key sealed and says which key a value waits for")
    func previous() throws {
        let sealed = try old.seal([1, 2, 3], context: context)
        #expect(try both.open(sealed, context: context) == [1, 2, 3])
        #expect(try KeyRing.keyID(of: sealed) == "k1")
        #expect(throws: SecretsError.unknownKey("k1")) { try new.open(sealed, context: context) }
    }

    @Test("moves the data key and leaves the ciphertext as it is")
    func rewrap() throws {
        let sealed = try old.seal([1, 2, 3], context: context)
        let moved = try both.rewrap(sealed, context: context)
        #expect(try KeyRing.keyID(of: moved) == "k2")
        #expect(moved.suffix(12 + 3 + 16) == sealed.suffix(12 + 3 + 16))
        #expect(try new.open(moved, context: context) == [1, 2, 3])
        #expect(throws: SecretsError.unknownKey("k2")) { try old.open(moved, context: context) }
        #expect(try both.rewrap(moved, context: context) == moved)
    }

    @Test("cannot be faked by renaming the key in the envelope")
    func renamed() throws {
        var sealed = try old.seal([1, 2, 3], context: context)
        sealed[3] = UInt8(ascii: "2")
        #expect(throws: SecretsError.authenticationFailed) { try both.open(sealed, context: context) }
    }
}
