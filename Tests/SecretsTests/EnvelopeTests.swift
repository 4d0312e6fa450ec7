import Foundation
import Testing

@testable import Secrets

@Suite("Envelopes")
struct EnvelopeTests {
    let keys: KeyRing
    let context = EnvelopeContext(table: "endpoint", column: "secret", row: SampleKeys.row, tenant: SampleKeys.tenant)
    let message = Array("whsec_sample".utf8)

    init() throws { keys = try SampleKeys.fixed() }

    @Test("made by another implementation open here")
    func knownAnswer() throws {
        let sealed = try Hex.decode(
            "01026b316e6e6e6e6e6e6e6e6e6e6e6e1553ecafadd8c1df437f6061d852800ee5b2ac11e1fc5fcdbf43e7896d3cf52dcef32cda25bb7989324077b1"
                + "c8ccd0cb6363636363636363636363638d2ed1d05c4d11a42cc9e443d07b0245cb6ad8aee1db5b1740ddb204")
        #expect(try keys.open(sealed, context: context) == message)
    }

    @Test("open to what was sealed, and never look the same twice", arguments: [0, 1, 15, 16, 17, 1000])
    func roundTrip(count: Int) throws {
        let message = try SecureRandom.bytes(count)
        let (first, second) = (try keys.seal(message, context: context), try keys.seal(message, context: context))
        #expect(first != second)
        #expect(try keys.open(first, context: context) == message)
    }

    @Test("open nowhere but in their place")
    func moved() throws {
        let sealed = try keys.seal(message, context: context)
        let (row, tenant) = (SampleKeys.row, SampleKeys.tenant)
        let elsewhere = [
            EnvelopeContext(table: "endpoint", column: "secret", row: try SecureRandom.uuid(), tenant: tenant),
            EnvelopeContext(table: "endpoint", column: "secret", row: row, tenant: try SecureRandom.uuid()),
            EnvelopeContext(table: "endpoint", column: "secret", row: tenant, tenant: row),
            EnvelopeContext(table: "endpoint2", column: "secret", row: row, tenant: tenant),
            EnvelopeContext(table: "endpoint", column: "previous_secret", row: row, tenant: tenant),
            EnvelopeContext(table: "endpoints", column: "ecret", row: row, tenant: tenant),
            EnvelopeContext(purpose: "endpoint", tenant: tenant, binding: []),
        ]
        for other in elsewhere {
            #expect(throws: SecretsError.authenticationFailed) { try keys.open(sealed, context: other) }
            #expect(throws: SecretsError.authenticationFailed) { try keys.rewrap(sealed, context: other) }
        }
    }

    @Test("for forms are bound to purpose, tenant and binding")
    func forms() throws {
        let context = EnvelopeContext(purpose: "consent", tenant: SampleKeys.tenant, binding: [1, 2])
        let sealed = try keys.seal(message, context: context)
        #expect(try keys.open(sealed, context: context) == message)
        let others = [
            EnvelopeContext(purpose: "consent", tenant: SampleKeys.tenant, binding: [1, 3]),
            EnvelopeContext(purpose: "sign-in", tenant: SampleKeys.tenant, binding: [1, 2]),
            EnvelopeContext(purpose: "consent", tenant: SampleKeys.row, binding: [1, 2]),
        ]
        for other in others { #expect(throws: SecretsError.authenticationFailed) { try keys.open(sealed, context: other) } }
    }

    @Test("fail with any single bit changed")
    func flipped() throws {
        let sealed = try keys.seal(message, context: context)
        for index in sealed.indices {
            for bit in 0..<8 {
                var altered = sealed
                altered[index] ^= 1 << UInt8(bit)
                #expect(throws: SecretsError.self) { try keys.open(altered, context: context) }
            }
        }
    }

    @Test("fail when cut short, at either end, or lengthened")
    func truncated() throws {
        let sealed = try keys.seal(message, context: context)
        for count in 0..<sealed.count {
            #expect(throws: SecretsError.self) { try keys.open(Array(sealed.prefix(count)), context: context) }
            #expect(throws: SecretsError.self) { try keys.open(Array(sealed.suffix(count)), context: context) }
        }
        #expect(throws: SecretsError.authenticationFailed) { try keys.open(sealed + [0], context: context) }
    }

    @Test("fail when halves of two envelopes are joined")
    func spliced() throws {
        let (first, second) = (try keys.seal(message, context: context), try keys.seal(message, context: context))
        let cut = 2 + 2 + 12 + 48
        #expect(throws: SecretsError.authenticationFailed) {
            try keys.open(Array(first.prefix(cut)) + second.dropFirst(cut), context: context)
        }
    }
}
