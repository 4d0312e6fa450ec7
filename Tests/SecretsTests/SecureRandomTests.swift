import Foundation
import Testing

@testable import Secrets

@Suite("Random values")
struct SecureRandomTests {
    @Test("have the asked length and form")
    func forms() throws {
        #expect(try SecureRandom.bytes(0).isEmpty)
        #expect(try SecureRandom.bytes(33).count == 33)
        #expect(try SecureRandom.hex(bytes: 8).wholeMatch(of: /[0-9a-f]{16}/) != nil)
        #expect(try SecureRandom.base64URL(bytes: 32).wholeMatch(of: /[A-Za-z0-9_-]{43}/) != nil)
        let uuid = try SecureRandom.uuid().uuidString
        #expect(uuid.wholeMatch(of: /[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}/) != nil)
    }

    @Test("do not repeat")
    func distinct() throws {
        var seen: Set<String> = []
        for _ in 0..<1000 { seen.insert(try SecureRandom.base64URL(bytes: 16)) }
        #expect(seen.count == 1000)
    }

    @Test("refuse an absurd count", arguments: [-1, Int.max])
    func bounds(count: Int) {
        #expect(throws: SecretsError.invalidArgument("random byte count")) { try SecureRandom.bytes(count) }
    }
}
